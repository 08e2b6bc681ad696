/**
 * The escalation track: who was notified, when and how that ended, and who is next and
 * when. Filled marks are behind, the hollow one is ahead.
 */

import { html } from 'hono/html';
import { momentOf } from '../notify/texts.ts';
import type { IncidentView, NotificationView } from '../pager/incident-types.ts';
import type { Target } from '../policy/target.ts';
import type { Html } from './page-html.ts';
import { machineTime, timeUntil } from './page-times.ts';

const LEVELS_SHOWN = 8;

interface NotifiedLevel {
  level: number;
  cycle: number;
  at: number;
  notifications: NotificationView[];
}

export interface TrackOptions {
  /** A target in the form in which the reader may see it. */
  shown: (target: Target) => string;
  /** A gateway's reason in the form in which the reader may see it. */
  reason: (text: string) => string;
  now: number;
}

export function notifiedLevels({ notifications }: Pick<IncidentView, 'notifications'>): NotifiedLevel[] {
  const levels = new Map<string, NotifiedLevel>();
  for (const notification of notifications) {
    const { cycle, level, createdAt } = notification;
    const notified = levels.get(`${cycle}.${level}`) ?? { cycle, level, at: createdAt, notifications: [] };
    notified.at = Math.min(notified.at, createdAt);
    notified.notifications.push(notification);
    levels.set(`${cycle}.${level}`, notified);
  }
  return [...levels.values()].sort((a, b) => a.cycle - b.cycle || a.level - b.level);
}

export function escalationTrack(incident: IncidentView, options: TrackOptions): Html {
  const notified = notifiedLevels(incident);
  const earlier = notified.slice(0, -LEVELS_SHOWN);
  const list = (levels: NotifiedLevel[], end: Html | string) =>
    html`<ol class="track">${levels.map((level) => notifiedItem(level, incident, options))}${end}</ol>`;
  return html`${earlier.length > 0 ? html`<details><summary>${earlier.length} earlier levels</summary>${list(earlier, '')}</details>` : ''}
${list(notified.slice(-LEVELS_SHOWN), aheadItem(incident, options))}`;
}

/** The same in one line without words, for a list of incidents. */
export function trackStrip(incident: IncidentView): Html {
  const notified = notifiedLevels(incident);
  const isWaiting = incident.state === 'escalating';
  const ahead = isWaiting ? incident.levels - incident.level + (incident.nextAction === 'repeat' ? 1 : 0) : 0;
  const behind = notified.slice(-LEVELS_SHOWN).map((_, index) => (index === 0 ? html`<i></i>` : html`<b></b><i></i>`));
  return html`<div class="strip s-${incident.state}" aria-hidden="true">${behind}${isWaiting ? html`<b></b><i class="head"></i>` : ''}${Array.from({ length: Math.min(ahead, LEVELS_SHOWN) }, () => html`<b class="ahead"></b><i class="ahead"></i>`)}</div>`;
}

function notifiedItem(
  { level, cycle, at, notifications }: NotifiedLevel,
  { cycles }: IncidentView,
  options: TrackOptions,
): Html {
  const run = cycles > 1 ? `, run ${cycle}` : '';
  return html`<li><strong>Level ${level}${run}</strong> <time class="dim" datetime="${machineTime(at)}">${momentOf(at, options.now)}</time>
${notifications.map(
  (notification) =>
    html`<div class="who"><span>${options.shown(notification.target)}</span>${outcome(notification, options)}</div>`,
)}</li>`;
}

function aheadItem(incident: IncidentView, { shown, now }: TrackOptions): Html | string {
  const { state, nextEscalationAt: at, nextAction, nextLevel } = incident;
  if (state === 'exhausted') return html`<li class="end"><strong>Nobody is left to notify</strong></li>`;
  if (state !== 'escalating' || at === null || !nextLevel) return '';
  const when = html`<time class="dim" datetime="${machineTime(at)}">${momentOf(at, now)}, ${timeUntil(at, now)}</time>`;
  if (nextAction === 'exhausted')
    return html`<li class="ahead"><strong>Nobody is left to notify after</strong> ${when}</li>`;
  return html`<li class="ahead"><strong>Level ${nextLevel.level}${nextAction === 'repeat' ? ' again' : ''}</strong> ${when}, <span class="dim">unless somebody acknowledges</span>
${nextLevel.targets.map((target) => html`<div class="who"><span>${shown(target)}</span></div>`)}</li>`;
}

/** How one notification ended, or how it stands. */
function outcome(notification: NotificationView, { reason: showReason, now }: TrackOptions): Html {
  const { state, settledAt, nextAttemptAt, tries } = notification;
  const at = settledAt === null ? '' : ` ${momentOf(settledAt, now)}`;
  const because = notification.reason ? `: ${showReason(notification.reason)}` : '';
  switch (state) {
    case 'accepted':
      return html`<span class="dim">sent${at}</span>`;
    case 'delivered':
      return html`<span class="dim">arrived${at}</span>`;
    case 'previewed':
      return html`<span class="dim">preview only, not sent</span>`;
    case 'superseded':
      return html`<span class="dim">not sent: acknowledged or closed before</span>`;
    case 'refused':
      return html`<span class="bad">✕ refused${because}</span>`;
    case 'failed':
      return html`<span class="bad">✕ failed after ${tries} attempts${because}</span>`;
    case 'sending':
    case 'pending': {
      if (tries <= 1 && !because) return html`<span class="dim">being sent</span>`;
      const next = nextAttemptAt === null ? '' : `; next attempt ${momentOf(nextAttemptAt, now)}`;
      return html`<span class="bad">not sent yet${because}${next}</span>`;
    }
  }
}
