/** A Redis for the peers, or for several pagers, with the settings of the pager's own: what is answered is on disk. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { environmentOf, redisServer } from '../../bin/redis-server.mjs';
import { runUntilStopped } from '../program.mjs';

const READY_WITHIN_MS = 10_000;
const SETTINGS = {
  appendonly: 'yes',
  appendfsync: 'always',
  'no-appendfsync-on-rewrite': 'no',
  save: '',
  'maxmemory-policy': 'noeviction',
};

/**
 * @param {number} port 0: it is reached by its socket only
 * @returns {Promise<{socketPath: string, pid: number, stop: () => Promise<void>}>}
 */
export async function startPeerRedis(port = 0) {
  const server = await redisServer();
  const folder = mkdtempSync(join(tmpdir(), 'pager-bench-redis-'));
  const socketPath = join(folder, 'redis.sock');
  const log = openSync(join(folder, 'redis.log'), 'a');
  const settings = { ...SETTINGS, port: String(port), dir: folder, unixsocket: socketPath };
  const child = spawn(
    server.path,
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    { argv0: server.argv0, env: environmentOf(server), stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const redis = runUntilStopped({
    socketPath,
    pid: child.pid,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  });
  const until = Date.now() + READY_WITHIN_MS;
  while (!existsSync(socketPath)) {
    if (child.exitCode !== null || Date.now() > until) throw new Error('a Redis for the peers did not start');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return redis;
}

/** Beside the server, wherever that was found. @returns {Promise<{path: string, env: NodeJS.ProcessEnv} | null>} */
export async function redisBenchmarkCommand() {
  const server = await redisServer();
  const path = join(dirname(server.path), 'redis-benchmark');
  return existsSync(path) ? { path, env: environmentOf(server) } : null;
}
