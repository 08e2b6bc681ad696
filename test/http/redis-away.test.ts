/** Redis goes away and comes back: nobody is told "taken" meanwhile, and what was taken before is there after. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';
import { type RedisProcess, startRedis } from '../harness/redis-process.mjs';
import { until } from '../harness/until.ts';

let redis: RedisProcess;
let pager: TestPager;
beforeEach(async () => {
  redis = await startRedis();
  pager = await startHttp({ redisUrl: redis.socket });
  await pager.given(['db', 'api']);
  await pager.post('/v1/services/db/alert', { summary: 'before' });
  await pager.settled();
});
afterEach(async () => {
  await pager.stop();
  await redis.remove();
});

const isAway = (answer: { status: number; json: unknown; headers: Headers }) => {
  expect(answer.json).toMatchObject({
    status: 503,
    code: expect.stringMatching(/^(store_unavailable|outcome_unknown)$/),
    // What the client library calls it is for the log.
    detail: expect.stringMatching(
      /^(Redis does not answer|the connection to Redis broke before it answered|Redis can't do it now: [A-Z]+ .*)$/,
    ),
  });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
};

test('while Redis is away events and reads are 503, and afterwards all is as it was', async () => {
  await redis.end();
  isAway(await pager.post('/v1/services/api/alert', { summary: 'meanwhile' }));
  isAway(await pager.post('/v1/incidents/db-1/ack', { by: 'ana' }));
  isAway(await pager.post('/v1/events', { events: [{ service: 'api', type: 'alert', summary: 'meanwhile' }] }));
  isAway(await pager.put('/v1/services/db', { name: 'x', escalationPolicyId: 'backend' }));
  isAway(await pager.remove('/v1/services/api'));
  for (const path of [
    'services',
    'services/db',
    'escalation-policies',
    'incidents',
    'incidents/db-1',
    'notifications',
    'timers',
    'channels',
    'outbox',
    'refusals',
    'services/db/timeline',
  ]) {
    isAway(await pager.get(`/v1/${path}`));
  }
  expect((await pager.get('/healthz')).status).toBe(200);
  expect((await pager.get('/readyz')).status).toBe(503);

  await redis.start();
  await until(async () => (await pager.get('/v1/services/db')).status === 200);
  expect((await pager.get('/v1/services/api')).json.state).toBe('healthy');
  expect((await pager.get('/v1/services/db')).json).toMatchObject({
    name: 'db',
    state: 'escalating',
    incident: { alerts: [{ summary: 'before', count: 1 }] },
  });
  expect((await pager.post('/v1/services/api/alert', { summary: 'after' })).json).toMatchObject({ result: 'opened' });
});

test('an alert that is repeated with its key until it is taken opens one incident', async () => {
  const once = { headers: { 'Idempotency-Key': 'the-same' } };
  const send = () => pager.post('/v1/services/api/alert', { summary: 'x' }, once);
  await redis.end();
  isAway(await send());
  await redis.start();
  const taken = await until(async () => {
    const answer = await send();
    return answer.status === 200 ? answer : null;
  });
  expect(taken.json).toMatchObject({ state: 'escalating', incident: { id: 'api-1' } });
  expect((await send()).headers.get('idempotent-replayed')).toBe('true');
  expect((await pager.get('/v1/services/api')).json.incident.alerts[0].count).toBe(1);
});
