/**
 * A Redis server of the campaign's own, append-only, that can be killed and started
 * again. `everysec` may lose what was not yet on disk when the power fails, which a
 * killed process does not show: the kernel still has it. So a kill under `everysec`
 * also cuts the file back to the length that it had a second before.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { environmentOf, redisServer } from '../bin/redis-server.mjs';
import { freePort } from './free-port.mjs';

/** @import { Interval } from './types.d.mts' */

const LOST_MS = 1_000;

/** @param {{ folder: string; fsync: 'always' | 'everysec' }} options */
export async function startRedisProcess({ folder, fsync }) {
  const server = await redisServer();
  const port = await freePort();
  /** @type {Interval[]} */
  const outages = [];
  /** @type {import('node:child_process').ChildProcess} */
  let child;
  let isStopped = false;
  /** @type {{ at: number; file: string; bytes: number }[]} */
  const sizes = [];
  const sampling = setInterval(() => {
    if (fsync !== 'everysec') return;
    const file = appendOnlyFile(folder);
    if (file) sizes.push({ at: Date.now(), file, bytes: statSync(file).size });
    if (sizes.length > 100) sizes.shift();
  }, 50);

  const launch = async () => {
    const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'yes', appendfsync: fsync };
    const args = Object.entries({ ...settings, 'no-appendfsync-on-rewrite': 'no', 'maxmemory-policy': 'noeviction' });
    const flat = args.flatMap(([name, value]) => [`--${name}`, String(value)]);
    const started = spawn(server.path, flat, { argv0: server.argv0, env: environmentOf(server), stdio: 'ignore' });
    child = started;
    const ended = once(started, 'exit').then(([code]) => {
      throw new Error(`redis-server ended with ${code}`);
    });
    // Afterwards its end is a fault that was asked for.
    ended.catch(() => undefined);
    await Promise.race([answers(port), ended]);
  };
  // However the campaign ends, nothing of it is left.
  process.once('exit', () => child.kill('SIGKILL'));
  await launch();

  return {
    port,
    outages,
    async kill() {
      const exited = once(child, 'exit');
      const outage = { from: Date.now(), to: Number.POSITIVE_INFINITY };
      outages.push(outage);
      child.kill('SIGKILL');
      await exited;
      const kept = sizes.findLast(({ at }) => at <= outage.from - LOST_MS);
      if (kept && kept.file === appendOnlyFile(folder)) truncateSync(kept.file, kept.bytes);
    },
    async restart() {
      if (isStopped) return;
      await launch();
      const outage = outages.at(-1);
      if (outage) outage.to = Date.now();
    },
    async stop() {
      isStopped = true;
      clearInterval(sampling);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startRedisProcess>>} RedisProcess */

/** The incremental part, which grows. @param {string} folder */
function appendOnlyFile(folder) {
  const parts = join(folder, 'appendonlydir');
  const names = readdirSync(parts, 'utf8').filter((name) => name.endsWith('.incr.aof'));
  const newest = names.sort((a, b) => sequenceOf(a) - sequenceOf(b)).at(-1);
  return newest === undefined ? null : join(parts, newest);
}

/** @param {string} name */
const sequenceOf = (name) => Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1] ?? 0);

/** @param {number} port */
async function answers(port) {
  const probe = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 20 });
  probe.on('error', () => undefined);
  await probe.ping();
  probe.disconnect();
}
