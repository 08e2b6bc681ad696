/** A server program as a child process, in a folder of its own that goes with it. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../bin/free-port.mjs';
import { now } from './now.mjs';

const READY_WITHIN_MS = 60_000;
/** Fine enough for a start that takes a second. */
const LOOK_EVERY_MS = 10;
/** @type {Set<{stop: () => Promise<void>}>} */
const running = new Set();

/** Whatever came of the measure that started them. */
export async function stopPrograms() {
  await Promise.all([...running].map((program) => program.stop()));
}

/** @template {{stop: () => Promise<void>}} P @param {P} program @returns {P} stopped with the others, or before by its own `stop` */
export function runUntilStopped(program) {
  const { stop } = program;
  program.stop = async () => {
    if (running.delete(program)) await stop.call(program);
  };
  running.add(program);
  return program;
}

/**
 * @typedef {{port: number, folder: string, pid: number, stop: () => Promise<void>, restart: (signal: NodeJS.Signals) => Promise<Restart>}} Program
 * @typedef {{stopMs: number, readyMs: number}} Restart how long the end took, and from then until it was ready again
 * @param {{name: string, command: string, args: (place: {port: number, folder: string}) => string[],
 *   env?: (place: {port: number, folder: string}) => NodeJS.ProcessEnv, readyPath: string,
 *   beforeRemoval?: (place: {folder: string}) => Promise<unknown>}} program `beforeRemoval`: ends what it may have left behind
 * @returns {Promise<Program>}
 */
export async function startProgram({ name, command, args, env = () => ({}), readyPath, beforeRemoval }) {
  const folder = mkdtempSync(join(tmpdir(), `pager-bench-${name}-`));
  const port = await freePort();
  const place = { port, folder };
  const logFile = join(folder, 'output.log');
  let child;
  let ended;
  const start = async () => {
    const log = openSync(logFile, 'a');
    child = spawn(command, args(place), { cwd: folder, env: env(place), stdio: ['ignore', log, log] });
    closeSync(log);
    ended = new Promise((resolve) => child.once('exit', resolve));
    await untilReady(`http://127.0.0.1:${port}${readyPath}`, child, () => readFileSync(logFile, 'utf8'));
  };
  const program = runUntilStopped({
    ...place,
    get pid() {
      return child.pid;
    },
    async restart(signal) {
      const askedAt = now();
      child.kill(signal);
      await ended;
      const endedAt = now();
      await start();
      return { stopMs: endedAt - askedAt, readyMs: now() - endedAt };
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await beforeRemoval?.(place);
      rmSync(folder, { recursive: true, force: true });
    },
  });
  await start();
  return program;
}

async function untilReady(url, child, output) {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the program ended at its start:\n${output()}`);
    const isReady = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    if (Date.now() > until) throw new Error(`the program does not answer:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
