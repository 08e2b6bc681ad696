/**
 * `node bin/setup.cjs prod bin/program.mjs start/copy-redis <from> <to>`: copies everything
 * that a pager keeps to another Redis. Each is a URL as in REDIS_URL or the DATA_DIR of a
 * pager with a Redis of its own; `from` may be a snapshot (`.rdb`), or several, one of
 * each master of a cluster: `a.rdb,b.rdb,c.rdb`. All pagers must be stopped.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { redisServer } from '../../bin/redis-server.mjs';
import { openBackup } from '../redis/backup-file.ts';
import { copyKeys } from '../redis/copy-keys.ts';
import { startEmbeddedRedis } from '../redis/embedded-redis.ts';
import { DataDirInUse } from '../redis/owner-lease.ts';
import { RedisUnusable } from '../redis/redis-unusable.ts';
import { parseRedisAddress } from '../redis/redis-url.ts';
import { say } from './terminal.ts';

const USAGE =
  'expected <from> and <to>: redis://…, redis+sentinel://…, redis+cluster://… or a DATA_DIR; <from> may be a snapshot, <file>.rdb, or several: a.rdb,b.rdb,c.rdb';

interface Side {
  address: string;
  leave: () => Promise<void>;
}

async function main(from: string, to: string): Promise<void> {
  const sources: Side[] = [];
  try {
    for (const part of parseRedisAddress(from) || existsSync(from) ? [from] : from.split(','))
      sources.push(await openSource(part));
    const target = await openTarget(to);
    try {
      const { copied } = await copyKeys({
        from: sources.map(({ address }) => address),
        to: target.address,
        prefix: 'pager',
      });
      say([`${copied} keys were copied. What was copied from is as it was.`]);
    } finally {
      await target.leave();
    }
  } finally {
    for (const source of sources) await source.leave();
  }
}

async function openSource(from: string): Promise<Side> {
  if (parseRedisAddress(from)) return { address: from, leave: () => Promise.resolve() };
  const found = statSync(from, { throwIfNoEntry: false });
  // A folder that is made by mistake would be copied as an empty store.
  if (found?.isDirectory()) return await openFolder(from);
  if (!found?.isFile()) throw new RedisUnusable(`${USAGE}; "${from}" is none of them`);
  const backup = await openBackup(await redisServer(), from);
  return { address: backup.socketPath, leave: backup.close };
}

async function openTarget(to: string): Promise<Side> {
  if (parseRedisAddress(to)) return { address: to, leave: () => Promise.resolve() };
  if (to.includes('://') || !existsSync(dirname(to))) throw new RedisUnusable(`${USAGE}; "${to}" is none of them`);
  return await openFolder(to);
}

async function openFolder(dataDir: string): Promise<Side> {
  const redis = await startEmbeddedRedis({
    server: await redisServer(),
    dataDir,
    onRestart: () => undefined,
    onFailure: () => undefined,
  });
  return { address: redis.socketPath, leave: redis.stop };
}

const [from = '', to = ''] = process.argv.slice(-2);
try {
  await main(from, to);
} catch (error) {
  if (!(error instanceof RedisUnusable || error instanceof DataDirInUse)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
