import { afterEach, describe, expect, it } from 'vitest';
import { assign, emit, setup } from 'xstate';
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
const keyOf = (run: Runtimes, address: string) => run.on(0).keys.partitionOf(address).actor(address);

describe('a stored record that cannot be read', () => {
  it.each([
    ['is no record', 'garbage'],
    ['names a state that is unknown', 'abcdefghijklmnop\nx\n{"s":1,"v":1,"value":"lost","context":{},"timers":{}}'],
    ['is cut off', 'abcdefghijklmnop\nx\n{"s":1,"v":1,"val'],
  ])(
    'Given one that %s, when events come, then that actor is refused, told of, kept as it is, and others work',
    async (_, broken) => {
      const run = await start();
      await run.on(0).redis.set(keyOf(run, 'order/a'), broken);
      expect(await run.send('order/a', { type: 'count' })).toMatchObject({ refused: 'record_unreadable' });
      expect(run.observed).toContainEqual(expect.objectContaining({ type: 'unreadable_record', actor: 'order/a' }));
      expect(await run.on(0).redis.get(keyOf(run, 'order/a'))).toBe(broken);
      expect(await run.send('order/b', { type: 'count' })).toMatchObject({ answer: { counted: 1 } });
    },
  );

  it('Given one with an armed timer, when it is due, then it is tried once a minute, and fires as soon as the record is repaired', async () => {
    const run = await start();
    await run.send('order/a', { type: 'place' });
    await run.send('order/b', { type: 'place' });
    const whole = (await run.on(0).redis.get(keyOf(run, 'order/a'))) ?? '';
    await run.on(0).redis.set(keyOf(run, 'order/a'), 'garbage');
    // Nothing of it is in this node's memory any more.
    await run.startNode();
    const second = run.on(1);
    run.moveClock(61_000);
    for (let i = 0; i < 5; i++) {
      await second.wake();
      run.moveClock(10_000);
    }
    expect(run.count('unreadable_record')).toBe(1);
    expect(await run.state('order/b')).toBe('cancelled');
    run.moveClock(61_000);
    await second.wake();
    expect(run.count('unreadable_record')).toBe(2);

    await run.on(0).redis.set(keyOf(run, 'order/a'), whole);
    run.moveClock(61_000);
    await second.wake();
    expect(await run.state('order/a')).toBe('cancelled');
  });

  it('Given one of a newer release, in whatever form, when events come, then they are refused as such and the node says so', async () => {
    const run = await start();
    await run.on(0).redis.set(keyOf(run, 'order/a'), 'abcdefghijklmnop\nx\n{"s":2,"v":9,"everything":"is different"}');
    expect(await run.on(0).health()).toMatchObject({ newerRecords: 0 });
    expect(await run.send('order/a', { type: 'count' })).toMatchObject({ refused: 'record_newer' });
    expect(await run.on(0).health()).toMatchObject({ newerRecords: 1 });
    expect(await run.send('order/b', { type: 'count' })).toMatchObject({ answer: { counted: 1 } });
  });
});

describe('a delivery of an actor whose record broke', () => {
  it.each([
    ['is garbage', (run: Runtimes) => run.on(0).redis.set(keyOf(run, 'order/a'), 'garbage')],
    [
      'is another kind of value',
      async (run: Runtimes) => {
        await run.on(0).redis.del(keyOf(run, 'order/a'));
        await run.on(0).redis.hset(keyOf(run, 'order/a'), 'a', 'hash');
      },
    ],
  ])(
    'Given a record that %s, when its next attempt is due, then it is made: nobody can say that it is out of date',
    async (_, breakIt) => {
      const run = await start();
      run.answerParcels({ state: 'retry', reason: 'no van', unknown: false });
      await run.send('order/a', { type: 'place' });
      await run.send('order/a', { type: 'pay' });
      await run.settled();
      await breakIt(run);
      run.answerParcels({ state: 'accepted' });
      await run.advance(10_000);
      expect(run.parcels).toHaveLength(2);
      expect(run.observed).toContainEqual(expect.objectContaining({ type: 'delivery', state: 'accepted' }));
    },
  );
});

describe('keys that hold another kind of value', () => {
  it('Given an actor’s key, when an event comes, then that actor is unreadable and others work', async () => {
    const run = await start();
    await run.on(0).redis.hset(keyOf(run, 'order/a'), 'a', 'hash');
    expect(await run.send('order/a', { type: 'count' })).toMatchObject({ refused: 'record_unreadable' });
    expect(await run.send('order/b', { type: 'count' })).toMatchObject({ answer: { counted: 1 } });
  });

  it('Given a timeline’s key, when an event would write to it, then nothing of the commit is written', async () => {
    const run = await start();
    await run.on(0).redis.set(run.on(0).keys.partitionOf('order/a').timeline('a'), 'no list');
    expect(await run.send('order/a', { type: 'place' })).toMatchObject({ refused: 'record_unreadable' });
    expect(await run.on(0).redis.exists(keyOf(run, 'order/a'))).toBe(0);
    expect(await run.agenda()).toEqual([]);
  });

  it('Given a timeline’s key that broke later, when a parcel was sent, then that is recorded, and it is not sent again', async () => {
    const run = await start();
    const { keys, redis } = run.on(0);
    run.answerParcels({ state: 'retry', reason: 'no van', unknown: false });
    await run.send('order/a', { type: 'place' });
    await run.send('order/a', { type: 'pay' });
    await run.settled();
    await redis.del(keys.partitionOf('order/a').timeline('a'));
    await redis.set(keys.partitionOf('order/a').timeline('a'), 'no list');
    run.answerParcels({ state: 'accepted' });
    await run.advance(10_000);
    await run.advance(60_000);
    expect(run.parcels).toHaveLength(2);
    expect(await run.agenda()).toEqual([]);
    expect(run.observed).toContainEqual(expect.objectContaining({ type: 'delivery', state: 'accepted' }));
  });

  it('Given a delivery’s key, when it stands in the agenda, then everything behind it is done all the same', async () => {
    const run = await start();
    const { keys, redis } = run.on(0);
    await run.send('order/a', { type: 'place' });
    const partition = keys.partitionOf('order/a');
    await redis.set(partition.delivery('bad'), 'no hash');
    await redis.zadd(partition.agenda, 1, 'D|bad');
    await run.advance(61_000);
    expect(await run.state('order/a')).toBe('cancelled');
  });
});

describe('a record of the release before', () => {
  it('Given an armed timer of a state that was renamed, when it is due, then it fires in the new one', async () => {
    const before = await start();
    await before.send('order/a', { type: 'count' });
    await before.send('order/a', { type: 'place' });
    const now = await start({ prefix: before.prefix, definition: nextRelease as never });
    expect(await now.state('order/a')).toBe('awaitingPayment');
    now.moveClock(61_000);
    await now.on(0).wake();
    expect(await now.state('order/a')).toBe('cancelled');
    expect(await now.context('order/a')).toEqual({ tally: 1 });
    expect(now.count('stale_timer') + now.count('timer_not_taken')).toBe(0);
    // What it wrote is newer than the release before can read.
    expect(await before.send('order/a', { type: 'count' })).toMatchObject({ refused: 'record_newer' });
  });
});

const nextMachine = setup({
  types: {} as { context: { tally: number }; events: { type: string }; emitted: { type: 'remind' } },
  delays: { payment: 60_000 },
  actions: { count: assign({ tally: ({ context }) => context.tally + 1 }), remind: emit({ type: 'remind' }) },
}).createMachine({
  id: 'order',
  context: { tally: 0 },
  initial: 'none',
  on: { count: { actions: 'count' } },
  states: {
    none: { on: { place: 'awaitingPayment' } },
    awaitingPayment: { after: { payment: { target: 'cancelled', actions: 'remind' } } },
    cancelled: {},
  },
});

/** The order of the next release: `placed` is called `awaitingPayment`, and the context is another one. */
const nextRelease = {
  ...orders,
  machine: nextMachine,
  schema: 2,
  step: (input: never) => ({ ...orders.step(input), answer: null }),
  upgrade({
    value,
    context,
    timers,
  }: {
    value: unknown;
    context: { counted: number };
    timers: Record<string, object>;
  }) {
    const renamed = (name: string) => name.replace('order.placed', 'order.awaitingPayment');
    return {
      value: value === 'placed' ? 'awaitingPayment' : value,
      context: { tally: context.counted },
      timers: Object.fromEntries(
        Object.entries(timers).map(([sendId, timer]) => [renamed(sendId), { ...timer, event: renamed(sendId) }]),
      ),
    };
  },
};
