/** A redis-server of the tests' own, as durable as the one that users get; it can be stopped, killed and started again on the same data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { environmentOf, redisServer } from '../../bin/redis-server.mjs';

export interface RedisProcess {
  socket: string;
  /** It listens here too. */
  port: number;
  start(): Promise<void>;
  /** SIGKILL unless asked in order. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** @param settings further ones, by name */
export async function startRedis(settings: Record<string, string> = {}): Promise<RedisProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'pager-test-'));
  const socket = join(folder, 'redis.sock');
  const port = await freePort();
  const server = await redisServer();
  const all = {
    port: String(port),
    bind: '127.0.0.1',
    unixsocket: socket,
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
    ...settings,
  };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  let child: ChildProcess | null = null;

  const process: RedisProcess = {
    socket,
    port,
    async start() {
      child = spawn(server.path, args, { argv0: server.argv0, env: environmentOf(server), stdio: 'ignore' });
      await answers(socket, child);
    },
    async end(signal = 'SIGKILL') {
      if (!child) return;
      const exited = new Promise((resolve) => child?.once('exit', resolve));
      child.kill(signal);
      await exited;
      child = null;
    },
    async remove() {
      await process.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await process.start();
  return process;
}

async function answers(socket: string, child: ChildProcess): Promise<void> {
  const redis = new Redis(socket, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const failed = new Promise<never>((_, reject) =>
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`))),
  );
  await Promise.race([redis.ping(), failed]);
  redis.disconnect();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
