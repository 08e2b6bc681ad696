/**
 * A redis-server of one's own, as durable as the one that users get; it can be stopped,
 * killed and started again on the same data. For tests and for the fault campaign,
 * which has no loader for TypeScript. However the process ends that started it, nothing of it is left.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../bin/free-port.mjs';
import { environmentOf, redisServer } from '../../bin/redis-server.mjs';

/** @import { ChildProcess } from 'node:child_process' */

/** @type {Set<ChildProcess>} */
const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The server's binary, as a server or as a sentinel. @param {string[]} args @param {string} logFile */
export async function spawnRedis(args, logFile) {
  const server = await redisServer();
  const log = openSync(logFile, 'a');
  const child = spawn(server.path, args, {
    argv0: server.argv0,
    env: environmentOf(server),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** @param {Record<string, string>} settings further ones, by name */
export async function startRedis(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'pager-test-'));
  const socket = join(folder, 'redis.sock');
  const logFile = join(folder, 'redis.log');
  const port = await freePort();
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
  /** @type {ChildProcess | null} */
  let child = null;

  const server = {
    folder,
    socket,
    port,
    /** @param {Record<string, string>} changes settings for this time */
    async start(changes = {}) {
      const args = Object.entries({ ...all, ...changes }).flatMap(([name, value]) => [`--${name}`, value]);
      child = await spawnRedis(args, logFile);
      await answers(socket, child, logFile);
    },
    /** @param {'SIGTERM' | 'SIGKILL'} signal */
    async end(signal = 'SIGKILL') {
      if (!child) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
      child = null;
    },
    async remove() {
      await server.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** @param {string} socket @param {ChildProcess} child @param {string} logFile */
async function answers(socket, child, logFile) {
  const redis = new Redis(socket, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const ended = once(child, 'exit').then(([code]) => {
    const said = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-3).join('\n');
    throw new Error(`redis-server ended with ${code}:\n${said}`);
  });
  // Afterwards its end was asked for.
  ended.catch(() => undefined);
  await Promise.race([redis.ping(), ended]);
  redis.disconnect();
}
