/** The open alerts of an incident, most severe first: what is broken, how often it was said, since when. */

import { html } from 'hono/html';
import { momentOf } from '../notify/texts.ts';
import type { IncidentSummary } from '../pager/incident-types.ts';
import { DEFAULT_KEY, type OpenAlert, SEVERITIES } from '../policy/alert.ts';
import type { Html } from './page-html.ts';
import { lengthOfTime, machineTime } from './page-times.ts';

const SHOWN_AT_ONCE = 5;

export function bySeverity(alerts: OpenAlert[]): OpenAlert[] {
  return alerts.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.firstAt - b.firstAt,
  );
}

export function alertList(incident: Pick<IncidentSummary, 'alerts' | 'openAlerts' | 'overflowed'>, now: number): Html {
  const alerts = bySeverity(incident.alerts);
  const unlisted = incident.openAlerts - alerts.length;
  const items = (some: OpenAlert[]) => html`<ul>${some.map((alert) => alertItem(alert, now))}</ul>`;
  return html`${items(alerts.slice(0, SHOWN_AT_ONCE))}
${
  alerts.length > SHOWN_AT_ONCE
    ? html`<details><summary>${alerts.length - SHOWN_AT_ONCE} more open alerts</summary>${items(alerts.slice(SHOWN_AT_ONCE))}</details>`
    : ''
}
${unlisted > 0 ? html`<p class="dim">and ${unlisted} more whose texts were not kept</p>` : ''}
${incident.overflowed ? html`<p class="dim">So many different alerts are open that they are no longer counted: only “healthy” closes this incident.</p>` : ''}`;
}

function alertItem({ severity, summary, count, key, source, firstAt, lastAt }: OpenAlert, now: number): Html {
  const origin = [key === DEFAULT_KEY ? null : key, source].filter(Boolean).join(' from ');
  const times = count > 1 ? ` · ${count} times, last at ${momentOf(lastAt, now)}` : '';
  return html`<li class="alert"><strong>${summary}</strong><span class="dim"><span class="sev sev-${severity}">${severity}</span> · since <time datetime="${machineTime(firstAt)}">${momentOf(firstAt, now)}</time>, ${lengthOfTime(now - firstAt)}${times}${origin ? html` · <span class="id">${origin}</span>` : ''}</span></li>`;
}
