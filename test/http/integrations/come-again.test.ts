/** While the store is away, and where a source is too loud, each client is answered with what it comes again for. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpApp } from '../../../src/http/app.ts';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { type GivenIntegration, givenIntegration } from '../../harness/integration.ts';
import { type RedisProcess, startRedis } from '../../harness/redis-process.mjs';

let redis: RedisProcess;
let pager: TestPager;
let pagerduty: GivenIntegration;
let alertmanager: GivenIntegration;
beforeAll(async () => {
  redis = await startRedis();
  pager = await startHttp({ redisUrl: redis.socket });
  await pager.given(['db']);
  pagerduty = await givenIntegration(pager, { type: 'pagerduty', serviceId: 'db' });
  alertmanager = await givenIntegration(pager, { type: 'alertmanager', serviceId: 'db' });
  await redis.end();
});
afterAll(async () => {
  await pager.stop();
  await redis.remove();
});

const v2 = () => ({ routing_key: pagerduty.key, event_action: 'trigger', payload: { summary: 'x', source: 'y' } });
const v1 = () => ({ service_key: pagerduty.key, event_type: 'trigger', description: 'x' });
const group = { status: 'firing', groupKey: 'g', alerts: [{ status: 'firing', labels: { alertname: 'x' } }] };

test("Alertmanager's webhook gets 503, since it comes again for nothing else", async () => {
  const answer = await pager.post(`/v1/integrations/alertmanager/${alertmanager.key}`, group, { key: null });
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
});

test("PagerDuty's version 2 gets 429, for which its own client comes again, and version 1 gets 403", async () => {
  const second = await pager.post('/v2/enqueue', v2(), { key: null });
  expect(second).toMatchObject({ status: 429, json: { status: 'throttle exceeded', errors: [expect.any(String)] } });
  expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
  const first = await pager.post('/generic/2010-04-15/create_event.json', v1(), { key: null });
  expect(first).toMatchObject({ status: 403, json: { status: 'throttle exceeded' } });
});

test('a source that is too loud is told the same, each in its vendor’s way', async () => {
  const app = createHttpApp({ ...pager.dependencies, limits: { eventsPerSecond: 1 } });
  const turnedAway = async (path: string, body: object) => {
    const ask = async () => {
      const request = { method: 'POST', body: JSON.stringify(body) };
      const answer = await app.request(path, request, { incoming: { socket: { remoteAddress: '192.0.2.1' } } });
      return { status: answer.status, text: await answer.text(), retryAfter: answer.headers.get('retry-after') };
    };
    const answers = await Promise.all(Array.from({ length: 50 }, ask));
    return answers.find(({ text }) => text.includes('more a second than it may'));
  };
  const told = { retryAfter: expect.stringMatching(/^[1-9]/) };
  expect(await turnedAway(`/v1/integrations/alertmanager/${alertmanager.key}`, group)).toMatchObject({
    status: 503,
    ...told,
  });
  expect(await turnedAway('/v2/enqueue', v2())).toMatchObject({ status: 429, ...told });
  expect(await turnedAway('/generic/2010-04-15/create_event.json', v1())).toMatchObject({ status: 403, ...told });
});
