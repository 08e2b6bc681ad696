/**
 * Every way through the chart of a monitored service: what can happen in each state,
 * and the paths that XState's graph tools find through it.
 */
import { type AnyTransitionDefinition, createActor, SimulatedClock } from 'xstate';
import { getStateNodes, type StatePath, TestModel } from 'xstate/graph';
import { monitoredService } from '../../src/machines/monitored-service.ts';
import type { Opening, ServiceEvent } from '../../src/machines/service-events.ts';
import type { ServiceSnapshot } from '../../src/machines/service-view.ts';
import type { Severity } from '../../src/policy/alert.ts';
import { HOUR, MINUTE } from '../../src/policy/duration.ts';
import { type EscalationPolicy, toPlan } from '../../src/policy/escalation-policy.ts';
import type { Service } from '../../src/policy/service.ts';

export type ServiceInput = ServiceEvent | { type: `xstate.after.${string}`; at: number };
export interface ServiceStep {
  before: ServiceSnapshot;
  event: ServiceInput;
  after: ServiceSnapshot;
}
export type ServicePath = StatePath<ServiceSnapshot, ServiceInput>;

const level = (name: string) => ({ targets: [{ type: 'email' as const, address: `${name}@example.com` }] });

/** Services that between them have everything: a policy that repeats, options, and one whose incidents close before anything else is due. */
export const CONFIGURATIONS: Record<
  'plain' | 'optional' | 'quiet',
  { policy: EscalationPolicy; service: Partial<Service> }
> = {
  plain: { policy: { name: 'plain', repeat: 1, levels: [level('ana'), level('zoe')] }, service: {} },
  optional: {
    policy: { name: 'optional', levels: [level('ana')] },
    service: { ackExpiresAfter: '1h', renotifyOnNewKey: true, pageFrom: 'error' },
  },
  quiet: { policy: { name: 'quiet', levels: [level('ana')] }, service: { autoResolveAfter: '5m' } },
};

export function openingOf(configuration: keyof typeof CONFIGURATIONS): Opening {
  const { policy, service } = CONFIGURATIONS[configuration];
  return {
    uid: 'uid',
    serviceName: configuration,
    plan: toPlan(configuration, policy),
    options: {
      ...(service.ackExpiresAfter && { ackExpiresAfterMs: HOUR }),
      ...(service.renotifyOnNewKey && { renotifyOnNewKey: true as const }),
      ...(service.autoResolveAfter && { autoResolveAfterMs: 5 * MINUTE }),
      ...(service.pageFrom && { pageFrom: service.pageFrom }),
    },
  };
}

const at = 1_000 * MINUTE;
const alert = (key: string, opening?: Opening, severity: Severity = 'critical'): ServiceEvent => ({
  type: 'alert',
  at,
  key,
  summary: key,
  severity,
  count: 1,
  ...(opening && { opening }),
});

/** What is tried in a state: every event, bound to this incident and to another, and the timers that are armed there. */
export function eventsIn(snapshot: ServiceSnapshot): ServiceInput[] {
  const { incident, lastNumber } = snapshot.context;
  const acts = (['ack', 'unack', 'healthy', 'escalate', 'note'] as const).flatMap((type) => [
    { type, at, by: 'ana', incidentNumber: lastNumber },
    { type, at, by: 'ana', incidentNumber: lastNumber + 1 },
  ]);
  const snoozes = [lastNumber, lastNumber + 1].map((incidentNumber) => ({
    type: 'snooze' as const,
    at,
    by: 'ana',
    until: at + HOUR,
    incidentNumber,
  }));
  const resolves = ['disk', 'memory'].map((key) => ({ type: 'resolve' as const, at, key }));
  const failure = { type: 'notificationFailed' as const, at, uid: 'uid', notificationId: 'n' };
  const recovery = { ...failure, type: 'notificationSent' as const, cycle: 1, level: 1 };
  if (!incident) {
    const openings = (['plain', 'optional', 'quiet'] as const).map((name) => alert('disk', openingOf(name)));
    const below = alert('disk', openingOf('optional'), 'warning');
    // One incident is enough: the next begins as this one did.
    return [
      ...(lastNumber === 0 ? [...openings, below] : []),
      ...resolves,
      ...acts,
      ...snoozes,
      { ...failure, cycle: 1, level: 1 },
      recovery,
    ];
  }
  return [
    alert('disk', openingOf('plain')),
    alert('memory', openingOf('plain')),
    alert('memory', openingOf('plain'), 'warning'),
    ...resolves,
    ...acts,
    ...snoozes,
    ...(snapshot.hasTag('exhausted') ? [{ type: 'escalate' as const, at, by: 'ana', plan: incident.plan }] : []),
    { ...failure, cycle: incident.cycle, level: incident.level },
    { ...failure, cycle: incident.cycle + 1, level: 1 },
    recovery,
    ...timersFirstDue(snapshot),
  ];
}

/** An incident that closes by itself does so before any other timer of it is due. */
function timersFirstDue(snapshot: ServiceSnapshot): ServiceInput[] {
  const types = armedIn(snapshot);
  if (!types.includes('autoResolve')) return types.map((type) => ({ type, at }) as ServiceInput);
  return [
    { type: 'autoResolve', at: at + 5 * MINUTE },
    { type: 'autoResolve', at: COMES_TOO_EARLY },
  ];
}

/** An alert came since it was set. */
export const COMES_TOO_EARLY = at + MINUTE;

export const isTimer = (type: string) => type.startsWith('xstate.after.') || type === 'autoResolve';

/** Types of the timer events of a state: one for each of its `after`s, and that of an incident that closes by itself. */
export function armedIn(snapshot: ServiceSnapshot): string[] {
  const types: string[] = snapshot._nodes.flatMap((node) => node.ownEvents);
  const closesByItself = snapshot.context.incident?.options.autoResolveAfterMs !== undefined;
  return [...types.filter((type) => type.startsWith('xstate.after.')), ...(closesByItself ? ['autoResolve'] : [])];
}

/** What of a state decides how it goes on; what only grows (times, counts, cycles) is left out. */
export function essenceOf({ value, context: { incident, lastNumber } }: ServiceSnapshot): string {
  if (!incident) return JSON.stringify([value, lastNumber]);
  const { level: at, cycle, lastCycle, plan, failed, skipsLeft, alerts, exhausted } = incident;
  return JSON.stringify([
    value,
    plan.policyId,
    at,
    lastCycle - cycle,
    failed,
    skipsLeft,
    Object.keys(alerts),
    exhausted,
  ]);
}

const model = new TestModel<ServiceSnapshot, ServiceInput, undefined>(monitoredService as never, {
  events: eventsIn,
  serializeEvent: (event) => JSON.stringify(event),
});

/** A shortest path to each state, and behind it every event that is tried there: nothing is left out. */
let found: ServicePath[] | undefined;
function exhaustivePaths(): ServicePath[] {
  found ??= model.getShortestPaths({
    serializeState: (state, event, before) =>
      `${essenceOf(state)} by ${event ? JSON.stringify(event) : 'nothing'} from ${before ? essenceOf(before) : 'nothing'}`,
  });
  return found;
}

/** Every event in every state, each pair once. */
export function everyStep(paths = exhaustivePaths()): ServiceStep[] {
  return [...new Map(paths.flatMap(stepsOf).map((step) => [keyOf(step), step])).values()];
}

/** Paths that between them reach each state and take each transition. */
export function coveringPaths(): ServicePath[] {
  const paths = exhaustivePaths();
  const missing = new Set(allTransitions().map(({ transition }) => transition));
  const isFirst = (step: ServiceStep) => transitionsOf(step).filter((taken) => missing.delete(taken)).length > 0;
  const wanted = new Set(everyStep(paths).filter(isFirst).map(keyOf));
  const taking = paths.filter((path) => stepsOf(path).filter((step) => wanted.delete(keyOf(step))).length > 0);
  return [...model.getShortestPaths({ serializeState: essenceOf }), ...taking];
}

const keyOf = ({ before, event }: ServiceStep) => `${essenceOf(before)} ${JSON.stringify(event)}`;

export function stepsOf({ steps }: ServicePath): ServiceStep[] {
  return steps.slice(1).map(({ event, state: after }, index) => {
    const before = steps[index]?.state;
    if (!before) throw new Error('a step begins in a state');
    return { before, event, after };
  });
}

/** Every transition of the definition, eventless ones too, with a name that says where it stands. */
export function allTransitions(): { transition: AnyTransitionDefinition; name: string }[] {
  return getStateNodes(monitoredService).flatMap((node) =>
    [...node.transitions.values(), node.always ?? []].flatMap((choices) =>
      choices.map((transition, index) => ({
        transition,
        name: `${node.id} on ${transition.eventType || 'always'}, choice ${index + 1}`,
      })),
    ),
  );
}

/** What a step took: the transition of its event, and the eventless ones behind it. */
export function transitionsOf({ before, event }: ServiceStep): AnyTransitionDefinition[] {
  const taken: AnyTransitionDefinition[] = [];
  const actor = createActor(monitoredService, {
    snapshot: monitoredService.getPersistedSnapshot(before),
    clock: new SimulatedClock(),
    inspect: (inspected) => {
      if (inspected.type === '@xstate.microstep') taken.push(...inspected._transitions);
    },
  }).start();
  actor.send(event as ServiceEvent);
  actor.stop();
  return taken;
}
