/** A server program as a child process, in a folder of its own that goes with it. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const READY_WITHIN_MS = 30_000;
/** @type {Set<{stop: () => Promise<void>}>} */
const running = new Set();

/** Whatever came of the measure that started them. */
export async function stopPrograms() {
  await Promise.all([...running].map((program) => program.stop()));
}

/**
 * @param {{name: string, command: string, args: (place: {port: number, folder: string}) => string[],
 *   env?: (place: {port: number, folder: string}) => NodeJS.ProcessEnv, readyPath: string}} program
 */
export async function startProgram({ name, command, args, env = () => ({}), readyPath }) {
  const folder = mkdtempSync(join(tmpdir(), `pager-bench-${name}-`));
  const port = await unusedPort();
  const place = { port, folder };
  const logFile = join(folder, 'output.log');
  const log = openSync(logFile, 'a');
  const child = spawn(command, args(place), { cwd: folder, env: env(place), stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const program = {
    ...place,
    pid: child.pid,
    async stop() {
      running.delete(program);
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  running.add(program);
  await untilReady(`http://127.0.0.1:${port}${readyPath}`, child, () => readFileSync(logFile, 'utf8'));
  return program;
}

async function untilReady(url, child, output) {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the program ended at its start:\n${output()}`);
    const isReady = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    if (Date.now() > until) throw new Error(`the program does not answer:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function unusedPort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
