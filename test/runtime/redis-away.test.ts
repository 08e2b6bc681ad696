import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RedisProcess, startRedis } from '../harness/redis-process.mjs';
import { type Runtimes, startRuntimes } from '../harness/runtimes.ts';
import { startTcpProxy } from '../harness/tcp-proxy.ts';
import { testRedisPort } from '../harness/test-redis.ts';
import { until } from '../harness/until.ts';

const REAL_TIME = { clock: { now: () => Date.now(), redisShift: () => 0 } };

describe('Given a Redis that is killed and started again', () => {
  let redis: RedisProcess;
  let run: Runtimes;
  beforeEach(async () => {
    redis = await startRedis();
    run = await startRuntimes({ redisUrl: redis.socket, nodes: 2, ...REAL_TIME });
  });
  afterEach(async () => {
    await run.stop();
    await redis.remove();
  });

  it('when timers and retries fall due meanwhile, then each fires once, and no event was answered as taken', async () => {
    const orders = Array.from({ length: 20 }, (_, i) => `order/late-${i}`);
    run.answerParcels({ state: 'retry', reason: 'no van', afterMs: 1_000, unknown: false });
    await run.send('order/retried', { type: 'place' });
    await run.send('order/retried', { type: 'pay' });
    await until(() => run.parcels.length === 1);
    await run.settled();
    await Promise.all(orders.map((address) => run.send(address, { type: 'place', withinMs: 1_000 } as never)));
    const dueAt = Date.now() + 1_000;
    await redis.end('SIGKILL');
    run.answerParcels({ state: 'accepted' });

    const reply = await run.send('order/refused', { type: 'count' });
    expect('refused' in reply && reply.refused).toMatch(/store_unavailable|outcome_unknown/);
    await until(() => Date.now() > dueAt);
    await redis.start();
    for (const address of orders) {
      await until(async () => (await run.state(address).catch(() => null)) === 'cancelled');
    }
    await until(() => run.parcels.filter(({ payload }) => payload.what === 'ship').length === 2);
    await run.settled();
    const reminded = run.parcels.filter(({ payload }) => payload.what === 'remind').map(({ payload }) => payload.order);
    expect(reminded.sort()).toEqual(orders.map((address) => address.slice('order/'.length)).sort());
    expect(run.count('timer_committed')).toBe(orders.length);
    expect(await run.send('order/refused', { type: 'count' })).toMatchObject({ answer: { counted: 1 } });
  });

  it('when it is gone while a parcel is on its way, then its outcome is recorded afterwards, and it is not sent again', async () => {
    await run.stop();
    let answer: () => void = () => undefined;
    run = await startRuntimes({
      redisUrl: redis.socket,
      ...REAL_TIME,
      parcels: {
        attempt: ({ id, payload }) =>
          new Promise((resolve) => {
            run.parcels.push({ id, payload });
            answer = () => resolve({ state: 'accepted' });
          }),
      },
    });
    await run.send('order/a', { type: 'place' });
    await run.send('order/a', { type: 'pay' });
    await until(() => run.parcels.length === 1);
    await redis.end('SIGKILL');
    answer();
    await redis.start();
    await until(async () => (await run.agenda().catch(() => ['?'])).length === 0);
    expect(await run.timeline('order/a', 'a')).toHaveLength(3);
    expect(run.parcels).toHaveLength(1);
  });
});

it('Given a Redis that cannot be reached, when the node is asked to stop, then it ends within ten seconds all the same', async () => {
  const proxy = await startTcpProxy(testRedisPort());
  const run = await startRuntimes({ redisUrl: `redis://127.0.0.1:${proxy.port}`, ...REAL_TIME });
  await run.send('order/a', { type: 'place' });
  proxy.close();
  const tooLate = new Promise((resolve) => setTimeout(resolve, 10_000, 'still there'));
  expect(await Promise.race([run.stop().then(() => 'ended'), tooLate])).toBe('ended');
  await proxy.stop();
});
