/** The built program as a process of its own on a Redis of its own, with a debugger's door for its heap, and its log. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../bin/free-port.mjs';
import { startRedis } from '../../test/harness/redis-process.mjs';
import { copyProgram } from '../program-under-test.mjs';
import { openHeap } from './heap.mjs';

export const KEY = 'the-key-of-the-fuzz-campaign';
const READY_WITHIN_MS = 60_000;

/** @param {{ folder: string; dist: string; settings?: Record<string, string> }} options */
export async function startPagerUnderFuzz({ folder, dist, settings = {} }) {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const redis = await startRedis({ 'maxmemory-policy': 'noeviction' });
  const port = await freePort();
  const environment = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    HOST: '127.0.0.1',
    PORT: String(port),
    REDIS_URL: `redis://127.0.0.1:${redis.port}`,
    DATA_DIR: home,
    PAGER_ADMIN_KEY: KEY,
    LOG_LEVEL: 'warn',
    ...settings,
  };
  const main = copyProgram({ folder, dist });
  const child = spawn(process.execPath, ['--enable-source-maps', '--inspect=127.0.0.1:0', main], {
    cwd: home,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      // Of a log that grows without an end the newest is enough.
      log = (log + text).slice(-2_000_000);
    });
  }
  const heapAddress = await until(() => /Debugger listening on (ws:\S+)/.exec(log)?.[1]);
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok);
  const heap = await openHeap(heapAddress);

  return {
    port,
    url,
    redisPort: redis.port,
    heap,
    pid: child.pid ?? 0,
    log: () => log,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    /** It answers, however little CPU the machine gives it. */
    isAlive: async () =>
      (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(30_000) }).catch(() => null))?.ok ?? false,
    /** Within a while: a starved one is not ready for a moment, and rightly says so. */
    becomesReady: () =>
      until(async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok).then(
        () => true,
        () => false,
      ),
    /** @param {string} method @param {string} path @param {object} [body] */
    async api(method, path, body) {
      const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
      const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
      return text === '' ? null : JSON.parse(text);
    },
    async stop() {
      heap.close();
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
      await redis.remove();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startPagerUnderFuzz>>} PagerUnderFuzz */

/** @template T @param {() => T | Promise<T>} look @returns {Promise<NonNullable<T>>} */
async function until(look) {
  const end = performance.now() + READY_WITHIN_MS;
  while (performance.now() < end) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the pager did not become ready');
}
