/** A folder with a Redis of the pager's own in it, and what a test does to it from outside. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { redisServer } from '../../bin/redis-server.mjs';
import { type EmbeddedRedis, startEmbeddedRedis } from '../../src/redis/embedded-redis.ts';
import { until } from './until.ts';

export interface RedisOfItsOwn {
  dataDir: string;
  restarts(): number;
  start(dataDir?: string): Promise<EmbeddedRedis>;
  /** A connection that waits for the server when it is away. */
  client(redis: EmbeddedRedis): Redis;
  serverPid(redis: EmbeddedRedis): Promise<number>;
  /** Stops what is left and removes the folder. */
  clean(): Promise<void>;
}

export function redisOfItsOwn(): RedisOfItsOwn {
  const dataDir = mkdtempSync(join(tmpdir(), 'pager-own-'));
  const clients: Redis[] = [];
  const started: EmbeddedRedis[] = [];
  let restarts = 0;

  const client = ({ socketPath }: EmbeddedRedis) => {
    const opened = new Redis(socketPath, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    opened.on('error', () => undefined);
    clients.push(opened);
    return opened;
  };

  return {
    dataDir,
    restarts: () => restarts,
    async start(folder = dataDir) {
      const redis = await startEmbeddedRedis({
        server: await redisServer(),
        dataDir: folder,
        onRestart: () => {
          restarts += 1;
        },
        onFailure: (error) => {
          throw error;
        },
      });
      started.push(redis);
      return redis;
    },
    client,
    async serverPid(redis) {
      const info = await client(redis).info('server');
      return Number(/process_id:(\d+)/.exec(info)?.[1]);
    },
    async clean() {
      for (const redis of started) await redis.stop();
      for (const opened of clients) opened.disconnect();
      for (const pid of serversIn(dataDir)) {
        process.kill(pid, 'SIGKILL');
        await until(() => !isRunning(pid));
      }
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Whether that process lives; one that ended and was not waited for doesn't. */
export function isRunning(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}

/** The servers that were started on sockets in that folder. */
export function serversIn(folder: string): number[] {
  return execFileSync('ps', ['-e', '-o', 'pid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter(
      (found) => found?.[3]?.startsWith('redis-server') && found[3].includes(folder) && !found[2]?.startsWith('Z'),
    )
    .map((found) => Number(found?.[1]));
}
