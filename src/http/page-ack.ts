/**
 * The page behind an acknowledgement link, for somebody who was asleep a minute
 * ago and holds a phone: what is broken, the one thing to do, then who was notified,
 * who is next, and what happened. It says only what its link may show: targets
 * and gateways' reasons are masked.
 */

import { html } from 'hono/html';
import { maskTarget } from '../notify/masked-target.ts';
import { momentOf } from '../notify/texts.ts';
import type { ServiceView, TimelineView } from '../pager/incident-types.ts';
import type { LinkView } from '../pager/types.ts';
import { alertList, bySeverity } from './page-alerts.ts';
import { type Html, isWebAddress, webLink } from './page-html.ts';
import { nextStepSentence } from './page-next-step.ts';
import { stateMark } from './page-state.ts';
import { alertLinks, lastOf, timelineList } from './page-timeline.ts';
import { lengthOfTime, machineTime } from './page-times.ts';
import { escalationTrack } from './page-track.ts';

export interface AckPageView {
  link: LinkView;
  /** The service as it is now, since a closed incident may have been followed by another. */
  service: ServiceView | null;
  publicUrl: string;
  now: number;
}

export function ackTitle({ incident, service }: LinkView): string {
  if (incident.state === 'closed') return `Closed: ${service.name}`;
  const word = { escalating: 'Calling', exhausted: 'Nobody answered', acked: 'Acknowledged' }[incident.state];
  return `${word}: ${service.name}${incident.state === 'acked' ? '' : `, ${bySeverity(incident.alerts)[0]?.summary ?? ''}`}`;
}

export function ackBody({ link, service, publicUrl, now }: AckPageView): Html {
  const { incident } = link;
  const timeline = link.timeline.map(withoutAddresses);
  const serviceUrl = `${publicUrl}/services/${link.service.id}`;
  return html`${stateMark(incident.state)}
<h1>${headline(link)}</h1>
<p class="dim">${span(link, now)}</p>
${statement(link, service, now)}
<div class="card c-${incident.state}">${alertList(incident, now)}</div>
${forms(link)}
<p class="next">${nextStepSentence(incident, nextPeople(link), now)}</p>
${runbook(link.service.runbookUrl)}
<h2>Who was notified</h2>
${escalationTrack(incident, { shown: maskTarget, reason: maskAddresses, now })}
${alertLinks(timeline)}
<h2>What happened</h2>
${timelineList(timeline, now)}
<footer><p>Incident <span class="id">${incident.id}</span> · this link was sent to ${link.sentTo} · ${webLink(serviceUrl, 'page of the service')} (asks you to sign in)</p>
<p>All times are UTC. This page was made at ${new Date(now).toISOString().slice(11, 19)} UTC and shows what was known then; reload it to see more.</p></footer>`;
}

function headline({ incident, service: { name } }: LinkView): string {
  switch (incident.state) {
    case 'escalating':
      return `${name} is unhealthy. Nobody has answered yet.`;
    case 'exhausted':
      return `${name} is unhealthy, and everybody was notified. Nobody has answered.`;
    case 'acked':
      return `${name} is unhealthy. Somebody is on it.`;
    case 'closed':
      return `This incident of ${name} is closed.`;
  }
}

function span({ incident }: LinkView, now: number): Html {
  const since = html`<time datetime="${machineTime(incident.openedAt)}">${momentOf(incident.openedAt, now)}</time>`;
  if (incident.closedAt === null) return html`Since ${since}, ${lengthOfTime(now - incident.openedAt)} ago`;
  const length = lengthOfTime(incident.closedAt - incident.openedAt);
  return html`From ${since} to ${momentOf(incident.closedAt, now)}, ${length}`;
}

/** What somebody did about it already, and what that means for the reader. */
function statement(link: LinkView, service: ServiceView | null, now: number): Html | string {
  const { incident, timeline, sentTo } = link;
  if (incident.state === 'closed') {
    return html`<div class="card c-closed"><p><strong>${entryText(lastOf(timeline, 'closed'), incident.closedAt, 'Closed', now)}</strong></p>
<p>This link changes nothing any more. ${followedBy(incident.id, service, now)}</p></div>`;
  }
  if (incident.state !== 'acked') return '';
  const entry = lastOf(timeline, 'acknowledged');
  const said = entryText(
    entry,
    incident.ackedAt,
    `Acknowledged${incident.ackedBy ? ` by ${incident.ackedBy}` : ''}`,
    now,
  );
  const isReader = entry?.data.via === sentTo;
  return html`<div class="card c-acked"><p><strong>${said}.</strong></p>
<p>${isReader ? 'Escalation has stopped.' : 'Somebody else was first. Escalation has stopped, and you need to do nothing.'}</p></div>`;
}

/** "Acknowledged through the link sent to ana@… at 03:12 UTC". */
function entryText(entry: TimelineView | undefined, at: number | null, otherwise: string, now: number): string {
  const moment = entry?.at ?? at;
  const [what = otherwise, ...note] = (entry?.text ?? otherwise).split(': ');
  const when = moment === null ? '' : ` at ${momentOf(moment, now)}`;
  return `${what}${when}${note.length > 0 ? `: ${note.join(': ')}` : ''}`;
}

function followedBy(incidentId: string, service: ServiceView | null, now: number): string {
  const open = service?.incident;
  if (!service || !open || open.id === incidentId) return service?.state === 'healthy' ? 'The service is healthy.' : '';
  return `But ${service.name} is unhealthy again since ${momentOf(open.openedAt, now)}: incident ${open.id} has links of its own, in the messages about it.`;
}

/** Each act is a form of its own, which posts to the page's own address, whatever stands in front of it. */
function forms(link: LinkView): Html | string {
  const { incident } = link;
  if (incident.state === 'closed') return '';
  if (incident.state !== 'acked') {
    return html`<form class="act" method="post"><button class="main" name="act" value="ack">Acknowledge<small>${incident.state === 'exhausted' ? 'I am on it' : 'I am on it: stop the escalation'}</small></button></form>`;
  }
  const { nextLevel, cycle, level } = incident;
  const people = nextPeople(link);
  return html`<div class="acts">
<form method="post"><input type="hidden" name="seen" value="${cycle}.${level}"><button name="act" value="escalate">Page the next level now<small>notifies level ${nextLevel?.level ?? 1}${people ? `: ${people}` : ''}</small></button></form>
<form method="post"><button name="act" value="healthy">It is healthy<small>closes the incident</small></button></form>
</div>`;
}

function nextPeople({ incident }: LinkView): string {
  const people = incident.nextLevel?.targets.map(maskTarget) ?? [];
  return people.length > 4 ? `${people.slice(0, 3).join(', ')} and ${people.length - 3} more` : people.join(', ');
}

function runbook(url: string | undefined): Html | string {
  return url !== undefined && isWebAddress(url) ? html`<p>${webLink(url, 'Open the runbook', 'button')}</p>` : '';
}

const withoutAddresses = (line: TimelineView): TimelineView =>
  line.type === 'notification' ? { ...line, text: maskAddresses(line.text) } : line;

/** A gateway's answer may name the address it refused. */
function maskAddresses(text: string): string {
  return text
    .replace(/([^\s<>@"']+)@[^\s<>@"',;:)]+/g, '$1@…')
    .replace(/\+\d{6,}/g, (number) => `${number.slice(0, 3)}…${number.slice(-2)}`);
}
