/** The track of an incident, open or closed, as the API tells of it. Pure. */
import type { Incident, Notification, Target } from '../api/types.ts';
import { clockOf, countdownOf, lengthOf, momentOf } from '../time/words.ts';
import { shortTarget, targetWords } from './target-words.ts';
import type { Outcome, Track, TrackPoint, TrackTarget } from './track-model.ts';

/** Beyond so many the marks of an incident run into one another. */
const POINTS_SHOWN = 24;

export function trackOfIncident(incident: Incident, now: number): Track {
  const told = toldPoints(incident);
  const ahead = aheadPoints(incident, now);
  const points = [...told, ...peoplePoints(incident), ...ahead].sort((a, b) => a.at - b.at);
  const from = Date.parse(incident.openedAt);
  const closedAt = incident.closedAt === null ? null : Date.parse(incident.closedAt);
  return {
    state: incident.state,
    points: points.slice(-POINTS_SHOWN),
    from: points.length > POINTS_SHOWN ? (points.at(-POINTS_SHOWN)?.at ?? from) : from,
    until: closedAt ?? Math.max(now, points.at(-1)?.at ?? now),
    head: incident.state === 'escalating' ? now : null,
    sentence: sentenceOf(incident, now),
  };
}

function toldPoints({ notifications }: Incident): TrackPoint[] {
  const levels = new Map<string, { cycle: number; level: number; at: number; of: Notification[] }>();
  for (const notification of notifications) {
    const { cycle, level } = notification;
    const at = Date.parse(notification.createdAt);
    const key = `${cycle}.${level}`;
    const known = levels.get(key) ?? { cycle, level, at, of: [] };
    known.at = Math.min(known.at, at);
    known.of.push(notification);
    levels.set(key, known);
  }
  return [...levels.values()].map(({ cycle, level, at, of }) => ({
    at,
    kind: 'told' as const,
    title: `Level ${level}${cycle > 1 ? `, run ${cycle}` : ''}`,
    targets: of.map(toldTarget),
  }));
}

const OUTCOMES: Record<Notification['state'], { word: string; outcome: Outcome }> = {
  pending: { word: 'trying', outcome: 'waiting' },
  sending: { word: 'sending', outcome: 'waiting' },
  accepted: { word: 'sent', outcome: 'sent' },
  delivered: { word: 'arrived', outcome: 'sent' },
  previewed: { word: 'preview', outcome: 'none' },
  failed: { word: 'failed', outcome: 'failed' },
  refused: { word: 'refused', outcome: 'failed' },
  superseded: { word: 'not needed', outcome: 'none' },
};

export const outcomeOf = (state: Notification['state']) => OUTCOMES[state];

const toldTarget = ({ target, state }: Notification): TrackTarget => ({
  label: shortTarget(target),
  ...OUTCOMES[state],
});

function peoplePoints({ ackedAt, ackedBy, closedAt, closedBy }: Incident): TrackPoint[] {
  const points: TrackPoint[] = [];
  if (ackedAt !== null) {
    points.push({
      at: Date.parse(ackedAt),
      kind: 'acked',
      title: `Acknowledged${ackedBy ? ` by ${ackedBy}` : ''}`,
      targets: [],
    });
  }
  if (closedAt !== null) {
    points.push({
      at: Date.parse(closedAt),
      kind: 'closed',
      title: `Healthy${closedBy ? `, by ${closedBy}` : ''}`,
      targets: [],
    });
  }
  return points;
}

function aheadPoints(incident: Incident, now: number): TrackPoint[] {
  const { state, nextEscalationAt, nextAction, nextLevel, policy } = incident;
  if (state !== 'escalating' || nextEscalationAt === null) return [];
  let at = Math.max(Date.parse(nextEscalationAt), now);
  if (nextAction === 'exhausted' || !nextLevel)
    return [{ at, kind: 'exhausted', title: 'Nobody is left', targets: [] }];
  const points: TrackPoint[] = [aheadPoint(at, nextLevel.level, nextLevel.targets, nextAction === 'repeat')];
  for (let level = nextLevel.level + 1; level <= policy.levels.length; level++) {
    at += durationMs(policy.levels[level - 2]?.ackTimeout);
    points.push(aheadPoint(at, level, policy.levels[level - 1]?.targets ?? [], false));
  }
  return points;
}

const aheadPoint = (at: number, level: number, targets: Target[], isAgain: boolean): TrackPoint => ({
  at,
  kind: 'ahead',
  title: `Level ${level}${isAgain ? ' again' : ''}`,
  targets: targets.map((target) => ({ label: shortTarget(target), outcome: 'none' })),
});

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DEFAULT_TIMEOUT = '15m';

/** As the API answers durations: one number and one unit ("15m"). */
function durationMs(text = DEFAULT_TIMEOUT): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  return Number(count ?? 15) * (UNITS[unit ?? 'm'] ?? 0);
}

/** What happens next, or how it stands: "Next: Marc by SMS in 3:41". */
export function sentenceOf(incident: Incident, now: number): string {
  const { state, ackedAt, ackedBy, closedAt, nextEscalationAt, nextAction, nextLevel } = incident;
  switch (state) {
    case 'closed':
      return `Closed ${momentOf(Date.parse(closedAt ?? incident.openedAt), now)}, after ${lengthOf(Date.parse(closedAt ?? '') - Date.parse(incident.openedAt))}.`;
    case 'exhausted':
      return 'Everybody was told, and nobody answered. Nobody is left to tell.';
    case 'acked': {
      const who = ackedBy ?? 'somebody';
      const since = ackedAt === null ? '' : `, ${lengthOf(now - Date.parse(ackedAt))} ago`;
      const expiry =
        nextEscalationAt === null ? '' : ` Told again at ${clockOf(Date.parse(nextEscalationAt))} unless closed.`;
      return `Acknowledged by ${who}${since}.${expiry}`;
    }
    case 'escalating': {
      if (nextEscalationAt === null) return 'Somebody is being told right now.';
      const left = Date.parse(nextEscalationAt) - now;
      const when = left <= 0 ? 'now' : `in ${countdownOf(left)}`;
      if (nextAction === 'exhausted' || !nextLevel) return `Nobody is left to tell ${when}.`;
      return `Next: ${targetWords(nextLevel.targets)} ${when}.`;
    }
  }
}
