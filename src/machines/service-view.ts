/** What people are told about a service's state, read from its snapshot. Pure. */
import type { SnapshotFrom } from 'xstate';
import { hasNextLevel, hasRepeatLeft } from './incident-changes.ts';
import type { monitoredService } from './monitored-service.ts';

export type ServiceSnapshot = SnapshotFrom<typeof monitoredService>;

export function serviceState(snapshot: ServiceSnapshot): 'healthy' | 'escalating' | 'exhausted' | 'acked' {
  if (snapshot.hasTag('escalating')) return 'escalating';
  if (snapshot.hasTag('exhausted')) return 'exhausted';
  return snapshot.hasTag('acked') ? 'acked' : 'healthy';
}

/** What a timer of a service is for. `autoResolve` runs beside the others. */
export type TimerKind = 'ackTimeout' | 'ackExpiry' | 'snoozeEnd' | 'autoResolve';

/** @param event of a timer, as XState names it */
export function timerKind(event: string): TimerKind {
  if (event === 'autoResolve') return event;
  return (['ackExpiry', 'snoozeEnd'] as const).find((kind) => event.includes(`.${kind}.`)) ?? 'ackTimeout';
}

/** What comes when the armed timer fires; null when none is armed. */
export function nextAction(
  snapshot: ServiceSnapshot,
): 'level' | 'repeat' | 'exhausted' | 'ackExpiry' | 'snoozeEnd' | null {
  const { context } = snapshot;
  if (snapshot.hasTag('acked')) {
    if (context.incident?.snoozedUntil !== undefined) return 'snoozeEnd';
    return context.incident?.options.ackExpiresAfterMs === undefined ? null : 'ackExpiry';
  }
  if (!snapshot.hasTag('escalating')) return null;
  if (hasNextLevel(context)) return 'level';
  return hasRepeatLeft(context) ? 'repeat' : 'exhausted';
}

/**
 * What must be unchanged for a notification to be sent still: the incident is open
 * and unacknowledged, and it is the same run of the policy, repeats included.
 */
export function scopeOf(snapshot: ServiceSnapshot): string {
  const { incident } = snapshot.context;
  if (!incident) return '';
  return snapshot.hasTag('acked')
    ? `${incident.uid}/acked`
    : `${incident.uid}/${incident.lastCycle - incident.plan.repeat}`;
}
