/** A service is brought in line with its heartbeat whatever changes meanwhile, and whatever order deliveries end in. */
import { expect, it } from 'vitest';
import type { HeartbeatContext } from '../../src/machines/heartbeat.ts';
import type { ServiceEventRequest } from '../../src/pager/event-types.ts';
import { createHeartbeatHandler } from '../../src/pager/heartbeat-handler.ts';
import type { Refusal } from '../../src/pager/refusal.ts';
import type { ActorEvent } from '../../src/runtime/definition.ts';

type State = 'alive' | 'expired' | 'absent';

/** A heartbeat that is in one state after the other, and what its service was told. */
function given(states: State[], refuses?: (event: ServiceEventRequest) => Refusal | null) {
  const told: string[] = [];
  const givenBack: ActorEvent[] = [];
  let looks = 0;
  let changedAt = 0;
  let last: State | null = null;
  const handler = createHeartbeatHandler({
    async load() {
      const state = states[Math.min(looks++, states.length - 1)] ?? 'absent';
      if (state !== last) changedAt++;
      last = state;
      const heartbeat = state === 'absent' ? null : { name: 'Backup', serviceId: 'backups', interval: '10m' };
      const context: Partial<HeartbeatContext> = { heartbeat, lastPingAt: 0, changedAt };
      return { snapshot: { context, hasTag: (tag: string) => tag === state } } as never;
    },
    async alert(serviceId, event, idempotency) {
      const refused = refuses?.(event);
      if (refused) return refused;
      told.push(`${event.type} ${serviceId}${idempotency ? ` once for ${idempotency.key}` : ''}`);
      return {} as never;
    },
    async send(_, event) {
      givenBack.push(event);
      return { answer: null, replayed: false };
    },
  });
  const attempt = (tries = 1, service = 'backups') =>
    handler.attempt(
      {
        timeline: null,
        id: 'd',
        actor: 'heartbeat/backup',
        tries,
        createdAt: 0,
        payload: { heartbeat: 'backup', service },
      },
      { now: 0, signal: new AbortController().signal, stillHeld: async () => true },
    );
  return { told, givenBack, attempt };
}

const unknownService = (): Refusal => ({ refused: 'unknown_service', detail: 'there is no service "backups"' });

it('one that is expired alerts, once for each time that it expired; one that is alive or gone resolves', async () => {
  for (const [state, expected] of [
    ['expired', 'alert backups once for heartbeat backup 1'],
    ['alive', 'resolve backups'],
    ['absent', 'resolve backups'],
  ] as const) {
    const { told, attempt } = given([state]);
    expect(await attempt()).toEqual({ state: 'accepted' });
    expect(told).toEqual([expected]);
  }
});

it('one that recovers while its alert is on its way is resolved by the same attempt', async () => {
  const { told, attempt } = given(['expired', 'alive', 'alive']);
  expect(await attempt()).toEqual({ state: 'accepted' });
  expect(told).toEqual(['alert backups once for heartbeat backup 1', 'resolve backups']);
});

it('one that expires while it is resolved alerts by the same attempt', async () => {
  const { told, attempt } = given(['alive', 'expired', 'expired']);
  await attempt();
  expect(told.map((each) => each.split(' ')[0])).toEqual(['resolve', 'alert']);
});

it('one that changes under each look is looked at again later', async () => {
  const { attempt } = given(['alive', 'expired', 'alive', 'expired', 'alive', 'expired', 'alive', 'expired']);
  expect(await attempt()).toMatchObject({ state: 'retry' });
});

it('a service that it moved away from is resolved, not alerted', async () => {
  const { told, attempt } = given(['expired']);
  await attempt(1, 'other');
  expect(told).toEqual(['resolve other']);
});

it('an alert that nobody takes is tried again, and at last given back to the heartbeat, never up', async () => {
  const { givenBack, attempt } = given(['expired'], unknownService);
  expect(await attempt(8)).toMatchObject({ state: 'retry', reason: expect.stringContaining('unknown_service') });
  expect(givenBack).toEqual([]);
  expect(await attempt(9)).toEqual({ state: 'accepted' });
  expect(givenBack).toEqual([{ type: 'notTold', serviceId: 'backups' }]);
});

it('nothing can be open of a service that is gone', async () => {
  const { attempt } = given(['alive'], unknownService);
  expect(await attempt()).toEqual({ state: 'accepted' });
});
