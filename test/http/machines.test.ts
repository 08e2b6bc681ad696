/** The machines as the console's inspector and policy editor see them. */
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addressOf } from '../../src/pager/service-actor.ts';
import { startHttp, type TestPager } from '../harness/http.ts';
import { testRedisUrl } from '../harness/test-redis.ts';

let pager: TestPager;

beforeEach(async () => {
  pager = await startHttp();
});
afterEach(() => pager.stop());

const names = (ids: string[]) => ids.map((id) => id.slice(id.lastIndexOf('.') + 1));
interface Step {
  event: { type: string };
  active: string[];
  texts: string[];
  taken: string[];
  changed: boolean;
  stoppedBy: string | null;
  differs: unknown;
  changes: { path: string; before?: unknown; after?: unknown }[];
}

describe('machines', () => {
  test('every machine that runs has a chart, whose arrows lead between its states', async () => {
    const { json } = await pager.get('/v1/machines');
    expect(json.items.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(['monitored-service', 'heartbeat']),
    );
    for (const { chart } of json.items) {
      const ids = chart.states.map(({ id }: { id: string }) => id);
      for (const arrow of chart.arrows) {
        expect(arrow.points.length).toBeGreaterThan(1);
        expect(ids).toContain(arrow.to);
      }
    }
  });
});

describe('history', () => {
  test('a finished incident is told step by step, as it was recorded and as it is recomputed', async () => {
    await pager.given(['db'], [['ana@example.com'], ['marc@example.com']]);
    await pager.post('/v1/services/db/alert', { summary: 'disk full' });
    await pager.post('/v1/services/db/alert', { summary: 'disk full' });
    await pager.passes('16m');
    await pager.post('/v1/incidents/db-1/ack', { by: 'Marc' });
    await pager.post('/v1/incidents/db-1/ack', { by: 'Ana' });
    await pager.post('/v1/services/db/healthy', { by: 'Marc' });

    const { json } = await pager.get('/v1/actors/monitored-service/db/history?incident=db-1');
    const steps: Step[] = json.steps;
    expect(steps.map(({ event }) => event.type.split('.').slice(0, 3).join('.'))).toEqual([
      'alert',
      'alert',
      'xstate.after.ackTimeout',
      'ack',
      'ack',
      'healthy',
    ]);
    expect(steps.map(({ active }) => names(active).at(-1))).toEqual([
      'escalating',
      'escalating',
      'escalating',
      'held',
      'held',
      'healthy',
    ]);
    expect(steps.map(({ changed }) => changed)).toEqual([true, false, true, true, false, true]);
    expect(steps[4]?.stoppedBy).toBe('somebody else had acknowledged already');
    expect(steps[2]?.changes).toContainEqual({ path: '/incident/level', before: 1, after: 2 });
    expect(json.agrees).toBe(true);
    expect(JSON.stringify(json)).not.toContain('ana@example.com');

    const { json: machines } = await pager.get('/v1/machines');
    const service = machines.items.find(({ id }: { id: string }) => id === 'monitored-service');
    const drawn = service.chart.arrows.flatMap(({ transitions }: { transitions: { id: string }[] }) =>
      transitions.map(({ id }) => id),
    );
    for (const step of [steps[0], steps[2], steps[3], steps[5]]) expect(drawn).toContain(step?.taken[0]);
  });

  test('an open incident agrees with what is stored, also when a level reached nobody', async () => {
    await pager.given(['db'], [['ana@example.com', 'bob@example.com'], ['marc@example.com']]);
    for (const person of ['ana@example.com', 'bob@example.com']) {
      pager.whenSendingTo(person, { outcome: 'refused', reason: 'no such mailbox' });
    }
    await pager.post('/v1/services/db/alert', { summary: 'disk full' });
    await pager.settled();

    const { json } = await pager.get('/v1/actors/monitored-service/db/history');
    expect(json.incident).toBe('db-1');
    expect(json.steps.map(({ event }: Step) => event.type)).toEqual([
      'alert',
      'notificationFailed',
      'notificationFailed',
    ]);
    expect(json.steps.at(-1).texts.join()).toContain('Level 2 notified at once');
    expect(json.agrees).toBe(true);
  });

  test('a record that was changed by hand is not what the machine says, and is shown so', async () => {
    await pager.given();
    await pager.post('/v1/services/db/alert', { summary: 'disk full' });
    const key = pager.running.runtime.keys.partitionOf(addressOf('db')).actor(addressOf('db'));
    const redis = new Redis(testRedisUrl());
    const record = (await redis.get(key)) ?? '';
    // Under another commit's id: this process must not take its own memory for it.
    await redis.set(key, `another-commit-x${record.slice(16).replace('"openedAt":', '"levelBeganAt":1,"openedAt":')}`);
    redis.disconnect();
    const { json } = await pager.get('/v1/actors/monitored-service/db/history');
    expect(json.agrees).toBe(false);
  });

  test('what nobody knows is a 404', async () => {
    await pager.given();
    expect((await pager.get('/v1/actors/nothing/db/history')).status).toBe(404);
    expect((await pager.get('/v1/actors/monitored-service/db/history?incident=db-9')).status).toBe(404);
  });
});

describe('what if', () => {
  test('an event on a copy shows what it would do, and leaves the incident as it is', async () => {
    await pager.given(['db'], [['ana@example.com'], ['marc@example.com']]);
    await pager.post('/v1/services/db/alert', { summary: 'disk full' });
    await pager.settled();
    const sent = pager.sent.length;

    const { json } = await pager.post('/v1/actors/monitored-service/db/what-if', {
      incident: 'db-1',
      step: 1,
      event: { type: 'ack', by: 'Ana' },
      after: '20m',
    });
    expect(json.steps.map(({ active }: Step) => names(active).at(-1))).toEqual(['escalating', 'held']);
    await pager.settled();
    expect(pager.sent).toHaveLength(sent);
    expect((await pager.get('/v1/services/db')).json.state).toBe('escalating');
  });
});

describe('simulate', () => {
  const policy = {
    name: 'Backend',
    repeat: 1,
    levels: [
      { ackTimeout: '15m', targets: [{ type: 'email', address: 'ana@example.com' }] },
      { ackTimeout: '10m', targets: [{ type: 'sms', phoneNumber: '+33612345678' }] },
    ],
  };

  test('if nobody answers, every level is told, with its repeats, until nobody is left', async () => {
    const { json } = await pager.post('/v1/escalation-policies/simulate', { policy });
    expect(json.steps.map(({ afterMs }: { afterMs: number }) => afterMs / 60_000)).toEqual([0, 15, 25, 40, 50]);
    expect(json.steps.map(({ told }: { told: { level: number } | null }) => told?.level ?? null)).toEqual([
      1,
      2,
      1,
      2,
      null,
    ]);
    expect(json.steps.at(-1).state).toBe('exhausted');
    expect(json.isCut).toBe(false);
  });

  test('an acknowledgement after 20 minutes ends it there', async () => {
    const { json } = await pager.post('/v1/escalation-policies/simulate', {
      policy,
      events: [{ type: 'ack', after: '20m' }],
    });
    expect(json.steps.map(({ state }: { state: string }) => state)).toEqual(['escalating', 'escalating', 'acked']);
  });

  test('the longest policy there can be is cut at 500 steps at the latest', async () => {
    const levels = Array.from({ length: 20 }, () => ({
      ackTimeout: '7d',
      targets: [{ type: 'email', address: 'ana@example.com' }],
    }));
    const { json } = await pager.post('/v1/escalation-policies/simulate', {
      policy: { name: 'x', repeat: 20, levels },
    });
    expect(json.steps).toHaveLength(421);
    expect(json.steps.at(-1).state).toBe('exhausted');
  });

  test('what is wrong with the policy is named at its field', async () => {
    const { status, json } = await pager.post('/v1/escalation-policies/simulate', {
      policy: { ...policy, levels: [] },
    });
    expect(status).toBe(422);
    expect(json.errors[0].pointer).toBe('/policy/levels');
  });
});
