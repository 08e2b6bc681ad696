import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AttemptOutcome } from '../../src/runtime/delivery-outcome.ts';
import { type Parcel, type Runtimes, startRuntimes } from '../harness/runtimes.ts';
import { testRedisUrl } from '../harness/test-redis.ts';
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

/** A parcel service that answers when the test says so. */
function parcelService() {
  const attempts: (Parcel & { answer: (outcome: AttemptOutcome) => void })[] = [];
  return {
    attempts,
    attempt: ({ id, payload }: Parcel) =>
      new Promise<AttemptOutcome>((answer) => {
        attempts.push({ id, payload, answer });
      }),
    answerAll: (state: 'accepted' = 'accepted') => {
      for (const { answer } of attempts) answer({ state });
    },
  };
}
const payFor = async (run: Runtimes, order: string, node = 0) => {
  await run.on(node).send(`order/${order}`, { type: 'place' });
  await run.on(node).send(`order/${order}`, { type: 'pay' });
};
/** This process sleeps for that long: its own monotonic clock shows it when it wakes. */
function sleepFor(ms: number) {
  const real = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => real() + ms);
}

describe('an attempt', () => {
  it('Given a service that answers after its limit, when it answers, then that is not heard: the attempt is recorded once, as unknown, and repeated under its id', async () => {
    const service = parcelService();
    const run = await start({ parcels: { attempt: service.attempt, attemptLimitMs: 100 } });
    await payFor(run, 'a');
    await until(async () => (await run.timeline('order/a', 'a')).length === 3);
    service.answerAll();
    await run.settled();
    run.moveClock(5_000);
    await run.wake();
    await until(() => service.attempts.length === 2);
    service.answerAll();
    await run.settled();
    expect(await run.timeline('order/a', 'a')).toMatchObject([
      { event: 'place' },
      { event: 'pay' },
      { state: 'pending', tries: 1, reason: 'no answer within 0.1 s' },
      { state: 'accepted', tries: 2 },
    ]);
    expect(new Set(service.attempts.map(({ id }) => id)).size).toBe(1);
    expect(run.observed.filter(({ type }) => type === 'repeated')).toMatchObject([{ cause: 'unknown_outcome' }]);
  });

  it('Given a delivery that waited in its lane until its lease was over, when another node has sent it meanwhile, then it is not sent again', async () => {
    const service = parcelService();
    const run = await start({ nodes: 2, parcels: { attempt: service.attempt, concurrency: 1 } });
    await payFor(run, 'a');
    await payFor(run, 'b');
    await until(() => service.attempts.length === 1);
    // The lane of node 0 is held by the first; the second waits past its lease, and node 1 takes it.
    run.moveClock(10_000);
    sleepFor(10_000);
    await run.on(1).wake();
    await until(() => service.attempts.length === 2);
    service.attempts[1]?.answer({ state: 'accepted' });
    await until(() => service.attempts.some(({ payload }) => payload.order === 'b'));
    service.answerAll();
    await run.settled();
    expect(service.attempts.filter(({ payload }) => payload.order === 'b')).toHaveLength(1);
    expect(await run.agenda()).toEqual([]);
  });

  it('Given a process that slept between its commit and the attempt, when it wakes and another node is at it, then it asks first and leaves it alone', async () => {
    const service = parcelService();
    const run = await start({ nodes: 2, parcels: { attempt: service.attempt } });
    await run.send('order/a', { type: 'place' });
    const { store } = run.on(0);
    const commit = store.commit.bind(store);
    // The answer to the commit is on its way while the process sleeps, and node 1 takes over.
    vi.spyOn(store, 'commit').mockImplementation(async (...asked) => {
      const reply = await commit(...asked);
      run.moveClock(10_000);
      sleepFor(10_000);
      await run.on(1).wake();
      await until(() => service.attempts.length === 1);
      return reply;
    });
    await run.send('order/a', { type: 'pay' });
    service.answerAll();
    await run.settled();
    expect(service.attempts).toHaveLength(1);
    expect(run.observed.filter(({ type }) => type === 'repeated')).toMatchObject([{ cause: 'node_lost' }]);
  });

  it('Given a node that another has not heard of yet, when the other is woken, then it leaves its deliveries alone', async () => {
    const service = parcelService();
    const run = await start({ parcels: { attempt: service.attempt } });
    // What the first node knows of others is as old as its last heartbeat.
    vi.spyOn(run.on(0).store, 'beat').mockResolvedValue();
    await run.startNode();
    await payFor(run, 'a', 1);
    await until(() => service.attempts.length === 1);
    await run.on(0).wake();
    await run.on(0).settled();
    expect(service.attempts).toHaveLength(1);
    service.answerAll();
    await run.settled();
  });

  it('Given a node that is gone without a word, when the others hear nothing of it any more, then one of them sends what it had begun', async () => {
    const service = parcelService();
    const real = { now: () => Date.now(), redisShift: () => 0 };
    const run = await start({ nodes: 2, clock: real, parcels: { attempt: service.attempt } });
    await payFor(run, 'a');
    await until(() => service.attempts.length === 1);
    run.cutOff(0);
    await until(() => service.attempts.length === 2);
    service.attempts[1]?.answer({ state: 'accepted' });
    await until(
      async () => (await run.on(1).load('order/a')).version === 2 && (await agendaSeenBy(run, 1)).length === 0,
    );
    expect(service.attempts[0]?.id).toBe(service.attempts[1]?.id);
    expect(run.observed.filter(({ type }) => type === 'repeated')).toMatchObject([{ cause: 'node_lost' }]);
  });

  it('Given a message that an actor cannot take now, when it can, then it gets it once', async () => {
    const run = await start();
    await payFor(run, 'b');
    run.answerParcels({ state: 'refused', reason: 'no such street' });
    const { keys } = run.on(0);
    await run.send('order/a', { type: 'place' });
    await run.send('order/a', { type: 'pay' });
    await until(async () => (await run.state('order/a')) === 'cancelled');
    await run.settled();
    expect(await run.agenda()).toEqual([]);
    // A message needs no record once its receiver has committed it.
    const redis = new Redis(testRedisUrl());
    const left = await redis.keys(`${keys.partitionOf('order/a').tag}:d:f~*`);
    redis.disconnect();
    expect(left).toEqual([]);
  });
});

describe('a stop in order', () => {
  it('Given one attempt under way and many that wait, when the node stops, then it ends what it began, and every parcel is sent once, by it or by another', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const sent: string[] = [];
    const run = await start({
      nodes: 2,
      parcels: {
        concurrency: 1,
        attempt: async ({ payload }) => {
          sent.push(payload.order ?? '');
          await gate;
          return { state: 'accepted' };
        },
      },
    });
    const orders = Array.from({ length: 30 }, (_, i) => `${i}`);
    await Promise.all(orders.map((order) => payFor(run, order)));
    await until(() => sent.length === 1);
    const stopped = run.stopNode(0);
    expect(await run.on(0).send('order/c', { type: 'place' })).toMatchObject({ refused: 'stopping' });
    open();
    await stopped;
    // Another hears that it is gone, and takes what it left.
    await until(async () => {
      await run.on(1).store.beat();
      await run.on(1).wake();
      return (await agendaSeenBy(run, 1)).length === 0;
    });
    expect(sent.sort()).toEqual(orders.sort());
  });
});

async function agendaSeenBy(run: Runtimes, node: number): Promise<string[]> {
  const { redis, keys } = run.on(node);
  return (await Promise.all(keys.partitions.map(({ agenda }) => redis.zrange(agenda, '0', '-1')))).flat();
}
