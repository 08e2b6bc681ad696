import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRetention } from '../../src/pager/retention.ts';
import type { CommitConnection } from '../../src/runtime/store.ts';
import { type OnePager, startOnePager } from '../harness/one-pager.ts';

const DAY = 86_400_000;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('forgetting closed incidents', () => {
  let one: OnePager;
  beforeEach(async () => {
    one = await startOnePager();
    await one.putPolicy('backend', ['ana'], ['marc']);
    await one.putService('db', 'backend');
    for (let round = 0; round < 3; round++) {
      await one.alert('db');
      await one.process.catchUp();
      await one.pager.send('db', { type: 'healthy' });
    }
    await one.alert('db');
    await one.process.catchUp();
  });
  afterEach(() => one.stop());

  const retention = (redis: CommitConnection) =>
    createRetention({
      redis,
      partitions: one.runtime.keys.partitions,
      retentionMs: 90 * DAY,
      now: () => one.clock.now(),
      log: silent,
    });

  /** What is left that belongs to closed incidents: keys, and entries of indexes. */
  async function remains(): Promise<string[]> {
    const { redis } = one.process;
    const partition = one.runtime.keys.partitionOf('monitored-service/db');
    const open = (await one.pager.listNotifications({ incidentId: 'db-4' }, { limit: 10 })).items.map(({ id }) => id);
    const keys = await redis.keys(`${partition.tag}:*`);
    const owned = keys.filter((key) => /:(t|d|o):|:i:n\//.test(key));
    const uid = /"uid":"([^"]+)"/.exec((await redis.get(partition.actor('monitored-service/db'))) ?? '')?.[1] ?? '';
    const members = await redis.zrange(partition.index('notifications'), '0', '-1');
    const ids = await redis.zrange(partition.index('incidents'), '0', '-1');
    return [
      ...owned.filter((key) => !key.includes(uid) && !open.some((id) => key.endsWith(id))),
      ...members.filter((id) => !open.includes(id)),
      ...ids.filter((id) => id !== 'db-4'),
      ...(await redis.zrange(partition.index('closed'), '0', '-1')),
    ];
  }

  it('leaves nothing of them, and everything of the open one', async () => {
    one.clock.moveBy(91 * DAY);
    await retention(one.process.redis).run();
    expect(await remains()).toEqual([]);
    expect(await one.pager.getIncident('db-3')).toBeNull();
    expect(await one.pager.getIncident('db-4')).toMatchObject({ id: 'db-4', notifications: [{ state: 'accepted' }] });
  });

  it('is taken up again wherever it was broken off, and still leaves nothing', async () => {
    one.clock.moveBy(91 * DAY);
    for (let step = 0; ; step++) {
      if (await breakOffAfter(step)) break;
      expect(step).toBeLessThan(100);
    }
    await retention(one.process.redis).run();
    expect(await remains()).toEqual([]);
  });

  it('keeps a service within its number, whatever its age', async () => {
    const partition = one.runtime.keys.partitionOf('monitored-service/db');
    const { redis } = one.process;
    // Older ones than those three, so many that they are too many together with them.
    const older = Array.from({ length: 1_000 }, (_, i) => [i + 1, `db-${10_000 + i}`]).flat();
    await redis.zadd(partition.index('closed'), ...older.map(String));
    await retention(redis).run();
    expect(await redis.zcard(partition.index('closed'))).toBeLessThanOrEqual(1_000);
    expect(await one.pager.getIncident('db-3')).toMatchObject({ state: 'closed' });
  });

  it('makes room from the oldest, and never of what is open', async () => {
    expect(await retention(one.process.redis).cutForRoom()).toBe(3);
    expect(await remains()).toEqual([]);
    expect((await one.pager.getService('db'))?.state).toBe('escalating');
    await one.pager.send('db', { type: 'healthy' });
    await one.alert('db');
    expect((await one.pager.getService('db'))?.incident?.id).toBe('db-5');
  });

  /** One run on a connection that is lost after that many changes; true when it came through. */
  async function breakOffAfter(changes: number): Promise<boolean> {
    let left = changes;
    const redis = new Proxy(one.process.redis, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) =>
          (name === 'del' || name === 'zrem') && left-- <= 0
            ? Promise.reject(new Error('connection lost'))
            : Reflect.apply(member, target, args);
      },
    });
    return await retention(redis)
      .run()
      .then()
      .then(
        () => true,
        () => false,
      );
  }
});
