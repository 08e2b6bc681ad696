/** Integrations on a Redis Cluster, and on two nodes of the pager: what one of them writes, the other finds. */
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';
import { givenIntegration, keptRequests } from '../harness/integration.ts';
import { type RedisCluster, startRedisCluster } from '../harness/redis-cluster.mjs';

let cluster: RedisCluster;
let one: TestPager;
let other: TestPager;
beforeAll(async () => {
  cluster = await startRedisCluster();
  const prefix = `t${nanoid(8)}`;
  one = await startHttp({ redisUrl: cluster.url, prefix });
  other = await startHttp({ redisUrl: cluster.url, prefix });
  await one.given(['payments', 'rest']);
});
afterAll(async () => {
  await one.stop();
  await other.stop();
  await cluster.stop();
});

test('an alert that one node took ends at the other, is counted by both, and the key is worth nothing when it is revoked', async () => {
  const { id, key } = await givenIntegration(one, {
    type: 'pagerduty',
    serviceId: 'rest',
    rule: { field: '/payload/component' },
  });
  const payload = { summary: 'Disk full', source: 'db1', severity: 'critical', component: 'payments' };
  const event = (event_action: string, fields: object = {}) => ({
    routing_key: key,
    event_action,
    dedup_key: 'disk',
    ...fields,
  });
  expect((await one.post('/v2/enqueue', event('trigger', { payload }), { key: null })).status).toBe(202);
  expect((await other.get('/v1/services/payments')).json.state).toBe('escalating');
  expect((await other.post('/v2/enqueue', event('resolve'), { key: null })).status).toBe(202);
  expect((await one.get('/v1/services/payments')).json.state).toBe('healthy');
  const kept = await keptRequests(one, id, 2);
  expect(kept.map(({ events }: { events: { serviceId: string }[] }) => events[0]?.serviceId)).toEqual([
    'payments',
    'payments',
  ]);
  expect((await one.get(`/v1/integrations/${id}`)).json.accepted).toBe(2);
  expect((await other.remove(`/v1/integrations/${id}`)).status).toBe(204);
  expect((await other.post('/v2/enqueue', event('trigger', { payload }), { key: null })).status).toBe(400);
});
