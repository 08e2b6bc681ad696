/** What is known of the past of machines that have no incidents, and which release recorded a step. */
import { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addressOf } from '../../src/pager/service-actor.ts';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { startHttp, type TestPager } from '../harness/http.ts';
import { testRedisUrl } from '../harness/test-redis.ts';
import { until } from '../harness/until.ts';

interface Step {
  event: { type: string };
  active: string[];
  taken: string[];
  changed: boolean;
  stoppedBy: string | null;
  timers: { dueAt: string }[];
  recordedBy: string | null;
  differs: { recorded: string; recomputed: string } | null;
}

const stateOf = ({ active }: Pick<Step, 'active'>) => active.at(-1)?.split('.').at(-1);
const nameOf = ({ event }: Step) => /^xstate\.after\.([^.]+)/.exec(event.type)?.[1] ?? event.type;
const told = (steps: Step[]) => steps.map((step) => `${nameOf(step)}: ${stateOf(step)}`);

describe('of every machine', () => {
  let pager: TestPager;
  let receiver: Gateway;

  beforeAll(async () => {
    pager = await startHttp({ webhookAllowPrivate: true, release: '1.2.3' });
    receiver = await startGateway();
    await pager.given(['db', 'mailed', 'hooked']);
  });
  afterAll(async () => {
    await pager.stop();
    await receiver.stop();
  });

  const actors = async (machine: string): Promise<string[]> =>
    (await pager.get(`/v1/actors/${machine}?limit=500`)).json.items.map(({ id }: { id: string }) => id);
  const history = async (actor: string) => (await pager.get(`/v1/actors/${actor}/history`)).json;

  test('there is a list of actors, and each of them has a state now', async () => {
    const { json: machines } = await pager.get('/v1/machines');
    const known = machines.items.map(({ id }: { id: string }) => id);
    expect(known).toEqual(['monitored-service', 'heartbeat', 'webhook', 'channel', 'self-check']);
    for (const machine of known) {
      for (const id of (await actors(machine)).slice(0, 3)) {
        const { status, json } = await pager.get(`/v1/actors/${machine}/${id}/history`);
        expect(status).toBe(200);
        expect(json.now.active.length).toBeGreaterThan(0);
      }
    }
    expect(await actors('self-check')).toHaveLength(16);
    expect((await pager.get('/v1/actors/nothing')).status).toBe(404);
    expect((await pager.get('/v1/actors/heartbeat/nothing/history')).status).toBe(404);
  });

  test('the list is read page by page', async () => {
    const first = (await pager.get('/v1/actors/channel?limit=2')).json;
    expect(first.items).toEqual([{ id: 'email' }, { id: 'sms' }]);
    const second = (await pager.get(`/v1/actors/channel?limit=2&cursor=${first.nextCursor}`)).json;
    expect(second).toEqual({ items: [{ id: 'webhook' }], nextCursor: null });
  });

  test('a heartbeat keeps what changed it, says where it was only pinged, and comes to the same again', async () => {
    await pager.put('/v1/heartbeats/nightly', {
      name: 'Nightly backup',
      serviceId: 'db',
      interval: '10m',
      description: 'x'.repeat(9_000),
    });
    await pager.post('/v1/heartbeats/nightly/ping');
    for (let pings = 0; pings < 5; pings++) {
      await pager.passes('5m');
      await pager.post('/v1/heartbeats/nightly/ping');
    }
    // Later it would be the pager that had not listened.
    await pager.passes('601s');
    await pager.post('/v1/heartbeats/nightly/ping');

    expect(await actors('heartbeat')).toEqual(['nightly']);
    const { steps, agrees, now } = await history('heartbeat/nightly');
    expect(told(steps)).toEqual(['put: unstarted', 'ping: alive', 'notKept: alive', 'silence: expired', 'ping: alive']);
    expect(steps[2].stoppedBy).toContain('only repeated');
    expect(steps[1].timers).toHaveLength(1);
    expect(steps[3].taken).toEqual(['heartbeat.present.alive|xstate.after.silence.heartbeat.present.alive|2']);
    expect(steps[4].recordedBy).toBe('1.2.3');
    expect(agrees).toBe(true);
    expect(stateOf(now)).toBe('alive');
  });

  test('a heartbeat that comes and goes all day keeps its newest changes only', async () => {
    const heartbeat = { name: 'Cron', serviceId: 'db', interval: '10m' };
    await pager.put('/v1/heartbeats/cron', heartbeat);
    await pager.post('/v1/heartbeats/cron/ping');
    for (let times = 0; times < 15; times++) {
      await pager.post('/v1/heartbeats/cron/pause');
      await pager.post('/v1/heartbeats/cron/resume');
    }
    const { steps, agrees } = await history('heartbeat/cron');
    expect(steps.filter(({ event }: Step) => event.type !== 'notKept')).toHaveLength(20);
    expect(steps[0].stoppedBy).toContain('what came before');
    expect(agrees).toBe(true);
  });

  test('a channel keeps when it began to fail, was down, and worked again, and names nobody', async () => {
    pager.whenSendingTo('ana@example.com', { outcome: 'refused', reason: '550 no mailbox ana@example.com' });
    await pager.post('/v1/services/mailed/alert', { summary: 'disk full' });
    const failed = await until(async () => (await pager.get('/v1/notifications?incident=mailed-1')).json.items[0]);
    await until(async () => {
      // A failure that could not be told to the channel is not told again: the next one is.
      await pager.post(`/v1/notifications/${failed.id}/retry`);
      return (await history('channel/email')).steps.length > 0;
    });
    const { json, text } = await pager.get('/v1/actors/channel/email/history');
    expect(told(json.steps)).toEqual(['failed: failing']);
    expect(text).toContain('550 no mailbox ana@…');
    expect(text).not.toContain('ana@example.com');
    expect(json.agrees).toBe(true);
    pager.whenSendingTo('ana@example.com', { outcome: 'accepted' });
    await pager.post('/v1/services/mailed/healthy', {});
  });

  test('a queue of a webhook keeps its troubles; one that works has only its log', async () => {
    const { json: webhook } = await pager.post('/v1/webhooks', { url: `${receiver.url}/hook`, services: ['hooked'] });
    receiver.answer({ status: 500 });
    await pager.post('/v1/services/hooked/alert', { summary: 'disk full' });
    await receiver.received(1);
    await until(async () => (await actors('webhook')).length > 0);
    const [queue] = await actors('webhook');
    expect(queue?.startsWith(`${webhook.id}.hooked-`)).toBe(true);
    receiver.answer({ status: 200 });
    await pager.passes('10s');
    await receiver.received(2);
    const { steps, agrees } = await until(async () => {
      const read = await history(`webhook/${queue}`);
      return stateOf(read.now) === 'idle' && read;
    });
    const kept = steps.filter(({ event }: Step) => event.type !== 'notKept');
    expect(kept.map(nameOf)).toEqual(['failed', 'retry', 'taken']);
    expect(kept.slice(0, 2).map(stateOf)).toEqual(['waiting', 'sending']);
    expect(agrees).toBe(true);
    await pager.post('/v1/services/hooked/healthy', {});
    const over = await until(async () => {
      const read = await history(`webhook/${queue}`);
      return stateOf(read.now) === 'finished' && read;
    });
    expect([over.steps.length, over.agrees]).toEqual([steps.length, true]);
    await pager.remove(`/v1/webhooks/${webhook.id}`);
  });

  test('a self-check keeps nothing, and shows what it is', async () => {
    const [id] = await actors('self-check');
    const { steps, now } = await history(`self-check/${id}`);
    expect(steps).toEqual([]);
    expect(stateOf(now)).toBe('resting');
  });

  test('an administrator sends a real event, and it stands in the timeline; others can’t', async () => {
    await pager.post('/v1/services/db/healthy', {});
    await pager.post('/v1/services/db/alert', { summary: 'disk full' });
    const { id } = (await pager.get('/v1/services/db')).json.incident;
    const path = '/v1/actors/monitored-service/db/events';
    const { json: responder } = await pager.post('/v1/api-keys', { name: 'on call', scope: 'respond' });
    const body = { incident: id, event: { type: 'ack', by: 'Ana' } };
    expect((await pager.post(path, body, { key: responder.key })).status).toBe(403);
    expect((await pager.post(path, body)).json).toMatchObject({ changed: true, result: 'acknowledged' });
    const other = await pager.post(path, { incident: 'db-99', event: { type: 'healthy' } });
    expect(other.json).toMatchObject({ changed: false, reason: 'other_incident' });
    const alert = { type: 'alert', key: 'second', summary: 'also the network', severity: 'error' };
    expect((await pager.post(path, { incident: id, event: alert })).json.incident.alerts).toHaveLength(2);
    const lines = (await pager.get(`/v1/incidents/${id}/timeline`)).json.items;
    expect(JSON.stringify(lines)).toContain('Acknowledged by Ana');
    expect((await pager.post('/v1/actors/heartbeat/nightly/events', body)).status).toBe(404);
  });
});

describe('the release that recorded a step', () => {
  const running: TestPager[] = [];
  let prefix: string;
  beforeEach(() => {
    prefix = `t${nanoid(8)}`;
  });
  afterEach(async () => {
    for (const pager of running.splice(0)) await pager.stop();
  });
  const start = async (release?: string) => {
    const pager = await startHttp({ prefix, ...(release !== undefined && { release }) });
    running.push(pager);
    return pager;
  };
  const stepsOf = async (pager: TestPager): Promise<Step[]> =>
    (await pager.get('/v1/actors/monitored-service/db/history')).json.steps;

  test('is known of each, also when another one goes on with an incident', async () => {
    const before = await start('0.1.0');
    await before.given();
    await before.post('/v1/services/db/alert', { summary: 'disk full' });
    const after = await start('0.2.0');
    await after.post('/v1/incidents/db-1/ack', { by: 'Ana' });
    await before.post('/v1/incidents/db-1/notes', { note: 'on it' });
    await after.post('/v1/incidents/db-1/healthy', { by: 'Ana' });
    expect((await stepsOf(after)).map(({ recordedBy }) => recordedBy)).toEqual(['0.1.0', '0.2.0', '0.1.0', '0.2.0']);
    const { json } = await after.get('/v1/actors/monitored-service/db/history');
    expect([json.release, json.agrees]).toEqual(['0.2.0', true]);
  });

  test('is not known of one that did not say so, and is of what came behind it', async () => {
    const before = await start();
    await before.given();
    await before.post('/v1/services/db/alert', { summary: 'disk full' });
    const after = await start('0.2.0');
    await after.post('/v1/incidents/db-1/ack', { by: 'Ana' });
    expect((await stepsOf(after)).map(({ recordedBy }) => recordedBy)).toEqual([null, '0.2.0']);
  });

  test('stands in one line of an incident, and in no other that it writes', async () => {
    const pager = await start('0.1.0');
    await pager.given();
    await pager.post('/v1/services/db/alert', { summary: 'disk full' });
    await pager.post('/v1/incidents/db-1/ack', { by: 'Ana' });
    const redis = new Redis(testRedisUrl());
    const [key] = await redis.keys(`{${prefix}:*}:t:*`);
    const lines = await redis.lrange(key ?? '', 0, -1);
    redis.disconnect();
    expect(lines.filter((line) => line.includes('0.1.0'))).toHaveLength(1);
  });

  test('is told where what it recorded is not what the machine says today', async () => {
    const before = await start('0.1.0');
    await before.given();
    await before.post('/v1/services/db/alert', { summary: 'disk full' });
    const redis = new Redis(testRedisUrl());
    const partition = before.running.runtime.keys.partitionOf(addressOf('db'));
    const [key = ''] = await redis.keys(`${partition.tag}:t:*`);
    const [line = ''] = await redis.lrange(key, 0, 0);
    await redis.lset(key, 0, line.replace('"level":1,"why":"opened"', '"level":1,"why":"timeout"'));
    redis.disconnect();
    const after = await start('0.2.0');
    const { json } = await after.get('/v1/actors/monitored-service/db/history');
    expect(json).toMatchObject({ agrees: false, release: '0.2.0' });
    expect(json.steps[0].recordedBy).toBe('0.1.0');
    expect(json.steps[0].differs.recorded).toContain('"why":"timeout"');
    expect(json.steps[0].differs.recomputed).toContain('"why":"opened"');
  });
});
