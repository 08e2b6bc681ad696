/**
 * The start page: its title is a sentence about the world, and what needs a human
 * stands first, loudest first. A plain page: the console takes its place later.
 */
import { html } from 'hono/html';
import { momentOf } from '../notify/texts.ts';
import type { IncidentView, ServiceState, ServiceView } from '../pager/incident-types.ts';
import type { ChannelView, OutboxMessage } from '../pager/types.ts';
import { bySeverity } from './page-alerts.ts';
import { type Html, webLink } from './page-html.ts';
import { nextStepSentence } from './page-next-step.ts';
import { outboxList } from './page-outbox.ts';
import { stateMark } from './page-state.ts';
import { plainTarget } from './page-target.ts';
import { lengthOfTime, machineTime } from './page-times.ts';
import { trackStrip } from './page-track.ts';

export interface HomePageView {
  /** Of all that are unhealthy, loudest first. */
  states: ServiceState[];
  /** The loudest of them. */
  unhealthy: { service: ServiceView; incident: IncidentView | null }[];
  /** The first of all services by id. */
  services: ServiceView[];
  isCut: boolean;
  channels: ChannelView[];
  /** Null unless in preview. */
  outbox: OutboxMessage[] | null;
  refusals: number;
  publicUrl: string;
  now: number;
}

const LOUDNESS: Record<ServiceState, number> = { exhausted: 0, unreadable: 1, escalating: 2, acked: 3, healthy: 4 };

export function byLoudness(services: ServiceView[]): ServiceView[] {
  return services.toSorted(
    (a, b) =>
      LOUDNESS[a.state] - LOUDNESS[b.state] ||
      (a.incident?.nextEscalationAt ?? Number.POSITIVE_INFINITY) -
        (b.incident?.nextEscalationAt ?? Number.POSITIVE_INFINITY) ||
      (a.incident?.openedAt ?? 0) - (b.incident?.openedAt ?? 0),
  );
}

/** "2 incidents are calling, and nobody has answered. 1 more is being worked on." */
export function worldSentence(states: ServiceState[], areServicesKnown: boolean): string {
  const count = (...wanted: ServiceState[]) => states.filter((state) => wanted.includes(state)).length;
  const calling = count('escalating', 'exhausted');
  const acked = count('acked');
  const unreadable = count('unreadable');
  if (!areServicesKnown && states.length === 0) return 'No service is watched yet.';
  const sentences = [
    calling === 0
      ? ''
      : `${calling} ${calling === 1 ? 'incident is' : 'incidents are'} calling, and nobody has answered.`,
    acked === 0
      ? ''
      : `${acked}${calling > 0 ? ' more' : ''} ${acked === 1 ? (calling > 0 ? 'is' : 'incident is') : calling > 0 ? 'are' : 'incidents are'} being worked on.`,
    unreadable === 0 ? '' : `${unreadable} ${unreadable === 1 ? 'service' : 'services'} can’t be read.`,
  ].filter(Boolean);
  return sentences.length > 0 ? sentences.join(' ') : 'Everything is healthy.';
}

export function homeBody(view: HomePageView): Html {
  const { states, unhealthy, services, isCut, channels, outbox, refusals, publicUrl, now } = view;
  const healthy = services.filter(({ state }) => state === 'healthy');
  return html`<h1>${worldSentence(states, services.length > 0)}</h1>
<p class="dim">${new Date(now).toUTCString().slice(0, -4)} UTC · this page renews itself every 15 seconds</p>
${channels.map((channel) => failingChannel(channel, now))}
${outbox ? '' : channels.filter(isMissed).map(missingChannel)}
${services.length === 0 ? firstSteps(publicUrl) : ''}
${unhealthy.map((row) => incidentCard(row, now))}
${states.length > unhealthy.length ? html`<p class="dim">and ${states.length - unhealthy.length} more, less loud: <a href="v1/services?state=escalating,exhausted,acked">all of them</a></p>` : ''}
${outbox ? outboxList(outbox, publicUrl, now) : ''}
${
  healthy.length > 0
    ? html`<h2>${isCut ? 'Healthy, of the first services' : `${healthy.length} healthy`}</h2><nav>${healthy.map(({ id, name }) => html`<a href="services/${id}">${name}</a>`)}</nav>`
    : ''
}
<footer><nav><a href="docs">API documentation</a><a href="admin/queues">Queues</a><a href="v1/refusals">${refusals === 0 ? 'Nothing was refused lately' : `${refusals}${refusals >= 200 ? ' or more' : ''} refused requests`}</a><a href="readyz">Readiness</a></nav></footer>`;
}

function incidentCard({ service, incident }: HomePageView['unhealthy'][number], now: number): Html {
  const { id, name, state } = service;
  if (state === 'unreadable' || !incident) {
    return html`<section class="card c-${state}">${stateMark(state)}
<p><strong><a href="services/${id}">${name}</a></strong></p>
<p>What is stored of it can’t be read. Its alerts are refused until it can: the log says why.</p></section>`;
  }
  const [loudest] = bySeverity(incident.alerts);
  const more = incident.openAlerts > 1 ? html` <span class="dim">and ${incident.openAlerts - 1} more</span>` : '';
  return html`<section class="card c-${state}"><div class="top">${stateMark(state)}<span class="big">${lengthOfTime(now - incident.openedAt)}</span></div>
<p><strong><a href="services/${id}">${name}</a></strong><br>${loudest?.summary ?? ''}${more}</p>
${trackStrip(incident)}
<p class="dim">Since <time datetime="${machineTime(incident.openedAt)}">${momentOf(incident.openedAt, now)}</time> · ${position(incident)} · <span class="id">${incident.id}</span></p>
<p>${ackedBy(incident, now)}${nextStepSentence(incident, people(incident), now)}</p>
${state === 'acked' ? '' : html`<p class="dim">Acknowledge by the link in a message, or as <a href="services/${id}">the page of the service</a> shows.</p>`}</section>`;
}

const position = ({ level, levels, cycle, cycles }: IncidentView) =>
  `level ${level} of ${levels}${cycles > 1 ? `, run ${cycle} of ${cycles}` : ''}`;

const people = ({ nextLevel }: IncidentView) => nextLevel?.targets.map(plainTarget).join(', ') ?? '';

function ackedBy({ ackedAt, ackedBy: by }: IncidentView, now: number): string {
  return ackedAt === null ? '' : `Acknowledged${by ? ` by ${by}` : ''} at ${momentOf(ackedAt, now)}. `;
}

const WHAT_GOES: Record<ChannelView['name'], string> = { email: 'E-mail', sms: 'SMS', webhook: 'Webhook' };

/** Most people need no webhooks; a policy that has one says what is missing. */
const isMissed = ({ name, configured }: ChannelView) => !configured && name !== 'webhook';

function missingChannel({ name }: ChannelView): Html {
  return html`<p class="notice"><strong>${WHAT_GOES[name]} is not set up.</strong> Messages that a policy sends that way end as refused.</p>`;
}

function failingChannel({ name, failingSince, lastFailure }: ChannelView, now: number): Html | '' {
  if (failingSince === null) return '';
  return html`<p class="notice"><strong>${WHAT_GOES[name]} does not get through since ${momentOf(failingSince, now)}.</strong> People are not reached by it. ${lastFailure ?? ''}</p>`;
}

function firstSteps(publicUrl: string): Html {
  return html`<p>Put an escalation policy, then a service that uses it, then send it an alert: ${webLink(`${publicUrl}/docs`, 'the documentation')} shows each with an example to try.</p>`;
}
