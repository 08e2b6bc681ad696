/** The Redis of the pager's own: how it is set, and what happens when it, or its pager, dies. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readGuarantee } from '../../src/redis/guarantee.ts';
import { DataDirInUse, takeOwnerLease } from '../../src/redis/owner-lease.ts';
import { isRunning, type RedisOfItsOwn, redisOfItsOwn, serversIn } from '../harness/redis-of-its-own.ts';
import { until } from '../harness/until.ts';

describe('a Redis of the pager’s own', () => {
  let own: RedisOfItsOwn;
  beforeEach(() => {
    own = redisOfItsOwn();
  });
  afterEach(() => own.clean());

  it('writes everything to disk before it answers, evicts nothing, and listens on a unix socket only', async () => {
    const redis = await own.start();
    const client = own.client(redis);
    const setting = async (name: string) => ((await client.config('GET', name)) as string[])[1];
    expect(await setting('appendonly')).toBe('yes');
    expect(await setting('appendfsync')).toBe('always');
    expect(await setting('maxmemory-policy')).toBe('noeviction');
    expect(await setting('port')).toBe('0');
    expect(statSync(redis.socketPath).mode & 0o777).toBe(0o700);
    const guarantee = await readGuarantee(client);
    expect(guarantee).toEqual({ line: 'An answered event is on disk', problems: [], warnings: [] });
  });

  it('is stopped with its pager, and has everything at the next start', async () => {
    const first = await own.start();
    const pid = await own.serverPid(first);
    await own.client(first).set('kept', 'yes');
    await first.stop();
    expect(isRunning(pid)).toBe(false);
    const second = await own.start();
    expect(second.adopted).toBe(false);
    expect(await own.client(second).get('kept')).toBe('yes');
  });

  it('is started again when it is killed, with what it answered, and stopped in the end', async () => {
    const redis = await own.start();
    const client = own.client(redis);
    await client.set('kept', 'yes');
    const before = await own.serverPid(redis);
    process.kill(before, 'SIGKILL');
    expect(await client.get('kept')).toBe('yes');
    const after = await own.serverPid(redis);
    expect(after).not.toBe(before);
    expect(own.restarts()).toBe(1);
    await redis.stop();
    expect(isRunning(after)).toBe(false);
  });

  it('is started again as often as it is killed', async () => {
    const redis = await own.start();
    const client = own.client(redis);
    for (let count = 1; count <= 3; count++) {
      await client.set('count', count);
      process.kill(await own.serverPid(redis), 'SIGKILL');
      expect(await client.get('count')).toBe(String(count));
      await until(async () => own.restarts() === count);
    }
  });

  it('stays one server when only the connection to it is cut', async () => {
    const redis = await own.start();
    const client = own.client(redis);
    const pid = await own.serverPid(redis);
    const others = async () =>
      String(await client.client('LIST'))
        .split('\n')
        .flatMap((line) => (line.includes('name=pager-owner') ? [/^id=(\d+)/.exec(line)?.[1] ?? ''] : []));
    const [before = ''] = await others();
    await client.call('CLIENT', 'KILL', 'ID', before);
    await until(async () => {
      const [now] = await others();
      return now !== undefined && now !== before;
    });
    expect(own.restarts()).toBe(0);
    expect(serversIn(own.dataDir)).toEqual([pid]);
  });

  it('tells a second pager of the same folder that another one runs there, and goes on undisturbed', async () => {
    const redis = await own.start();
    const pid = await own.serverPid(redis);
    await expect(own.start()).rejects.toThrow(
      /another pager \(process \d+\) runs on .*: stop it first, or give this one another DATA_DIR and PORT/,
    );
    expect(serversIn(own.dataDir)).toEqual([pid]);
    expect(await own.client(redis).ping()).toBe('PONG');
  });

  it('lets one of two pagers win that start at the same moment, with one server', async () => {
    const both = await Promise.allSettled([own.start(), own.start()]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [lost] = both.filter((each) => each.status === 'rejected');
    expect(lost?.reason).toBeInstanceOf(DataDirInUse);
    expect(serversIn(own.dataDir)).toHaveLength(1);
  });

  it('belongs to the one that came first, also where another had started the server', async () => {
    const redis = await own.start();
    const before = await own.serverPid(redis);
    // As a pager does that found the server answering before the one that launched it had asked for its lease.
    const found = own.client(redis);
    await found.del('{pager:cfg}:owner');
    const first = await takeOwnerLease(found, own.dataDir);
    await expect(takeOwnerLease(own.client(redis), own.dataDir)).rejects.toThrow(DataDirInUse);
    expect(await first.release()).toBe(true);
    expect(await own.serverPid(redis)).toBe(before);
  });

  it('starts over a socket that a dead server left', async () => {
    const first = await own.start();
    const pid = await own.serverPid(first);
    await own.client(first).set('kept', 'yes');
    await first.stop();
    expect(isRunning(pid)).toBe(false);
    // What a machine that lost its power leaves.
    writeFileSync(first.socketPath, '');
    const second = await own.start();
    expect(second.adopted).toBe(false);
    expect(await own.client(second).get('kept')).toBe('yes');
  });

  it('survives that the end of its file was cut off by a crash', async () => {
    const first = await own.start();
    const client = own.client(first);
    await client.set('kept', 'yes');
    await client.set('cut', 'in the middle of this command');
    await first.stop();
    const folder = join(own.dataDir, 'appendonlydir');
    const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.incr.aof')) ?? '');
    truncateSync(file, readFileSync(file).indexOf('in the middle') + 5);
    const second = await own.start();
    expect(await own.client(second).mget('kept', 'cut')).toEqual(['yes', null]);
  });

  it('says what the server said when it can’t start', async () => {
    const first = await own.start();
    await own.client(first).set('kept', 'yes');
    await first.stop();
    const folder = join(own.dataDir, 'appendonlydir');
    writeFileSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.manifest')) ?? ''), 'nonsense\n');
    await expect(own.start()).rejects.toThrow(/redis-server ended at once: .*redis\.log\)/);
    expect(serversIn(own.dataDir)).toEqual([]);
  });

  it('puts its socket elsewhere when the folder’s path is too long for one', async () => {
    const deep = join(own.dataDir, 'a-folder-with-a-rather-long-name'.repeat(2), 'and-another-one-below-it'.repeat(2));
    mkdirSync(deep, { recursive: true });
    const redis = await own.start(deep);
    expect(Buffer.byteLength(redis.socketPath)).toBeLessThanOrEqual(100);
    expect(redis.socketPath.startsWith(own.dataDir)).toBe(false);
    expect(await own.client(redis).ping()).toBe('PONG');
    await expect(own.start(deep)).rejects.toThrow(DataDirInUse);
    await redis.stop();
    expect(existsSync(redis.socketPath)).toBe(false);
  });
});
