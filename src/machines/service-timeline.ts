/** The timeline's line about one step of a service: what is stored, and the entries that people read. Pure. */
import type { EventResult, IgnoredReason } from '../policy/event-result.ts';
import type { TimelineEntry } from '../policy/timeline.ts';
import type { ServiceEffect, ServiceEvent } from './service-events.ts';

/** As stored: the event as the machine got it at that time (so that it can be replayed), and what it ordered, without addresses. */
export interface StepLine {
  at: number;
  event: WithoutTime<ServiceEvent> | { type: `xstate.after.${string}` };
  /** That recorded it, where it is not the one that opened the incident. */
  release?: string;
  effects: (ServiceEffect | { type: 'notifyLevel'; cycle: number; level: number; why: string; revision?: number })[];
}

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;

export type AlertLine = StepLine & { event: Extract<StepLine['event'], { type: 'alert' }> };

/** @param line of a timeline, whatever it is about */
export const isAlertLine = (line: object): line is AlertLine =>
  'event' in line && (line as StepLine).event.type === 'alert';

export function stepLine({ at, ...event }: ServiceEvent, effects: ServiceEffect[]): StepLine {
  const slim = effects.map((effect) => {
    if (effect.type !== 'notifyLevel') return effect;
    const { targets: _, uid: __, number: ___, ...rest } = effect;
    return rest;
  });
  return { at, event, effects: slim as StepLine['effects'] };
}

export function timelineEntries({ event, effects }: StepLine): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  const answer = effects.find((effect) => effect.type === 'answer');
  if (answer)
    entries.push(
      ...eventEntries(event as WithoutTime<ServiceEvent>, answer as { result: EventResult; reason?: IgnoredReason }),
    );
  else if (event.type === 'notificationFailed') entries.push({ type: 'notificationFailed', level: event.level });
  for (const effect of effects) {
    if (effect.type === 'notifyLevel') {
      const { level, cycle, why, revision } = effect;
      const policy = revision === undefined ? {} : { revision };
      entries.push({ type: 'levelNotified', level, cycle, why: why as 'timeout', ...policy });
    }
    if (effect.type === 'exhausted') entries.push({ type: 'exhausted' });
    if (effect.type === 'closed' && effect.quietForMs !== undefined) {
      entries.push({ type: 'autoResolved', quietForMs: effect.quietForMs });
    }
  }
  return entries;
}

function eventEntries(
  event: WithoutTime<ServiceEvent>,
  { result, reason }: { result: EventResult; reason?: IgnoredReason },
): TimelineEntry[] {
  // What was said while the service was healthy is about no incident, and kept all the same.
  if (event.type === 'note' && reason === 'not_unhealthy') {
    return [{ type: 'noted', by: event.by, note: event.note ?? '' }];
  }
  if (result === 'ignored' && reason) {
    const person = 'by' in event ? { by: event.by, ...(event.via !== undefined && { via: event.via }) } : {};
    return [{ type: 'ignored', event: EVENT_NAMES[event.type], reason, ...person }];
  }
  switch (event.type) {
    case 'alert':
      if (reason === 'below_page_from') {
        const { key, summary, severity, count } = event;
        return [{ type: 'belowPageFrom', key, summary, severity, count }];
      }
      return result === 'opened'
        ? [{ type: 'opened', key: event.key, summary: event.summary }]
        : [{ type: 'alertRecorded', key: event.key, summary: event.summary, count: event.count }];
    case 'resolve':
      return result === 'closed'
        ? [{ type: 'closed', by: null, key: event.key }]
        : [{ type: 'keyResolved', key: event.key }];
    case 'ack':
      return [{ type: 'acknowledged', ...personOf(event) }];
    case 'snooze':
      return [{ type: 'snoozed', until: event.until, ...personOf(event) }];
    case 'unack':
      return [{ type: 'unacknowledged', ...personOf(event) }];
    case 'escalate':
      return [{ type: 'escalated', ...personOf(event) }];
    case 'healthy':
      return [{ type: 'closed', ...personOf(event) }];
    case 'note':
      return [{ type: 'noted', by: event.by, note: event.note ?? '' }];
    case 'autoResolve':
    case 'notificationFailed':
    case 'notificationSent':
      return [];
  }
}

const EVENT_NAMES: Record<ServiceEvent['type'], string> = {
  alert: 'An alert',
  resolve: 'A resolved alert',
  ack: 'An acknowledgement',
  snooze: 'A snooze',
  autoResolve: 'A timer',
  unack: 'Taking back an acknowledgement',
  healthy: 'A healthy event',
  escalate: 'An escalation',
  note: 'A note',
  notificationFailed: 'A failed notification',
  notificationSent: 'A notification that was sent after all',
};

function personOf({ by, via, note }: { by: string | null; via?: string; note?: string }) {
  return { by, ...(via !== undefined && { via }), ...(note !== undefined && { note }) };
}
