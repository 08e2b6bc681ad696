/** One Redis for the whole run, as durable as the one that users get; each test has keys of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { environmentOf, redisServer } from '../../bin/redis-server.mjs';

export default async function startSharedRedis(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'pager-test-'));
  const socket = join(folder, 'redis.sock');
  const server = await redisServer();
  const settings = [
    '--port',
    '0',
    '--unixsocket',
    socket,
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
  ];
  const child = spawn(server.path, settings, { argv0: server.argv0, env: environmentOf(server), stdio: 'ignore' });
  await ready(socket, child);
  process.env.TEST_REDIS_URL = socket;
  return async () => {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
}

async function ready(socket: string, child: ChildProcess): Promise<void> {
  const redis = new Redis(socket, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const failed = new Promise<never>((_, reject) =>
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`))),
  );
  await Promise.race([redis.ping(), failed]);
  redis.disconnect();
}
