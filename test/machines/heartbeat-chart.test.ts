/** Every way through the chart of a heartbeat, and what it orders on the way. */
import { describe, expect, it } from 'vitest';
import { type AnyTransitionDefinition, createActor, initialTransition, SimulatedClock, transition } from 'xstate';
import { getStateNodes, TestModel } from 'xstate/graph';
import { type HeartbeatEffect, type HeartbeatEvent, heartbeat } from '../../src/machines/heartbeat.ts';
import type { HeartbeatSnapshot } from '../../src/pager/heartbeat-actor.ts';
import { HOUR, MINUTE, SECOND } from '../../src/policy/duration.ts';
import type { Heartbeat } from '../../src/policy/heartbeat.ts';

const backup: Heartbeat = { name: 'Backup', serviceId: 'backups', interval: '10m', grace: '5m' };
const SILENCE = 'xstate.after.silence.heartbeat.present.alive';
const START = 1_000 * HOUR;

const put = (changes: Partial<Heartbeat> = {}, at = START, condition: object = {}): HeartbeatEvent => ({
  type: 'put',
  at,
  heartbeat: { ...backup, ...changes },
  ...condition,
});
const event = (type: 'ping' | 'pause' | 'resume' | 'delete', at = START): HeartbeatEvent => ({ type, at });
const silence = (at: number) => ({ type: SILENCE, at }) as unknown as HeartbeatEvent;

function having(...events: HeartbeatEvent[]) {
  let snapshot = initialTransition(heartbeat)[0] as HeartbeatSnapshot;
  let actions: Action[] = [];
  for (const each of events) {
    const [next, ordered] = transition(heartbeat, snapshot, each);
    snapshot = next as HeartbeatSnapshot;
    // XState's type of an action leaves its own emits out.
    actions = ordered as unknown as Action[];
  }
  const effects = actions.flatMap(({ type, params }) => (type === 'xstate.emit' ? [params.event] : []));
  const armed = actions.flatMap(({ type, params }) => (type === 'xstate.raise' ? [params.delay] : []));
  return {
    snapshot,
    effects,
    armed,
    told: effects.flatMap((each) => (each.type === 'tellService' ? [each.serviceId] : [])),
  };
}
type Action = { type: string; params: { event: HeartbeatEffect; delay: number } };
const stateAfter = (...events: HeartbeatEvent[]) => having(...events).snapshot.value;

describe('the timer of a heartbeat', () => {
  it('is set by the first ping for interval and grace, and by no ping after it', () => {
    expect(having(put(), event('ping')).armed).toEqual([15 * MINUTE]);
    expect(having(put(), event('ping'), event('ping', START + MINUTE)).armed).toEqual([]);
  });

  it('is set anew by a ping only if it would be due before the next one is expected', () => {
    const regularly = (everyMinutes: number, pings: number) =>
      Array.from({ length: pings }, (_, i) => event('ping', START + (i + 1) * everyMinutes * MINUTE));
    const armedBy = (everyMinutes: number, pings: number) =>
      having(put(), event('ping'), ...regularly(everyMinutes, pings)).armed;
    expect([1, 2, 12].map((pings) => armedBy(1, pings))).toEqual([[], [], []]);
    expect(armedBy(1, 14)).toEqual([15 * MINUTE]);
    expect([armedBy(10, 1), armedBy(10, 2)]).toEqual([[15 * MINUTE], [15 * MINUTE]]);
  });

  it('looks at the last ping when it is due, and is set again for what is left', () => {
    const pinged = [put(), event('ping'), event('ping', START + 9 * MINUTE)];
    const looked = having(...pinged, silence(START + 15 * MINUTE));
    expect([looked.snapshot.value, looked.armed, looked.effects]).toEqual([{ present: 'alive' }, [9 * MINUTE], []]);
    expect(stateAfter(...pinged, silence(START + 15 * MINUTE), silence(START + 24 * MINUTE))).toEqual({
      present: 'expired',
    });
  });

  it('that fires late says that nobody listened: another ping is waited for, no longer than five minutes', () => {
    const pinged = [put({ interval: '1d', grace: '0s' }), event('ping')];
    const late = having(...pinged, silence(START + 26 * HOUR));
    expect([late.snapshot.value, late.armed, late.told]).toEqual([{ present: 'alive' }, [5 * MINUTE], []]);
    const short = having(put({ interval: '1m', grace: '0s' }), event('ping'), silence(START + HOUR));
    expect(short.armed).toEqual([MINUTE]);
    expect(stateAfter(...pinged, silence(START + 26 * HOUR), silence(START + 26 * HOUR + 5 * MINUTE))).toEqual({
      present: 'expired',
    });
    expect(stateAfter(...pinged, silence(START + 24 * HOUR + 9 * SECOND))).toEqual({ present: 'expired' });
  });
});

describe('a heartbeat tells its service', () => {
  const expired = [put(), event('ping'), silence(START + 15 * MINUTE)];
  it.each<[string, HeartbeatEvent[], string[]]>([
    ['when it expires', expired, ['backups']],
    ['when it is heard of again', [...expired, event('ping', START + HOUR)], ['backups']],
    ['not when it goes on', [put(), event('ping'), event('ping')], []],
    ['not when it is heard of for the first time', [put(), event('ping')], []],
    ['when it is paused while expired', [...expired, event('pause')], ['backups']],
    ['not when it is paused while alive', [put(), event('ping'), event('pause')], []],
    ['when it is deleted while expired', [...expired, event('delete')], ['backups']],
    ['not when it is deleted while alive', [put(), event('ping'), event('delete')], []],
    ['and another one when it moves while expired', [...expired, put({ serviceId: 'other' })], ['backups', 'other']],
    ['not when it moves while alive', [put(), event('ping'), put({ serviceId: 'other' })], []],
    ['not when its text changes while expired', [...expired, put({ name: 'Nightly' })], []],
    [
      'again when that could not be done for long, even after it is gone',
      [...expired, event('delete'), { type: 'notTold', at: START, serviceId: 'backups' }],
      ['backups'],
    ],
  ])('%s', (_, events, services) => {
    expect(having(...events).told).toEqual(services);
  });
});

describe('the generated paths through the chart of a heartbeat', () => {
  const conditions = [{}, { ifMatch: 1 }, { ifMatch: 99 }, { createOnly: true }];
  const eventsIn = (snapshot: HeartbeatSnapshot): HeartbeatEvent[] => [
    ...conditions.flatMap((condition) => [
      put({}, START, condition),
      put({ interval: '1h' }, START, condition),
      put({ serviceId: 'other' }, START, condition),
    ]),
    event('ping'),
    event('ping', START + 14 * MINUTE),
    event('pause'),
    event('resume'),
    event('delete'),
    { type: 'delete', at: START, ifMatch: 99 },
    { type: 'notTold', at: START, serviceId: 'backups' },
    ...(snapshot.hasTag('alive') ? [START + MINUTE, START + HOUR + 5 * MINUTE, START + 9 * HOUR].map(silence) : []),
  ];
  const essence = ({ value, context }: HeartbeatSnapshot) =>
    JSON.stringify([
      value,
      context.heartbeat?.interval,
      context.heartbeat?.serviceId,
      context.lastPingAt !== null,
      Math.min(context.revision, 2),
    ]);
  const model = new TestModel<HeartbeatSnapshot, HeartbeatEvent, undefined>(heartbeat as never, {
    events: eventsIn,
    serializeEvent: (each) => JSON.stringify(each),
  });
  const steps = model
    .getShortestPaths({
      serializeState: (state, by, before) => `${essence(state)} ${JSON.stringify(by)} ${before ? essence(before) : ''}`,
    })
    .flatMap(({ steps: all }) =>
      all
        .slice(1)
        .map((step, index) => ({ before: all[index]?.state as HeartbeatSnapshot, by: step.event, after: step.state })),
    );

  it('reach every state, take every transition, and each state says what it is', () => {
    const nodes = getStateNodes(heartbeat);
    expect(nodes.filter(({ description, parent }) => parent && !description).map(({ id }) => id)).toEqual([]);
    const reached = new Set(steps.flatMap(({ after }) => after._nodes.map(({ id }) => id)));
    expect(nodes.filter(({ id }) => !reached.has(id)).map(({ id }) => id)).toEqual([]);
    const taken = new Set(steps.flatMap(({ before, by }) => transitionsOf(before, by)));
    const missing = [heartbeat.root, ...nodes].flatMap((node) =>
      [...node.transitions.values()]
        .flat()
        .filter((each) => !taken.has(each))
        .map((each) => `${node.id} on ${each.eventType}`),
    );
    expect(missing).toEqual([]);
  });

  it('answer every event that somebody sends, once, and no timer', () => {
    for (const { before, by } of steps) {
      const effects = transition(heartbeat, before, by)[1] as unknown as Action[];
      const answers = effects.filter(({ type, params }) => type === 'xstate.emit' && params.event.type === 'answer');
      const isSent = !by.type.startsWith('xstate.') && by.type !== 'notTold';
      expect(answers, `${JSON.stringify(before.value)} ${JSON.stringify(by)}`).toHaveLength(isSent ? 1 : 0);
    }
  });
});

/** What a step took. */
function transitionsOf(before: HeartbeatSnapshot, by: HeartbeatEvent): AnyTransitionDefinition[] {
  const taken: AnyTransitionDefinition[] = [];
  const actor = createActor(heartbeat, {
    snapshot: heartbeat.getPersistedSnapshot(before),
    clock: new SimulatedClock(),
    inspect: (inspected) => {
      if (inspected.type === '@xstate.microstep') taken.push(...inspected._transitions);
    },
  }).start();
  actor.send(by);
  actor.stop();
  return taken;
}
