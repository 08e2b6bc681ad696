/**
 * The built program as users run it: a process of its own, in a folder of its own,
 * with a Redis of its own. A test reads what it prints, speaks HTTP with it, sends it
 * signals, and starts it again on the same folder.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../../bin/build.mjs';
import { freePort } from '../../bin/free-port.mjs';
import { SETTING_NAMES } from '../../src/settings.ts';
import { isRunning, serversIn } from './redis-of-its-own.ts';
import { until } from './until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  code: number | null;
  signal: string | null;
}

export interface Program {
  pid: number;
  /** What it printed so far. */
  output(): string;
  log(): string;
  ended: Promise<Ended>;
  signal(name: NodeJS.Signals): void;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects in it
  json: any;
}

export interface Place {
  folder: string;
  port: number;
  url: string;
  key(): string;
  /** Any of the built programs; resolves at once. */
  run(module: string, environment?: NodeJS.ProcessEnv, args?: string[]): Program;
  /** The pager; resolves when it is ready. */
  start(environment?: NodeJS.ProcessEnv): Promise<Program>;
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  redisPids(): number[];
  clean(): Promise<void>;
}

/** @param dist of another build than that of the sources */
export async function createPlace({ dist = join(ROOT, 'dist') } = {}): Promise<Place> {
  buildIfStale();
  const folder = mkdtempSync(join(tmpdir(), 'pager-run-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const programs: Program[] = [];
  const dataDir = join(folder, 'data');
  const key = () => readFileSync(join(dataDir, 'admin.key'), 'utf8').trim();

  const run: Place['run'] = (module, environment = {}, args = []) => {
    const started = spawnProgram([join(dist, `${module}.js`), ...args], folder, {
      ...cleanEnvironment(),
      PORT: String(port),
      ...environment,
    });
    programs.push(started);
    return started;
  };

  return {
    folder,
    port,
    url,
    key,
    run,
    async start(environment) {
      const program = run('main', environment);
      await untilReady(program);
      return program;
    },
    async api(method, path, body, headers = {}) {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${key()}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json');
      return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : null };
    },
    redisPids: () => serversIn(folder),
    async clean() {
      for (const program of programs) program.signal('SIGKILL');
      await Promise.all(programs.map(({ ended }) => ended));
      for (const pid of serversIn(folder)) {
        process.kill(pid, 'SIGKILL');
        await until(() => !isRunning(pid));
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function untilReady(program: Program): Promise<void> {
  let over: Ended | null = null;
  program.ended.then((ended) => {
    over = ended;
  });
  await until(
    () => {
      if (over) throw new Error(`it ended: ${JSON.stringify(over)}`);
      return program.output().includes(' is ready: ');
    },
    { withinMs: 100_000 },
  ).catch((error) => {
    throw new Error(`not ready: ${error.message}\n${program.output()}\n${program.log()}`);
  });
}

export function follow(child: ChildProcess): Program {
  let output = '';
  let log = '';
  child.stdout?.on('data', (text) => {
    output += text;
  });
  child.stderr?.on('data', (text) => {
    log += text;
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    log: () => log,
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal }))),
    signal: (name) => void child.kill(name),
  };
}

/** Nothing of whoever runs the tests gets in: neither their settings nor their `.env`, which an empty name hides. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const hidden = Object.fromEntries(SETTING_NAMES.map((name) => [name, '']));
  return { ...hidden, PATH: process.env.PATH, HOME: process.env.HOME };
}

function spawnProgram(args: string[], folder: string, env: NodeJS.ProcessEnv): Program {
  return follow(spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}
