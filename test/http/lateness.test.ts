/** How late timers were is told of the last hour, of all nodes together. */
import { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLateness } from '../../src/pager/lateness.ts';
import { createKeyspace } from '../../src/runtime/keys.ts';
import { startHttp } from '../harness/http.ts';
import { testRedisUrl } from '../harness/test-redis.ts';

const HOUR = 3_600_000;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let redis: Redis;
let prefix: string;
let now: number;
beforeEach(() => {
  redis = new Redis(testRedisUrl());
  prefix = `t${nanoid(8)}`;
  now = 1_800_000_000_000;
});
afterEach(() => redis.disconnect());
const node = () => createLateness({ redis, keys: createKeyspace(prefix), now: () => now, log });

test('where none fired there is nothing to tell', async () => {
  expect(await node().read()).toEqual({ count: 0, medianMs: null, p99Ms: null, worstMs: null });
});

test('of two nodes the worst is exact, and the others are right to 5 %', async () => {
  const [one, other] = [node(), node()];
  for (let ms = 1; ms <= 100; ms++) (ms % 2 ? one : other).fired(ms * 10);
  await other.stop();
  const { count, medianMs, p99Ms, worstMs } = await one.read();
  expect([count, worstMs]).toEqual([100, 1_000]);
  expect(Math.abs((medianMs ?? 0) - 500)).toBeLessThanOrEqual(25);
  expect(Math.abs((p99Ms ?? 0) - 990)).toBeLessThanOrEqual(50);
});

test('what is read twice is counted once, and forgotten after an hour', async () => {
  const one = node();
  one.fired(-3);
  expect((await one.read()).count).toBe(1);
  expect(await one.read()).toEqual({ count: 1, medianMs: 0, p99Ms: 0, worstMs: 0 });
  now += HOUR;
  expect((await one.read()).count).toBe(0);
});

test('a timer that fires is counted', async () => {
  const pager = await startHttp();
  try {
    await pager.given(['db'], [['ana@example.com'], ['marc@example.com']]);
    await pager.post('/v1/services/db/alert', { summary: 'x' });
    await pager.passes('16m');
    const { json } = await pager.get('/v1/timers/lateness');
    expect(json.count).toBe(1);
    expect(json.worstMs).toBeGreaterThanOrEqual(60_000);
  } finally {
    await pager.stop();
  }
});
