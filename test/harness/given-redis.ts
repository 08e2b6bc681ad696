/** A Redis of the user's own, on loopback, set as the test says. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../bin/free-port.mjs';
import { environmentOf, redisServer } from '../../bin/redis-server.mjs';

export interface GivenRedis {
  url: string;
  stop(): Promise<void>;
}

export async function startGivenRedis(settings: Record<string, string> = {}): Promise<GivenRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'pager-given-'));
  const port = settings.port ? Number(settings.port) : await freePort();
  const server = await redisServer();
  const all = { port: String(port), bind: '127.0.0.1', dir: folder, save: '', ...settings };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(server.path, args, { argv0: server.argv0, env: environmentOf(server), stdio: 'ignore' });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const probe = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null });
  probe.on('error', () => undefined);
  await probe.ping();
  probe.disconnect();
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
