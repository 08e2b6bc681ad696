import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AttemptContext } from '../../src/runtime/delivery-handler.ts';
import type { AttemptOutcome } from '../../src/runtime/delivery-outcome.ts';
import { StoreUnavailable } from '../../src/runtime/store-errors.ts';
import { type Parcel, type Runtimes, startRuntimes } from '../harness/runtimes.ts';
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

/** A node takes nothing by itself, until the test lets it. */
function holdBack(run: Runtimes, index: number): { letGo(): void } {
  const { store } = run.on(index);
  const take = store.take.bind(store);
  let isHeldBack = true;
  store.take = async (...args) =>
    isHeldBack ? { now: store.now(), due: [], next: null, left: [] } : await take(...args);
  return {
    letGo: () => {
      isHeldBack = false;
    },
  };
}

const claimed = async (run: Runtimes) => {
  const { redis, keys } = run.on(0);
  return (await Promise.all(keys.partitions.map(({ claims }) => redis.zrange(claims, '0', '-1')))).flat();
};

describe('what is due and a node did not get done', () => {
  it('Given a timer that a node took and could not commit, when a second has passed, then another commits it', async () => {
    const run = await start({ nodes: 2 });
    const other = holdBack(run, 1);
    await run.send('order/a', { type: 'place' });
    const { store } = run.on(0);
    let fail: (error: Error) => void = () => undefined;
    const commit = vi.spyOn(store, 'commit').mockReturnValue(
      new Promise((_, reject) => {
        fail = reject;
      }),
    );
    run.moveClock(61_000);
    const woken = run.on(0).wake();
    await until(() => commit.mock.calls.length === 1);
    other.letGo();
    run.moveClock(1_000);
    await run.on(1).wake();
    expect(await run.state('order/a')).toBe('cancelled');
    fail(new StoreUnavailable('as the test says'));
    await woken;
  });

  it('Given an overdue timer that a sweep took and could not commit, when 300 ms have passed, then another sweep commits it', async () => {
    const run = await start({ nodes: 2 });
    await run.send('order/a', { type: 'place' });
    await run.settled();
    await run.on(0).queues.timeouts.obliterate({ force: true });
    const { store } = run.on(0);
    let fail: (error: Error) => void = () => undefined;
    const commit = vi.spyOn(store, 'commit').mockReturnValue(
      new Promise((_, reject) => {
        fail = reject;
      }),
    );
    run.moveClock(61_000);
    const swept = run.on(0).sweep();
    await until(() => commit.mock.calls.length === 1);
    run.moveClock(300);
    await run.on(1).sweep();
    expect(await run.state('order/a')).toBe('cancelled');
    fail(new StoreUnavailable('as the test says'));
    await swept;
  });

  it('Given a timer that nobody was woken for, when it is overdue by a second, then a sweep takes it, and not before', async () => {
    const run = await start();
    await run.send('order/a', { type: 'place' });
    await run.settled();
    await run.on(0).queues.timeouts.obliterate({ force: true });
    run.moveClock(60_100);
    await run.on(0).sweep();
    expect(await run.state('order/a')).toBe('placed');
    run.moveClock(900);
    await run.on(0).sweep();
    expect(await run.state('order/a')).toBe('cancelled');
  });
});

describe('a node whose slots are all taken', () => {
  /** On both nodes there is room for one parcel; the first order's never arrives, the second's is due again. */
  async function givenAStuckNode() {
    const attempts: string[] = [];
    let release: (outcome: AttemptOutcome) => void = () => undefined;
    const stuck = new Promise<AttemptOutcome>((resolve) => {
      release = resolve;
    });
    const attempt = async ({ payload: { order = '' } }: Parcel): Promise<AttemptOutcome> => {
      attempts.push(order);
      if (order === 'stuck') return await stuck;
      return attempts.filter((other) => other === order).length > 1
        ? { state: 'accepted' }
        : { state: 'retry', reason: 'no van', unknown: false };
    };
    const run = await start({ nodes: 2, parcels: { concurrency: 1, attempt } });
    const other = holdBack(run, 1);
    await run.send('order/due', { type: 'place' });
    await run.send('order/due', { type: 'pay' });
    await run.settled();
    await run.send('order/stuck', { type: 'place' });
    await run.send('order/stuck', { type: 'pay' });
    await until(() => attempts.includes('stuck'));
    run.moveClock(4_000);
    return { run, other, attempts, release };
  }

  it('leaves what is due, unclaimed, to a node that has room', async () => {
    const { run, other, attempts, release } = await givenAStuckNode();
    expect(await run.on(0).wake()).toBe(0);
    expect(await claimed(run)).toEqual([]);
    other.letGo();
    await run.on(1).wake();
    await run.on(1).settled();
    expect(attempts).toEqual(['due', 'stuck', 'due']);
    release({ state: 'accepted' });
  });

  it('attempts it itself as soon as a slot is free', async () => {
    const { run, attempts, release } = await givenAStuckNode();
    expect(await run.on(0).wake()).toBe(0);
    release({ state: 'accepted' });
    await until(() => attempts.length === 3);
    expect(attempts).toEqual(['due', 'stuck', 'due']);
  });

  it('takes no more of a partition than it has room for', async () => {
    const begun: string[] = [];
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let isDue = false;
    const attempt = async ({ id }: Parcel): Promise<AttemptOutcome> => {
      if (!isDue) return { state: 'retry', reason: 'no van', unknown: false };
      begun.push(id);
      await gate;
      return { state: 'accepted' };
    };
    const run = await start({ nodes: 2, parcels: { concurrency: 3, attempt } });
    holdBack(run, 1);
    await run.send('order/a', { type: 'place' });
    await run.send('order/a', { type: 'pay', parcels: 90 } as never);
    await run.settled();
    isDue = true;
    run.moveClock(4_000);
    await run.on(0).wake();
    await until(() => begun.length === 3);
    expect(await claimed(run)).toEqual([]);
    open();
    // The others follow as the slots are free again, not with one sweep after the other.
    await until(() => begun.length === 90, { withinMs: 20_000 });
    expect(new Set(begun).size).toBe(90);
  });
});

describe('an attempt that was held up', () => {
  /** Sleeps in the middle of its attempt, longer than its lease, before it asks; another node does `meanwhile`. */
  async function givenASleeper(meanwhile: (run: Runtimes) => Promise<unknown>, outcome: AttemptOutcome) {
    const sent: string[] = [];
    let isAsleep = false;
    const attempt = async ({ id }: Parcel, { stillHeld }: AttemptContext): Promise<AttemptOutcome> => {
      if (!isAsleep) {
        isAsleep = true;
        const real = performance.now.bind(performance);
        vi.spyOn(performance, 'now').mockImplementation(() => real() + 10_000);
        run.moveClock(10_000);
        await meanwhile(run);
      }
      if (!(await stillHeld())) return { state: 'notHeld' };
      sent.push(id);
      return outcome;
    };
    const run = await start({ nodes: 2, parcels: { attempt: attempt as never } });
    await run.send('order/a', { type: 'place' });
    await run.send('order/a', { type: 'pay' });
    await run.settled();
    return { run, sent };
  }
  const outcomes = async (run: Runtimes) =>
    (await run.timeline('order/a', 'a')).filter((line) => 'delivery' in (line as object));

  it('sends nothing when another has sent it meanwhile, and records nothing', async () => {
    const { run, sent } = await givenASleeper(
      async (run) => {
        await run.on(1).wake();
        await run.on(1).settled();
      },
      { state: 'accepted' },
    );
    expect(sent).toHaveLength(1);
    expect(await outcomes(run)).toMatchObject([{ state: 'accepted', tries: 2 }]);
    expect(await run.agenda()).toEqual([]);
  });

  it('sends nothing when the order has moved on meanwhile, and that is recorded', async () => {
    const { run, sent } = await givenASleeper((run) => run.on(1).send('order/a', { type: 'place' }), {
      state: 'accepted',
    });
    expect(sent).toEqual([]);
    expect(await outcomes(run)).toMatchObject([{ state: 'superseded' }]);
  });

  it('sends it when it is still its own, once', async () => {
    const { run, sent } = await givenASleeper(() => Promise.resolve(), { state: 'accepted' });
    expect(sent).toHaveLength(1);
    expect(await outcomes(run)).toMatchObject([{ state: 'accepted', tries: 1 }]);
  });

  it('sends nothing once its time is over: it was recorded as unknown', async () => {
    const asked: boolean[] = [];
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const run = await start({
      parcels: {
        attemptLimitMs: 50,
        attempt: async (_, { signal, stillHeld }) => {
          await new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
          asked.push(await stillHeld());
          end();
          return { state: 'notHeld' };
        },
      },
    });
    await run.send('order/a', { type: 'place' });
    await run.send('order/a', { type: 'pay' });
    await ended;
    expect(asked).toEqual([false]);
  });
});
