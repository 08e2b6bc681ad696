import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRedisClock } from '../../src/runtime/redis-clock.ts';
import { type Runtimes, startRuntimes } from '../harness/runtimes.ts';
import { until } from '../harness/until.ts';

const runs: Runtimes[] = [];
const start = async (...args: Parameters<typeof startRuntimes>) => {
  const run = await startRuntimes(...args);
  runs.push(run);
  return run;
};
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(runs.splice(0).map((run) => run.stop()));
});

describe("a node's clock", () => {
  it.each([
    ['jumps two seconds ahead', 2_000],
    ['falls two seconds back', -2_000],
  ])(
    'Given a node whose clock %s, when events come, then they are committed, stamped by Redis’ clock',
    async (_, byMs) => {
      let jumpMs = 0;
      const run = await start({ clock: { now: () => Date.now() + jumpMs, redisShift: () => 0 } });
      await run.send('order/a', { type: 'place' });
      jumpMs = byMs;
      const before = Date.now();
      expect(await run.send('order/a', { type: 'count' })).toMatchObject({ answer: { counted: 1 } });
      const [, line] = (await run.timeline('order/a', 'a')) as { at: number }[];
      // Redis and this test run by one machine's clock.
      expect(line?.at).toBeGreaterThan(before - 1_500);
      expect(line?.at).toBeLessThan(Date.now() + 1_500);
      jumpMs = 0;
      expect(await run.send('order/a', { type: 'count' })).toMatchObject({ answer: { counted: 2 } });
    },
  );

  it.each([
    ['fast', 2_000],
    ['slow', -2_000],
  ])(
    'Given a worker whose clock is two seconds %s, when a timer is set, then it fires, and not before it is due',
    async (_, offMs) => {
      const real = Date.now.bind(Date);
      vi.spyOn(Date, 'now').mockImplementation(() => real() + offMs);
      const run = await start({ clock: { now: () => real() + offMs, redisShift: () => 0 } });
      await run.send('order/a', { type: 'place', withinMs: 1_000 } as never);
      await until(async () => (await run.state('order/a')) === 'cancelled');
      const [placed, cancelled] = (await run.timeline('order/a', 'a')) as { at: number }[];
      expect((cancelled?.at ?? 0) - (placed?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
      expect(run.count('timer_committed')).toBe(1);
    },
  );

  it('is corrected by what an answer proves, and no further', () => {
    let now = 10_000;
    const clock = createRedisClock({ now: () => now, redisShift: () => 0 });
    // An answer that came at once proves the offset exactly.
    clock.ask().answered(10_700);
    expect(clock.now()).toBe(10_700);
    // The clock is set back while nobody asks: the next answer shows it.
    now = 5_000;
    clock.ask().answered(10_800);
    expect(clock.now()).toBe(10_800);
  });

  it('is left alone by an answer that was only slow', async () => {
    const clock = createRedisClock({ now: () => Date.now(), redisShift: () => 0 });
    const asked = clock.ask();
    const redisNow = Date.now();
    await until(() => Date.now() - redisNow > 50);
    asked.answered(redisNow);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThanOrEqual(5);
  });
});
