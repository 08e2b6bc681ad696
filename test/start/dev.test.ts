/**
 * `npm run dev` in a copy of the sources: both sides are there, each follows its own
 * sources, and what does not build leaves what runs as it is.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../bin/free-port.mjs';
import { cleanEnvironment, follow, type Program, untilReady } from '../harness/program.ts';
import { serversIn } from '../harness/redis-of-its-own.ts';
import { until } from '../harness/until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = [
  'bin',
  'src',
  'web',
  'dist',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const LIMIT_MS = 60_000;

describe('npm run dev', () => {
  let folder: string;
  let dev: Program;
  let pager: string;
  let consoleUrl: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pager-dev-'));
    for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    for (const name of ['node_modules', '.cache']) symlinkSync(join(ROOT, name), join(folder, name));
    const [port, devPort] = [await freePort(), await freePort()];
    pager = `http://127.0.0.1:${port}`;
    consoleUrl = `http://127.0.0.1:${devPort}`;
    dev = follow(
      spawn(process.execPath, ['bin/dev.mjs'], {
        cwd: folder,
        env: { ...cleanEnvironment(), PORT: String(port), DEV_PORT: String(devPort) },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    await untilReady(dev);
  }, LIMIT_MS);
  afterAll(async () => {
    dev.signal('SIGTERM');
    await dev.ended;
    for (const pid of serversIn(folder)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const change = (file: string, from: string | RegExp, to: string) => {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  };
  const health = async () => (await fetch(`${pager}/healthz`)).text();

  it('serves the console, which reaches the pager by the same address', async () => {
    expect(await until(async () => (await fetch(consoleUrl)).text())).toContain('/src/main.tsx');
    expect(await (await fetch(`${consoleUrl}/healthz`)).text()).toBe(await health());
    expect((await fetch(`${consoleUrl}/v1/session`)).status).toBe(401);
  });

  it(
    'starts the pager anew when its sources change, and keeps it when they do not build',
    async () => {
      change('src/http/health.ts', 'app: APP_NAME', "app: 'pager of this test'");
      await until(async () => (await health()).includes('pager of this test'), { withinMs: LIMIT_MS });
      change('src/http/health.ts', /$/, '\nconst broken = ;\n');
      await until(() => dev.log().includes('The build failed.'), { withinMs: LIMIT_MS });
      expect(await health()).toContain('pager of this test');
      change('src/http/health.ts', '\nconst broken = ;\n', '');
      change('src/http/health.ts', 'pager of this test', 'pager again');
      await until(async () => (await health()).includes('pager again'), { withinMs: LIMIT_MS });
    },
    LIMIT_MS,
  );
});
