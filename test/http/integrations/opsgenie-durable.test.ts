/** Opsgenie's alerts outlive what happens to processes and to Redis, and are the same on every node. */
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { ALIAS, givenOpsgenie } from '../../harness/opsgenie.ts';
import { startRedisCluster } from '../../harness/redis-cluster.mjs';
import { startRedis } from '../../harness/redis-process.mjs';
import { until } from '../../harness/until.ts';

const LEVELS = [['ana@example.com'], ['marc@example.com']];
let number = 0;
const nodes: TestPager[] = [];
const atTheEnd: (() => Promise<void>)[] = [];
async function start(options: Parameters<typeof startHttp>[0] = {}): Promise<TestPager> {
  const node = await startHttp(options);
  nodes.push(node);
  return node;
}
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop();
  for (const end of atTheEnd.splice(0)) await end();
});

async function startTwo() {
  number += 1;
  const prefix = `og${number}x${Date.now().toString(36)}`;
  const one = await start({ prefix });
  const other = await start({ prefix });
  await one.given([], LEVELS);
  const opsgenie = await givenOpsgenie(one);
  return { prefix, one, other, opsgenie, elsewhere: opsgenie.callAt(other) };
}
const CREATE = { message: 'Disk full', alias: ALIAS };

describe('several nodes', () => {
  test('the same alias at the same moment at both is one alert, and whoever is on call is notified once', async () => {
    const { one, other, opsgenie, elsewhere } = await startTwo();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? opsgenie.call : elsewhere)('POST', '/v2/alerts', CREATE)),
    );
    const requests = await Promise.all(answers.map((answer) => opsgenie.requested(answer)));
    expect(new Set(requests.map(({ alertId }) => alertId)).size).toBe(1);
    expect((await elsewhere('GET', '/v2/alerts')).json.data).toMatchObject([{ alias: ALIAS, count: 20 }]);
    await Promise.all([one.settled(), other.settled()]);
    expect([...one.sent, ...other.sent].map(({ person }) => person)).toEqual(['ana@example.com']);
  });

  test('what is added to one alert at the same moment at both is all there', async () => {
    const { opsgenie, elsewhere } = await startTwo();
    await opsgenie.create();
    const names = Array.from({ length: 16 }, (_, i) => `d${i}`);
    await Promise.all(
      names.map((name, i) =>
        (i % 2 === 0 ? opsgenie.call : elsewhere)('POST', `/v2/alerts/${ALIAS}/details?identifierType=alias`, {
          details: { [name]: '1' },
        }),
      ),
    );
    expect(Object.keys((await opsgenie.alert()).details).sort()).toEqual(names.toSorted());
  });

  test('an escalation that is sent again to another node goes one level further only', async () => {
    const { one, other, opsgenie, elsewhere } = await startTwo();
    await opsgenie.create();
    const path = `/v2/alerts/${ALIAS}/escalate?identifierType=alias`;
    const body = { escalation: { name: 'ops' } };
    const [first, second] = await Promise.all([opsgenie.call('POST', path, body), elsewhere('POST', path, body)]);
    expect(first.json.requestId ?? second.json.requestId).toBeTruthy();
    await opsgenie.call('POST', path, body);
    expect((await opsgenie.state()).incident.level).toBe(2);
    await Promise.all([one.settled(), other.settled()]);
    expect([...one.sent, ...other.sent].map(({ person }) => person)).toEqual(['ana@example.com', 'marc@example.com']);
  });
});

test('after a restart all is there: alerts by all their names, what became of requests, notes, and who is being paged', async () => {
  const prefix = `og-restart-${Date.now().toString(36)}`;
  const before = await startHttp({ prefix });
  await before.given([], LEVELS);
  const opsgenie = await givenOpsgenie(before);
  const created = await opsgenie.create({ tags: ['disk'] });
  await opsgenie.act('notes', { note: 'the release' });
  const alert = await opsgenie.alert();
  await before.stop();

  const after = await start({ prefix });
  const call = opsgenie.callAt(after);
  for (const path of [alert.id, `${alert.tinyId}?identifierType=tiny`, `${ALIAS}?identifierType=alias`]) {
    expect((await call('GET', `/v2/alerts/${path}`)).json.data).toEqual(alert);
  }
  expect((await call('GET', `/v2/alerts/requests/${created.json.requestId}`)).json.data).toMatchObject({
    success: true,
    alertId: alert.id,
  });
  expect((await call('GET', `/v2/alerts/${alert.id}/notes`)).json.data).toMatchObject([{ note: 'the release' }]);
  expect((await call('POST', '/v2/alerts', CREATE)).status).toBe(202);
  expect((await call('GET', `/v2/alerts/${alert.id}`)).json.data.count).toBe(2);
  await call('POST', `/v2/alerts/${alert.tinyId}/close?identifierType=tiny`);
  expect((await after.get(`/v1/services/${opsgenie.service}`)).json.state).toBe('healthy');
});

describe('a process that died between the page and the record of it', () => {
  /** The service has the alert by its key, and nothing is kept of it. */
  async function halfDone() {
    const pager = await start();
    await pager.given([], LEVELS);
    const opsgenie = await givenOpsgenie(pager);
    const alert = { summary: 'Disk full', key: ALIAS, source: opsgenie.id };
    await pager.post(`/v1/services/${opsgenie.service}/alert`, alert);
    return opsgenie;
  }

  test('the create that is sent again finds it, and nobody is notified twice', async () => {
    const opsgenie = await halfDone();
    expect(await opsgenie.requested(await opsgenie.create())).toMatchObject({ success: true, alias: ALIAS });
    expect(await opsgenie.alert()).toMatchObject({ count: 2, status: 'open' });
    expect(await opsgenie.notified()).toEqual(['ana@example.com']);
  });

  test('it can be acknowledged and closed by its alias all the same', async () => {
    const opsgenie = await halfDone();
    expect(await opsgenie.requested(await opsgenie.act('acknowledge', { user: 'ana' }))).toMatchObject({
      success: true,
    });
    expect(await opsgenie.state()).toMatchObject({ state: 'acked', incident: { ackedBy: 'ana' } });
    expect(await opsgenie.requested(await opsgenie.act('close'))).toMatchObject({
      success: true,
      status: 'Closed alert',
    });
    expect((await opsgenie.state()).state).toBe('healthy');
  });
});

test('while Redis is away every request is told to come again, and then it is as it was', async () => {
  const redis = await startRedis();
  atTheEnd.push(() => redis.remove());
  const pager = await start({ redisUrl: redis.socket });
  await pager.given([], LEVELS);
  const opsgenie = await givenOpsgenie(pager);
  await opsgenie.create();
  await redis.end();
  for (const answered of [
    await opsgenie.create({ alias: 'meanwhile' }),
    await opsgenie.act('close'),
    await opsgenie.call('GET', `/v2/alerts/${ALIAS}?identifierType=alias`),
    await opsgenie.call('GET', '/v2/alerts?query=status=open'),
  ]) {
    expect(answered).toMatchObject({
      status: 503,
      json: { message: expect.any(String), requestId: expect.any(String) },
    });
    expect(Number(answered.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  await redis.start();
  await until(async () => (await opsgenie.alert())?.status === 'open');
  expect((await opsgenie.call('GET', '/v2/alerts')).json.data).toHaveLength(1);
});

test('a Redis that is full refuses no close, and gives up what can be looked up before it refuses a page', async () => {
  const redis = await startRedis({ 'maxmemory-policy': 'noeviction' });
  const operator = new Redis(redis.socket);
  atTheEnd.push(async () => {
    operator.disconnect();
    await redis.remove();
  });
  const pager = await start({ redisUrl: redis.socket });
  await pager.given([], LEVELS);
  const opsgenie = await givenOpsgenie(pager);
  await opsgenie.create();
  const { id } = await opsgenie.alert();
  const used = Number(/^used_memory:(\d+)/m.exec(await operator.info('memory'))?.[1]);
  await operator.config('SET', 'maxmemory', String(used - 100_000));
  expect((await opsgenie.act('close', { source: 'am' })).status).toBe(202);
  expect((await opsgenie.state()).state).toBe('healthy');
  const refused = await opsgenie.create();
  expect(refused).toMatchObject({ status: 503, json: { message: expect.any(String) } });
  expect((await opsgenie.call('GET', `/v2/alerts/${id}`)).status).toBe(404);
  await operator.config('SET', 'maxmemory', '0');
  expect((await opsgenie.create()).status).toBe(202);
  expect(await opsgenie.alert()).toMatchObject({ status: 'open', count: 1 });
});

test('who sends more than its share is told to come again as Opsgenie tells it', async () => {
  const pager = await start({ limits: { eventsPerSecond: 1 } });
  await pager.given([], LEVELS);
  const opsgenie = await givenOpsgenie(pager);
  const refused = await until(async () => {
    const answered = await opsgenie.create();
    return answered.status === 202 ? null : answered;
  });
  expect(refused).toMatchObject({ status: 429, json: { message: 'You are making too many requests!' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('on a cluster of three masters it is as on one server', async () => {
  const cluster = await startRedisCluster();
  atTheEnd.push(() => cluster.stop());
  const pager = await start({ redisUrl: cluster.url });
  await pager.given([], LEVELS);
  const opsgenie = await givenOpsgenie(pager);
  const aliases = Array.from({ length: 12 }, (_, i) => `alert-${i}`);
  const answers = await Promise.all(aliases.map((alias) => opsgenie.create({ alias })));
  expect(answers.filter(({ status }) => status !== 202)).toEqual([]);
  for (const answer of answers) expect((await opsgenie.requested(answer)).success).toBe(true);
  const { json } = await opsgenie.call('GET', '/v2/alerts?limit=100&sort=alias&order=asc');
  expect(json.data.map(({ alias }: { alias: string }) => alias)).toEqual(aliases.toSorted());
  expect(new Set(json.data.map(({ tinyId }: { tinyId: string }) => tinyId)).size).toBe(12);
  for (const { id, tinyId } of json.data) {
    expect((await opsgenie.call('GET', `/v2/alerts/${tinyId}?identifierType=tiny`)).json.data.id).toBe(id);
  }
  await opsgenie.act('tags', { tags: ['a'] }, 'alert-1');
  await opsgenie.act('escalate', { escalation: { name: 'ops' } }, 'alert-2');
  for (const alias of aliases) await opsgenie.act('close', {}, alias);
  expect((await opsgenie.state()).state).toBe('healthy');
  expect((await opsgenie.call('GET', '/v2/alerts/count?query=status:closed')).json.data).toEqual({ count: 12 });
});
