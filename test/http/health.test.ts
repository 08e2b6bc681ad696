/** What load balancers, orchestrators and people ask first. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { healthRoutes } from '../../src/http/health.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { ReadinessCheck } from '../../src/pager/types.ts';
import { startHttp, type TestPager } from '../harness/http.ts';
import { startRedis } from '../harness/redis-process.mjs';
import { until } from '../harness/until.ts';

interface Readiness {
  status: string;
  preview: boolean;
  checks: ReadinessCheck[];
}
const readinessOf = async (answer: Response) => (await answer.json()) as Readiness;

describe('with its store', () => {
  let http: TestPager;
  beforeEach(async () => {
    http = await startHttp();
  });
  afterEach(() => http.stop());

  it('the process says that it is up, what it is and which release, to anybody', async () => {
    const { status, json } = await http.get('/healthz', { key: null });
    expect([status, json]).toEqual([200, { status: 'ok', app: 'pager', version: '0.0.0' }]);
  });

  it('it is ready, and says so part by part', async () => {
    const ready = await until(async () => {
      const answer = await http.ask('GET', '/readyz', { key: null });
      return answer.status === 200 ? await readinessOf(answer) : null;
    });
    expect(ready).toMatchObject({ status: 'ready', preview: false });
    expect(ready.checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['redis', 'sweeper', 'queues', 'memory', 'channels']),
    );
  });

  it('it is not ready while a queue is paused, and says which part that is', async () => {
    await http.dependencies.queues[0]?.pause();
    const answer = await http.ask('GET', '/readyz', { key: null });
    expect(answer.status).toBe(503);
    expect((await readinessOf(answer)).checks).toContainEqual({
      name: 'queues',
      ok: false,
      detail: 'a queue is paused',
    });
  });
});

it('in preview it is ready, and says that nobody is paged', async () => {
  const preview = await startHttp({ channels: [] });
  const answer = await preview.get('/readyz', { key: null });
  await preview.stop();
  expect(answer.json).toMatchObject({ preview: true });
  expect(answer.json.checks).toContainEqual({ name: 'channels', ok: true, detail: 'Preview: nobody is paged' });
});

it('without its store it is up and not ready, until the store is back', async () => {
  const redis = await startRedis();
  const http = await startHttp({ redisUrl: redis.socket });
  try {
    await redis.end();
    const away = await http.ask('GET', '/readyz', { key: null });
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).not.toBeNull();
    expect((await readinessOf(away)).status).toBe('not_ready');
    expect((await http.get('/healthz', { key: null })).status).toBe(200);
    await redis.start();
    await until(async () => (await http.ask('GET', '/readyz', { key: null })).status === 200);
  } finally {
    await http.stop();
    await redis.remove();
  }
});

it('a check that fails or never ends is an answer too: probes must not hang', async () => {
  const metrics = createMetrics({ version: '0.0.0' });
  const readyWith = async (readiness: () => Promise<never>) => {
    const app = healthRoutes(
      { pager: { readiness, preview: false }, metrics, version: '0.0.0' },
      { answerWithinMs: 10 },
    );
    const answer = await app.request('/readyz');
    return [answer.status, (await readinessOf(answer)).checks[0]];
  };
  expect(await readyWith(() => new Promise(() => undefined))).toEqual([
    503,
    { name: 'pager', ok: false, detail: 'its own checks do not end' },
  ]);
  expect(await readyWith(() => Promise.reject(new Error('no route to host')))).toEqual([
    503,
    { name: 'pager', ok: false, detail: 'no route to host' },
  ]);
});
