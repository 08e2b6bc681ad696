/** Timers that are set again and again, or armed in a storm: nobody is to be woken for them before they come near, and then somebody is. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Runtimes, startRuntimes } from '../harness/runtimes.ts';
import { until } from '../harness/until.ts';

const SECOND = 1_000;
const runs: Runtimes[] = [];
const start = async (...args: Parameters<typeof startRuntimes>) => {
  const run = await startRuntimes(...args);
  runs.push(run);
  return run;
};
afterEach(async () => {
  await Promise.all(runs.splice(0).map((run) => run.stop()));
});

/** An order that is paid within that time, or else cancelled; each extension sets that anew. */
async function place(run: Runtimes, address: string, { withinMs = 60 * SECOND, extended = 0 } = {}) {
  await run.send(address, { type: 'place', withinMs } as never);
  for (let i = 0; i < extended; i++) await run.send(address, { type: 'extend' });
  await run.settled();
}

/** The orders that somebody will be woken for, by node. */
async function wokenFor(run: Runtimes, node = 0): Promise<unknown[]> {
  const jobs = await run.on(node).queues.timeouts.getDelayed();
  return jobs.map(({ data }) => data.actor);
}

it('a timer that is set anew once has one wake-up, as every other', async () => {
  const run = await start();
  await place(run, 'order/a', { extended: 1 });
  expect(await wokenFor(run)).toEqual(['order/a']);
});

it('one that is set again and again has none while it is far off, and none is left of those before', async () => {
  const run = await start();
  await place(run, 'order/a', { extended: 5 });
  expect(await wokenFor(run)).toEqual([]);
  expect(await run.agenda()).toHaveLength(1);
});

it('when it comes near it gets one, and that wakes for it', async () => {
  const run = await start();
  await place(run, 'order/a', { extended: 5 });
  run.moveClock(52 * SECOND);
  await run.on(0).sweep();
  await run.settled();
  expect(await wokenFor(run)).toEqual(['order/a']);
  // Its time has come, for the clock and for the queue.
  run.moveClock(8 * SECOND);
  await run.on(0).queues.timeouts.promoteJobs();
  await until(async () => (await run.state('order/a')) === 'cancelled');
  expect(run.count('stale_timer')).toBe(0);
});

it('the node that armed it may be gone by then: another one sees to it', async () => {
  const run = await start({ nodes: 2 });
  await place(run, 'order/a', { extended: 3 });
  run.cutOff(0);
  run.moveClock(55 * SECOND);
  await run.on(1).sweep();
  await run.on(1).settled();
  expect(await wokenFor(run, 1)).toEqual(['order/a']);
});

it('a node that starts sees to it as well, also where it was due while there was none', async () => {
  const run = await start();
  await place(run, 'order/near', { withinMs: 61 * SECOND, extended: 3 });
  await place(run, 'order/over', { withinMs: 50 * SECOND, extended: 3 });
  await run.stopNode(0);
  run.moveClock(55 * SECOND);
  const node = await run.startNode();
  await until(async () => (await node.load('order/over')).snapshot.value === 'cancelled');
  await until(async () => (await wokenFor(run, 1)).includes('order/near'));
  expect((await node.load('order/near')).snapshot.value).toBe('placed');
});

it('one that is put off once more when it had come near leaves no wake-up behind', async () => {
  const run = await start();
  await place(run, 'order/a', { extended: 3 });
  run.moveClock(55 * SECOND);
  await run.on(0).sweep();
  await run.settled();
  expect(await wokenFor(run)).toEqual(['order/a']);
  await run.send('order/a', { type: 'extend' });
  await run.settled();
  expect(await wokenFor(run)).toEqual([]);
});

it('one that is due soon has its wake-up at once, however often it was set', async () => {
  const run = await start();
  await place(run, 'order/a', { withinMs: 15 * SECOND, extended: 5 });
  expect(await wokenFor(run)).toEqual(['order/a']);
});

it('one that ends and is armed again is a new one: it has its wake-up from the beginning', async () => {
  const run = await start();
  await place(run, 'order/a', { extended: 3 });
  await run.send('order/a', { type: 'pay' });
  await place(run, 'order/a');
  expect(await wokenFor(run)).toEqual(['order/a']);
});

it('of thousands that come near at the same moment, and more at the next, each gets its own', async () => {
  const run = await start();
  const { keys, redis, store, sweep } = run.on(0);
  await place(run, 'order/a', { extended: 3 });
  const partition = keys.partitionOf('order/a');
  const [member = ''] = (await run.agenda()).filter((each) => each.includes('order/a'));
  const dueAt = Number(await redis.zscore(partition.agenda, member));
  // Nobody knows these; they stand before it, most of them at one instant.
  const before = Array.from({ length: 2_500 }, (_, i) => [
    String(dueAt - 2 + (i % 5 === 0 ? 0 : 1)),
    `T|order/x${i}|none.0`,
  ]);
  await redis.zadd(partition.agenda, ...before.flat());
  run.moveClock(dueAt - store.now() - 8 * SECOND);
  await sweep();
  await run.settled();
  expect(await wokenFor(run)).toEqual(['order/a']);
});

describe('a storm', () => {
  const STORM = Array.from({ length: 400 }, (_, i) => `order/${i}`);
  /** All at once. */
  async function placeAll(run: Runtimes, withinMs = 60 * SECOND) {
    await Promise.all(STORM.map((address) => run.send(address, { type: 'place', withinMs } as never)));
    await run.settled();
  }

  it('leaves most of its timers until they are near, and then each has its wake-up', async () => {
    const run = await start({ nodes: 2 });
    await placeAll(run);
    const early = await wokenFor(run);
    expect(early.length).toBeGreaterThan(0);
    expect(early.length).toBeLessThan(STORM.length);
    expect((await run.agenda()).length).toBe(STORM.length);
    // Whoever is there by then sees to it.
    run.cutOff(0);
    run.moveClock(52 * SECOND);
    await run.on(1).sweep();
    await run.on(1).settled();
    expect(new Set(await wokenFor(run, 1))).toEqual(new Set(STORM));
    run.moveClock(8 * SECOND);
    await run.on(1).queues.timeouts.promoteJobs();
    await until(async () => {
      const states = await Promise.all(STORM.map(async (address) => (await run.on(1).load(address)).snapshot.value));
      return states.every((state) => state === 'cancelled');
    });
  });

  it('has those that are due soon woken for at once', async () => {
    const run = await start();
    await placeAll(run, 15 * SECOND);
    expect(new Set(await wokenFor(run))).toEqual(new Set(STORM));
    // No look of any node need see to them again.
    expect((await run.agenda()).filter((member) => member.endsWith('~~'))).toEqual([]);
  });

  it('is over when it is over: the next timer has its wake-up with its commit', async () => {
    const run = await start();
    await placeAll(run);
    let later = 0;
    await until(async () => {
      await place(run, `order/later${++later}`);
      return (await wokenFor(run)).includes(`order/later${later}`);
    });
  });
});
