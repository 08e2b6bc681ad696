import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventAnswer } from '../../src/pager/event-types.ts';
import { createPager, type RunningPager } from '../../src/pager/pager.ts';
import type { Refusal } from '../../src/pager/refusal.ts';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import { connectRedis } from '../../src/redis/connect.ts';
import { fakeChannels } from '../harness/pager-process.ts';
import { type RedisProcess, startRedis } from '../harness/redis-process.mjs';
import { until } from '../harness/until.ts';

const policy = escalationPolicySchema.parse({
  name: 'Backend',
  levels: ['ana@example.com', 'zoe@example.com'].map((address) => ({ targets: [{ type: 'email', address }] })),
});
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const alert = { type: 'alert', summary: 'disk full' } as const;

describe('Given a Redis that is full', () => {
  let redis: RedisProcess;
  let operator: Redis;
  let running: RunningPager;
  let stop: () => Promise<void>;
  let shiftMs = 0;
  let notified: string[] = [];

  beforeEach(async () => {
    shiftMs = 0;
    notified = [];
    redis = await startRedis({ 'maxmemory-policy': 'noeviction' });
    operator = new Redis(redis.socket);
    const connections = await connectRedis(redis.socket, () => undefined);
    running = createPager({
      redis: connections.commit,
      connect: connections.queue,
      channels: fakeChannels(['email'], async ({ target }) => {
        if (target.type === 'email') notified.push(target.address);
        return { outcome: 'accepted' };
      }),
      secret: Buffer.from('a secret of this test'),
      publicUrl: 'https://pager.example.com',
      retentionMs: 90 * 86_400_000,
      log: silent,
      clock: { now: () => Date.now() + shiftMs, redisShift: () => shiftMs },
    });
    await running.start();
    await running.pager.putPolicy('backend', policy, {});
    for (const id of ['db', 'web', 'mail']) {
      await running.pager.putService(id, { name: id, escalationPolicyId: 'backend' }, {});
    }
    stop = async () => {
      await running.stop();
      connections.close();
    };
  });
  afterEach(async () => {
    await stop();
    operator.disconnect();
    await redis.remove();
  });

  const results = (answers: (EventAnswer | Refusal)[]) =>
    answers.map((answer) => ('refused' in answer ? answer.refused : answer.result));
  const closedIncidents = async () => (await running.pager.listIncidents({ state: ['closed'] }, { limit: 500 })).items;
  const makeHistory = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await running.pager.send('db', { ...alert, details: { log: 'x'.repeat(8_000) } });
      await running.pager.send('db', { type: 'healthy' });
    }
    await running.runtime.settled();
  };
  const fillUp = async () => {
    const used = Number(/^used_memory:(\d+)/m.exec(await operator.info('memory'))?.[1]);
    await operator.config('SET', 'maxmemory', String(used - 50_000));
  };
  const passes = async (ms: number) => {
    shiftMs += ms;
    do await running.runtime.settled();
    while ((await running.runtime.wake()) > 0);
    await running.runtime.settled();
  };

  it('when there is history, then the oldest is cut, and opening, timers, acknowledging and closing go on', async () => {
    await makeHistory(60);
    await running.pager.send('mail', alert);
    await running.runtime.settled();
    notified = [];
    await fillUp();

    expect(results([await running.pager.send('web', alert)])).toEqual(['opened']);
    await until(() => notified.length === 1);
    expect((await closedIncidents()).length).toBeLessThan(60);
    await passes(15 * 60_000);
    expect(notified.sort()).toEqual(['ana@example.com', 'zoe@example.com', 'zoe@example.com']);
    expect(
      results([
        await running.pager.send('web', { type: 'ack', by: 'ana' }),
        await running.pager.send('web', { type: 'healthy' }),
        await running.pager.send('mail', { type: 'healthy' }),
      ]),
    ).toEqual(['acknowledged', 'closed', 'closed']);
  });

  it('when nothing can be spared, then what would fill it further is refused, and what is open is still escalated, acknowledged and closed', async () => {
    await running.pager.send('db', alert);
    await running.pager.send('mail', alert);
    await running.runtime.settled();
    notified = [];
    await operator.config('SET', 'maxmemory', '1');

    expect(results([await running.pager.send('web', alert)])).toEqual(['store_full']);
    await passes(15 * 60_000);
    expect(notified).toEqual(['zoe@example.com', 'zoe@example.com']);
    expect(
      results([
        await running.pager.send('db', { type: 'ack', by: 'ana' }),
        await running.pager.send('db', { type: 'healthy' }),
      ]),
    ).toEqual(['acknowledged', 'closed']);

    await operator.config('SET', 'maxmemory', '0');
    expect(results([await running.pager.send('web', alert)])).toEqual(['opened']);
  });
});
