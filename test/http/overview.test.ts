/** What the start page is told: how everything stands, and each thing that is set up wrong, as the API says it. */
import { afterEach, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';
import { type RedisProcess, startRedis } from '../harness/redis-process.mjs';
import { until } from '../harness/until.ts';

let pager: TestPager;
let redis: RedisProcess | null = null;
const start = async (options: Parameters<typeof startHttp>[0] = {}) => {
  pager = await startHttp(options);
  return pager;
};
afterEach(async () => {
  await pager.stop();
  await redis?.remove();
  redis = null;
});

const overview = async () => (await pager.get('/v1/overview')).json;
const channel = async (wanted: string) =>
  (await pager.get('/v1/channels')).json.items.find(({ name }: { name: string }) => name === wanted);

test('services are counted by their state', async () => {
  await start();
  expect((await overview()).services).toEqual({ total: 0, healthy: 0, escalating: 0, exhausted: 0, acked: 0, test: 0 });
  await pager.given(['a', 'b', 'c', 'd', 'e']);
  for (const id of ['a', 'b', 'c']) await pager.post(`/v1/services/${id}/alert`, { summary: 'x' });
  await pager.post('/v1/services/a/ack', {});
  await pager.passes('16m');
  await pager.post('/v1/services/d/alert', { summary: 'x' });
  expect((await overview()).services).toEqual({ total: 5, healthy: 1, escalating: 1, exhausted: 2, acked: 1, test: 0 });
  await pager.remove('/v1/services/e');
  await pager.post('/v1/services/b/healthy', {});
  expect((await overview()).services).toEqual({ total: 4, healthy: 1, escalating: 1, exhausted: 1, acked: 1, test: 0 });
});

test('where nothing is set up wrong, nothing is said', async () => {
  await start();
  await pager.given();
  expect(await overview()).toMatchObject({
    preview: false,
    isPublicUrlLocal: false,
    publicUrl: 'https://pager.example.com',
  });
  expect((await pager.get('/v1/escalation-policies/backend')).json.warnings).toEqual([]);
  expect((await pager.get('/v1/refusals')).json.items).toEqual([]);
  expect((await pager.get('/v1/timers/lateness')).json.count).toBe(0);
});

test('without any channel it is a preview, and no channel is blamed for it', async () => {
  await start({ channels: [] });
  await pager.given();
  expect((await overview()).preview).toBe(true);
  expect((await pager.get('/v1/escalation-policies/backend')).json.warnings).toEqual([]);
});

test('links that open on this machine only are said to do so', async () => {
  await start({ publicUrl: 'http://localhost:7243' });
  expect(await overview()).toMatchObject({ isPublicUrlLocal: true, publicUrl: 'http://localhost:7243' });
});

test('a channel that policies use and that is not set up is told by the channel and by its policies', async () => {
  await start({ channels: ['email'] });
  await pager.given(['db'], [['ana@example.com', '+33612345678']]);
  expect(await channel('sms')).toMatchObject({ configured: false });
  expect(await channel('email')).toMatchObject({ configured: true, failingSince: null });
  const { warnings } = (await pager.get('/v1/escalation-policies/backend')).json;
  expect(warnings).toEqual(['no sms channel is configured: notifications to sms targets are not sent']);
});

test('a channel that gets nothing through says since when, and why', async () => {
  await start();
  await pager.given();
  pager.whenSendingTo('ana@example.com', { outcome: 'retry', reason: '421 try again later', unknown: false });
  await pager.post('/v1/services/db/alert', { summary: 'x' });
  for (let minute = 0; minute < 8; minute++) await pager.passes('1m');
  await until(async () => (await channel('email')).failingSince !== null);
  expect(await channel('email')).toMatchObject({ lastFailure: '421 try again later' });
});

test('a request that was refused is kept, for whoever believes that somebody is paged', async () => {
  await start();
  await pager.post('/v1/services/nobody/alert', { summary: 'x' });
  expect(await pager.refusals(1)).toMatchObject([{ code: 'unknown_service', serviceId: 'nobody' }]);
});

test('how much of its memory Redis has in use is known where it is bounded', async () => {
  redis = await startRedis({ maxmemory: '64mb', 'maxmemory-policy': 'noeviction' });
  await start({ redisUrl: redis.socket });
  const { memoryShare } = await overview();
  expect(memoryShare).toBeGreaterThan(0);
  expect(memoryShare).toBeLessThan(0.8);
});

test('a timer that fired late is told with how late', async () => {
  await start();
  await pager.given();
  await pager.post('/v1/services/db/alert', { summary: 'x' });
  await pager.passes('20m');
  const { count, worstMs, p99Ms, medianMs } = (await pager.get('/v1/timers/lateness')).json;
  expect(count).toBe(1);
  for (const lateMs of [worstMs, p99Ms, medianMs]) expect(lateMs).toBeGreaterThanOrEqual(5 * 60_000);
});
