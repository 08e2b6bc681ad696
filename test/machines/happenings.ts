/** What can happen to a service, in few words, and what is left after it. */
import { initialTransition, transition } from 'xstate';
import { monitoredService } from '../../src/machines/monitored-service.ts';
import type { ServiceEffect, ServiceEvent } from '../../src/machines/service-events.ts';
import type { ServiceSnapshot } from '../../src/machines/service-view.ts';
import { HOUR, MINUTE } from '../../src/policy/duration.ts';
import type { Plan } from '../../src/policy/escalation-policy.ts';

const target = (name: string) => `email:${name}@example.com` as const;
export const plan = (levels: string[][], repeat = 0): Plan => ({
  policyId: 'backend',
  repeat,
  levels: levels.map((names) => ({ ackTimeoutMs: 15 * MINUTE, targets: names.map(target) })),
});
const options = {};
export const alert = (key = 'disk', rest: object = {}): ServiceEvent => ({
  type: 'alert',
  at: HOUR,
  key,
  summary: 'disk full',
  severity: 'critical',
  count: 1,
  opening: { uid: 'uid', serviceName: 'DB', plan: plan([['ana', 'marc'], ['zoe']]), options },
  ...rest,
});
interface Opened {
  repeat?: number;
  ackExpiresAfterMs?: number;
  renotifyOnNewKey?: true;
}
export const opening = (levels: string[][], { repeat = 0, ...changed }: Opened = {}) => ({
  opening: { uid: 'uid', serviceName: 'DB', plan: plan(levels, repeat), options: { ...options, ...changed } },
});
export const failure = (level: number, notificationId: string, cycle = 1, uid = 'uid'): ServiceEvent => ({
  type: 'notificationFailed',
  at: HOUR,
  uid,
  cycle,
  level,
  notificationId,
});
export const act = (type: 'ack' | 'unack' | 'healthy' | 'escalate', rest: object = {}): ServiceEvent => ({
  type,
  at: HOUR,
  by: 'ana',
  ...rest,
});
export const timeout = {
  type: 'xstate.after.ackTimeout.monitoredService.unhealthy.unacked.escalating',
  at: 2 * HOUR,
} as unknown as ServiceEvent;

/** What is left after these events, and what the last of them ordered. */
export function having(...events: ServiceEvent[]): { snapshot: ServiceSnapshot; effects: ServiceEffect[] } {
  let snapshot = initialTransition(monitoredService)[0] as ServiceSnapshot;
  let effects: ServiceEffect[] = [];
  for (const event of events) {
    const [next, actions] = transition(monitoredService, snapshot, event);
    const emitted = actions as unknown as { type: string; params: { event: ServiceEffect } }[];
    effects = emitted.flatMap(({ type, params }) => (type === 'xstate.emit' ? [params.event] : []));
    snapshot = next as ServiceSnapshot;
  }
  return { snapshot, effects };
}
export const incidentAfter = (...events: ServiceEvent[]) => having(...events).snapshot.context.incident;
export const levelsOrdered = (effects: ServiceEffect[]) =>
  effects.flatMap((effect) => (effect.type === 'notifyLevel' ? [`${effect.cycle}.${effect.level} ${effect.why}`] : []));
