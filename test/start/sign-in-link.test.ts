/** Who starts the pager at a terminal is shown a way in; a log that is kept somewhere holds none. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPlace, type Place } from '../harness/program.ts';
import { until } from '../harness/until.ts';

const MAIN = join(fileURLToPath(new URL('../..', import.meta.url)), 'dist', 'main.js');
const LINK = /Sign in {5}(http:\/\/localhost:\d+)\/sign-in#token=([\w-]{43})/;

// A pager is started, on machines that have other work too.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let place: Place;
beforeEach(async () => {
  place = await createPlace();
});
afterEach(() => place.clean());

/** With a terminal, as `script` makes one. */
async function startAtTerminal<T>(act: (output: () => string) => Promise<T>): Promise<T> {
  let output = '';
  const environment = { ...process.env, PORT: String(place.port), DATA_DIR: join(place.folder, 'data') };
  const shell = spawn('script', ['-qec', `exec ${process.execPath} ${MAIN}`, '/dev/null'], {
    cwd: place.folder,
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => shell.on('exit', resolve));
  shell.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  try {
    return await act(() => output);
  } finally {
    // Ctrl-C, as typed.
    shell.stdin.write('\u0003');
    await ended;
  }
}

test('a start at a terminal prints a link that signs in once, as an administrator', async () => {
  await startAtTerminal(async (output) => {
    const [, url, token] = await until(() => LINK.exec(output()), { what: 'no link was printed' });
    const signIn = () =>
      fetch(`${url}/v1/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name: 'Ana', token }),
      });
    const first = await signIn();
    expect([first.status, await first.json()]).toEqual([201, expect.objectContaining({ name: 'Ana', scope: 'admin' })]);
    expect((await signIn()).status).toBe(401);
  });
});

test('a start without one prints none', async () => {
  const program = await place.start();
  expect(program.output()).toContain('API key');
  expect(program.output()).not.toContain('token=');
});
