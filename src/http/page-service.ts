/** The page of one service: how it is, who was notified, what happened, and the lines with which to tell it something. */
import { html } from 'hono/html';
import { momentOf } from '../notify/texts.ts';
import type { IncidentView, ServiceView, TimelineView } from '../pager/incident-types.ts';
import { alertList } from './page-alerts.ts';
import { type Html, webLink } from './page-html.ts';
import { nextStepSentence } from './page-next-step.ts';
import { stateMark } from './page-state.ts';
import { plainTarget } from './page-target.ts';
import { alertLinks, lastOf, timelineList } from './page-timeline.ts';
import { lengthOfTime } from './page-times.ts';
import { escalationTrack } from './page-track.ts';

export interface ServicePageView {
  service: ServiceView;
  incident: IncidentView | null;
  /** Of the open incident, else of the service; oldest first. */
  timeline: TimelineView[];
  publicUrl: string;
  now: number;
}

export function serviceBody({ service, incident, timeline, publicUrl, now }: ServicePageView): Html {
  const { id, name, description, escalationPolicyId, labels, runbookUrl, state } = service;
  const url = `${publicUrl}/v1`;
  return html`<p class="dim"><a href="../">All services</a></p>
${stateMark(state)}
<h1>${headline(service)}</h1>
<p class="dim">${[
    description,
    `policy ${escalationPolicyId}`,
    ...Object.entries(labels).map(([label, value]) => `${label}: ${value}`),
  ]
    .filter(Boolean)
    .join(' · ')}</p>
${runbookUrl === undefined ? '' : html`<p>Runbook: ${webLink(runbookUrl, runbookUrl)}</p>`}
${incident ? incidentPart(incident, timeline, now) : ''}
${incident ? alertLinks(timeline) : ''}
<h2>What happened</h2>
${timeline.length > 0 ? timelineList(timeline, now) : html`<p class="dim">Nothing yet.</p>`}
<h2>From the command line</h2>
${
  incident
    ? html`<p>${incident.state === 'acked' ? '' : 'Acknowledge, which stops the escalation; then'} say that it is healthy, which closes the incident:</p>
${incident.state === 'acked' ? '' : curl(`${url}/incidents/${incident.id}/ack`, '{"by": "your name"}')}
${curl(`${url}/incidents/${incident.id}/healthy`, '{"by": "your name"}')}`
    : ''
}
<p>Alert it, as a monitoring tool would${incident ? ' (one more alert pages nobody anew)' : ''}:</p>
${curl(`${url}/services/${id}/alert`, '{"summary": "disk full on db-3", "key": "disk"}')}
<footer><p>${name} is <span class="id">${id}</span>. All times are UTC.</p></footer>`;
}

function headline({ name, state }: ServiceView): string {
  switch (state) {
    case 'healthy':
      return `${name} is healthy.`;
    case 'escalating':
      return `${name} is unhealthy. Nobody has answered yet.`;
    case 'exhausted':
      return `${name} is unhealthy, everybody was notified, and nobody has answered.`;
    case 'acked':
      return `${name} is unhealthy. Somebody is on it.`;
    case 'unreadable':
      return `What is stored of ${name} can’t be read.`;
  }
}

function incidentPart(incident: IncidentView, timeline: TimelineView[], now: number): Html {
  const acknowledged = incident.ackedAt === null ? undefined : lastOf(timeline, 'acknowledged');
  const people = incident.nextLevel?.targets.map(plainTarget).join(', ') ?? '';
  return html`<div class="card c-${incident.state}">${alertList(incident, now)}</div>
<p class="dim">Incident <span class="id">${incident.id}</span>, since ${momentOf(incident.openedAt, now)}, ${lengthOfTime(now - incident.openedAt)}</p>
${acknowledged ? html`<p><strong>${acknowledged.text}</strong> at ${momentOf(acknowledged.at, now)}.</p>` : ''}
<h2>Who was notified</h2>
${escalationTrack(incident, { shown: plainTarget, reason: (text) => text, now })}
<p>${nextStepSentence(incident, people, now)}</p>`;
}

const curl = (url: string, body: string): Html =>
  html`<pre>curl -X POST ${url} \\
  -H "Authorization: Bearer $PAGER_KEY" -H 'Content-Type: application/json' \\
  -d '${body}'</pre>`;
