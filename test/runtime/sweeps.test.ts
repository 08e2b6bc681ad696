/** When sweeps come: each second, and sooner after one that could not see to everything. Nothing but the clock decides it, so it is the test's. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createAgenda } from '../../src/runtime/agenda.ts';
import { StoreUnavailable } from '../../src/runtime/store-errors.ts';
import type { Taken } from '../../src/runtime/take-due.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const NOTHING: Taken = { now: 0, due: [], next: null, left: [] };
const TIMER: Taken = { ...NOTHING, due: [{ member: 'T|order/a|c.0', dueAt: 0 }] };

/** A sweeper of one partition, with what each of its sweeps meets, in order; then there is nothing any more. */
function given(meets: { take?: () => Promise<Taken>; lookAhead?: () => Promise<void>; fired?: object }[]) {
  let sweeps = 0;
  const current = () => meets[sweeps - 1] ?? {};
  const agenda = createAgenda({
    store: {
      keys: { partitions: [{}] },
      beat: async () => {
        sweeps++;
      },
      take: () => current().take?.() ?? Promise.resolve(NOTHING),
    } as never,
    host: { fire: async () => current().fired ?? { answer: null, replayed: false } } as never,
    deliveries: { room: () => ({}) } as never,
    lookAhead: () => current().lookAhead?.() ?? Promise.resolve(),
    observe: () => undefined,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  agenda.start();
  return {
    agenda,
    /** How many have begun once that much time has passed. */
    async sweepsAfter(ms: number): Promise<number> {
      await vi.advanceTimersByTimeAsync(ms);
      return sweeps;
    },
  };
}
const away = () => Promise.reject(new StoreUnavailable('Redis is away'));

it('a sweep comes each second', async () => {
  const { agenda, sweepsAfter } = given([]);
  expect(await sweepsAfter(999)).toBe(0);
  expect(await sweepsAfter(1)).toBe(1);
  expect(await sweepsAfter(999)).toBe(1);
  expect(await sweepsAfter(1)).toBe(2);
  await agenda.stop();
});

it.each([
  ['that could not look at a partition', { take: away }],
  ['that could not look ahead', { lookAhead: away }],
  [
    'whose timer nobody could commit',
    { take: async () => TIMER, fired: { refused: 'store_unavailable', detail: 'Redis is away' } },
  ],
])('after one %s, the next comes after 300 ms, and then it is each second again', async (_, meets) => {
  const { agenda, sweepsAfter } = given([meets]);
  expect(await sweepsAfter(1_000)).toBe(1);
  expect(await sweepsAfter(299)).toBe(1);
  expect(await sweepsAfter(1)).toBe(2);
  expect(await sweepsAfter(999)).toBe(2);
  expect(await sweepsAfter(1)).toBe(3);
  await agenda.stop();
});

it('one that failed says for how long nothing was swept', async () => {
  const { agenda, sweepsAfter } = given([{}, { take: away }, { take: away }]);
  await sweepsAfter(1_000);
  const before = agenda.sweepAgeMs();
  await sweepsAfter(1_300);
  expect(agenda.sweepAgeMs() - before).toBeGreaterThanOrEqual(1_000);
  await agenda.stop();
});
