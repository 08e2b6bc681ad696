import { afterEach, describe, expect, it } from 'vitest';
import { type Runtimes, startRuntimes } from '../harness/runtimes.ts';
import { until } from '../harness/until.ts';

const runs: Runtimes[] = [];
const start = async (...args: Parameters<typeof startRuntimes>) => {
  const run = await startRuntimes(...args);
  runs.push(run);
  return run;
};
afterEach(async () => {
  await Promise.all(runs.splice(0).map((run) => run.stop()));
});

/** The clock that Redis has: then BullMQ's workers, the sweeper and the agenda all go by real time. */
const REAL_TIME = { clock: { now: () => Date.now(), redisShift: () => 0 } };

describe('wake-ups are projections of the agenda', () => {
  it('Given a timer, when its queue is obliterated, then it fires all the same', async () => {
    const run = await start(REAL_TIME);
    await run.send('order/a', { type: 'place', withinMs: 1_000 } as never);
    await run.settled();
    await run.on(0).queues.timeouts.obliterate({ force: true });
    await until(async () => (await run.state('order/a')) === 'cancelled');
    expect(run.count('timer_committed')).toBe(1);
  });

  it('Given a paused queue, when timers and retries fall due, then the sweeper takes them, and health says that it is paused', async () => {
    const run = await start(REAL_TIME);
    run.answerParcels({ state: 'retry', reason: 'no van', afterMs: 500, unknown: false });
    await run.send('order/a', { type: 'place', withinMs: 1_000 } as never);
    await run.send('order/b', { type: 'place' });
    await Promise.all(Object.values(run.on(0).queues).map((queue) => queue.pause()));
    await run.send('order/b', { type: 'pay' });
    await until(() => run.parcels.length === 1);
    run.answerParcels({ state: 'accepted' });
    await until(async () => (await run.state('order/a')) === 'cancelled');
    await until(() => run.parcels.filter(({ payload }) => payload.what === 'ship').length === 2);
    expect(await run.on(0).health()).toMatchObject({ queuesPaused: true });
    expect(run.count('sweep_found')).toBeGreaterThan(0);
  });

  it('Given timers that are due later, when somebody promotes all their jobs, then none fires, and the jobs are put back', async () => {
    const run = await start();
    for (const id of ['a', 'b', 'c']) await run.send(`order/${id}`, { type: 'place' });
    await run.settled();
    const { timeouts } = run.on(0).queues;
    await timeouts.promoteJobs();
    await until(() => run.count('early_wake_up') === 3);
    await until(async () => (await timeouts.getDelayedCount()) === 3);
    expect(await run.state('order/a')).toBe('placed');
    await run.advance(61_000);
    expect(await run.state('order/a')).toBe('cancelled');
  });

  it('Given a wake-up of a timer that is gone, when it comes, then nothing changes and nothing fails', async () => {
    const run = await start();
    await run.send('order/a', { type: 'place' });
    await run.settled();
    const { timeouts } = run.on(0).queues;
    const [job] = await timeouts.getDelayed();
    await run.send('order/a', { type: 'pay' });
    await run.settled();
    expect(await timeouts.getDelayedCount()).toBe(0);
    await timeouts.add(job?.name ?? '', job?.data, { jobId: 'stale', delay: 0 });
    await until(() => run.count('early_wake_up') === 1);
    expect(await run.state('order/a')).toBe('paid');
    expect(await timeouts.getFailedCount()).toBe(0);
  });

  it('Given a wake-up whose workers were killed in the middle of it again and again, when a node starts, then it is taken up, and no job has failed', async () => {
    const run = await start();
    await run.send('order/a', { type: 'place' });
    await run.settled();
    const { keys, redis, queues } = run.on(0);
    const [job] = await queues.timeouts.getDelayed();
    const id = job?.id ?? '';
    const key = (name: string) => `${keys.queuePrefix}:timeouts:${name}`;
    // As BullMQ keeps it: under way, with nobody's lock on it, and known to have stalled.
    await redis.hset(key(id), 'stc', 5);
    await redis.zrem(key('delayed'), id);
    await redis.lpush(key('active'), id);
    await redis.eval("return redis.call('SADD', KEYS[1], ARGV[1])", 1, key('stalled'), id);
    await redis.del(key('stalled-check'));
    await run.startNode();
    await until(() => run.count('early_wake_up') === 1);
    await until(async () => (await queues.timeouts.getDelayedCount()) === 1);
    expect(await queues.timeouts.getFailedCount()).toBe(0);
    await run.advance(61_000);
    expect(await run.state('order/a')).toBe('cancelled');
  });

  it('Given a timer of a lost record, when it is due, then it is counted as stale and leaves the agenda', async () => {
    const run = await start();
    await run.send('order/a', { type: 'place' });
    await run.on(0).redis.del(run.on(0).keys.partitionOf('order/a').actor('order/a'));
    await run.advance(61_000);
    // The sweeper may have it in its hands.
    await until(async () => (await run.agenda()).length === 0);
    expect(run.count('stale_timer')).toBe(1);
  });

  it('Given an id with every character that a job may not have, when its timer is set beside others, then all have their jobs', async () => {
    const run = await start();
    const ids = ['a:b:c:d', '42', 'x.y_z-1', '~'];
    await Promise.all(ids.map((id) => run.send(`order/${id}`, { type: 'place' })));
    await run.settled();
    expect(await run.on(0).queues.timeouts.getDelayedCount()).toBe(ids.length);
    await run.advance(61_000);
    expect(await Promise.all(ids.map((id) => run.state(`order/${id}`)))).toEqual(ids.map(() => 'cancelled'));
  });

  it('Given queues that lost everything, when a node starts, then the wake-ups of timers and retries are there again', async () => {
    const run = await start();
    run.answerParcels({ state: 'retry', reason: 'no van', unknown: false });
    await run.send('order/a', { type: 'place' });
    await run.send('order/b', { type: 'place' });
    await run.send('order/b', { type: 'pay' });
    await run.settled();
    const { timeouts, notifications } = run.on(0).queues;
    await Promise.all([timeouts.obliterate({ force: true }), notifications.obliterate({ force: true })]);
    await run.startNode();
    await until(async () => (await timeouts.getDelayedCount()) === 1);
    await until(async () => (await notifications.getDelayedCount()) === 1);
  });

  it('Given 5,000 timers behind thousands that are in somebody’s hands, when they are due, then they fire', async () => {
    const run = await start();
    const { keys, redis, store } = run.on(0);
    await run.send('order/a', { type: 'place' });
    const partition = keys.partitionOf('order/a');
    const ahead = Array.from({ length: 5_000 }, (_, i) => `T|order/none-${i}|x.0`);
    await redis.zadd(partition.agenda, ...ahead.flatMap((member) => ['1', member]));
    await redis.zadd(partition.claims, ...ahead.flatMap((member) => [String(store.now() + 900_000), member]));
    await run.advance(61_000);
    expect(await run.state('order/a')).toBe('cancelled');
  });
});
