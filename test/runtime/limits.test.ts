import { afterEach, describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { orders } from '../harness/order-machine.ts';
import { type Runtimes, startRuntimes } from '../harness/runtimes.ts';

const runs: Runtimes[] = [];
const start = async (...args: Parameters<typeof startRuntimes>) => {
  const run = await startRuntimes(...args);
  runs.push(run);
  return run;
};
afterEach(async () => {
  await Promise.all(runs.splice(0).map((run) => run.stop()));
});
const codes = (replies: object[]) => replies.map((reply) => ('refused' in reply ? reply.refused : 'answered'));

describe('a mailbox', () => {
  it('Given more events for one actor than it holds, when they come at once, then the rest is refused, and a timer that is due is not', async () => {
    const run = await start();
    await run.send('order/a', { type: 'place' });
    run.moveClock(61_000);
    const sent = Array.from({ length: 1_500 }, () => run.send('order/a', { type: 'count' }));
    const woken = run.wake();
    const replies = codes(await Promise.all(sent));
    await woken;
    expect(replies.filter((code) => code === 'answered')).toHaveLength(1_000);
    expect(replies.filter((code) => code === 'overloaded')).toHaveLength(500);
    expect(await run.context('order/a')).toMatchObject({ counted: 1_000 });
    expect(await run.state('order/a')).toBe('cancelled');
  });
});

describe('an idempotency key', () => {
  const key = { idempotency: { hash: 'k1', bodyHash: 'x' } };

  it('Given a request that is under way, when it is sent again, then the second is told so, and the event counts once', async () => {
    const run = await start();
    const replies = await Promise.all([
      run.send('order/a', { type: 'count' }, key),
      run.send('order/a', { type: 'count' }, key),
    ]);
    expect(codes(replies)).toEqual(['answered', 'idempotency_in_progress']);
    expect(await run.context('order/a')).toMatchObject({ counted: 1 });
  });

  it('Given the same request on two nodes at the same moment, when both commit, then one is answered from the other', async () => {
    const run = await start({ nodes: 2 });
    const replies = await Promise.all([0, 1].map((node) => run.on(node).send('order/a', { type: 'count' }, key)));
    expect(replies.map((reply) => 'replayed' in reply && reply.replayed).sort()).toEqual([false, true]);
    expect(await run.context('order/a')).toMatchObject({ counted: 1 });
  });

  it('Given as many keys as a partition keeps, when another comes, then it is refused, and events without one are not', async () => {
    const run = await start();
    const { redis, keys, store } = run.on(0);
    const index = keys.partitionOf('order/a').idemIndex;
    for (let from = 0; from < 100_000; from += 10_000) {
      const members = Array.from({ length: 10_000 }, (_, i) => [String(store.now() + 3_600_000), `key-${from + i}`]);
      await redis.zadd(index, ...members.flat());
    }
    const replies = await Promise.all([
      run.send('order/a', { type: 'count' }, key),
      run.send('order/a', { type: 'count' }),
    ]);
    expect(codes(replies)).toEqual(['idempotency_full', 'answered']);
    // An hour later their time is over.
    run.moveClock(2 * 3_600_000);
    expect(codes([await run.send('order/a', { type: 'count' }, key)])).toEqual(['answered']);
  });
});

describe('a timer that the chart does not take', () => {
  it('Given a release that forgot a timer of the one before, when it is due, then that is an alarm, once, and the actor goes on', async () => {
    const before = await start();
    await before.send('order/a', { type: 'place' });
    const machine = setup({ types: {} as { events: { type: string } } }).createMachine({
      id: 'order',
      initial: 'none',
      states: { none: {}, placed: {} },
    });
    const definition = { ...orders, machine, step: (input: never) => ({ ...orders.step(input), answer: null }) };
    const now = await start({ prefix: before.prefix, definition: definition as never });
    now.moveClock(61_000);
    while ((await now.wake()) > 0);
    expect(now.observed).toContainEqual(
      expect.objectContaining({
        type: 'timer_not_taken',
        actor: 'order/a',
        event: 'xstate.after.payment.order.placed',
      }),
    );
    expect(now.count('timer_not_taken')).toBe(1);
    expect(await now.agenda()).toEqual([]);
  });
});

describe('an attempt’s token', () => {
  it('Given an attempt under way, when the same node finds it again, then it is refused, and only the attempt itself can end it, once', async () => {
    let end: () => void = () => undefined;
    const run = await start({
      parcels: {
        attempt: () =>
          new Promise((resolve) => {
            end = () => resolve({ state: 'accepted' });
          }),
      },
    });
    await run.send('order/a', { type: 'place' });
    await run.send('order/a', { type: 'pay' });
    const { store, keys } = run.on(0);
    const partition = keys.partitionOf('order/a');
    const [id = ''] = (await run.agenda()).map((member) => member.slice('D|'.length));
    const finish = (token: string) =>
      store.finish(partition, {
        id,
        token,
        state: 'failed',
        fields: {},
        retryInMs: null,
        timeline: null,
        feedLine: '{}',
        message: null,
      });
    expect(await store.begin(partition, id, 'another', 1_000)).toEqual({ status: 'leased' });
    expect(await finish('another')).toBe('lost');
    end();
    await run.settled();
    expect(await finish('another')).toBe('final');
    expect(await store.begin(partition, id, 'another', 1_000)).toEqual({ status: 'final' });
    expect(await store.begin(partition, 'never-was', 'another', 1_000)).toEqual({ status: 'gone' });
  });
});

it('Given an observer that throws, when an event is committed, then it is answered, and its orders are carried out', async () => {
  const run = await start();
  run.observed.push = () => {
    throw new Error('no metric is called that');
  };
  expect(await run.send('order/a', { type: 'place' })).toMatchObject({ answer: { state: 'placed' } });
  expect(await run.send('order/a', { type: 'pay' })).toMatchObject({ answer: { state: 'paid' } });
  await run.settled();
  expect(run.parcels).toHaveLength(1);
  expect(await run.agenda()).toEqual([]);
});
