/**
 * What a stranger has: a clone with nothing installed, and one command. The copy holds
 * what the work tree would commit, and nothing else; packages come from the registry or
 * npm's cache, the Redis from this machine or from Debian's packages.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../bin/free-port.mjs';
import { cleanEnvironment, follow, type Program, untilReady } from '../harness/program.ts';
import { isRunning, serversIn } from '../harness/redis-of-its-own.ts';
import { until } from '../harness/until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIMIT_MS = 150_000;

describe('a clone with nothing installed', () => {
  let clone: string;
  const started: Program[] = [];
  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), 'pager-clone-'));
    const list = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8' });
    for (const file of list.split('\0').filter((name) => name !== '' && existsSync(join(ROOT, name)))) {
      cpSync(join(ROOT, file), join(clone, file), { recursive: true });
    }
  });
  afterEach(async () => {
    for (const pid of serversIn(clone)) process.kill(pid, 'SIGKILL');
    for (const program of started) {
      // npm and what it started: a group of their own.
      if (isRunning(program.pid)) process.kill(-program.pid, 'SIGKILL');
      await program.ended;
    }
    rmSync(clone, { recursive: true, force: true });
  });

  const npmStart = (port: number): Program => {
    const child = spawn('npm', ['start'], {
      cwd: clone,
      env: { ...cleanEnvironment(), PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const program = follow(child);
    started.push(program);
    return program;
  };

  it(
    'runs by `npm start`, pages somebody in preview, obeys a signal through npm, and needs nothing at the next start',
    async () => {
      const port = await freePort();
      const first = npmStart(port);
      await untilReady(first);
      expect(first.log()).toContain('Installing packages');
      expect(first.log()).toContain('Building the pager ...');
      expect(first.log()).toContain('Building the console ...');
      expect(existsSync(join(clone, 'node_modules', 'vitest'))).toBe(false);
      // Installing leaves the lock file as it came.
      expect(readFileSync(join(clone, 'package-lock.json'))).toEqual(readFileSync(join(ROOT, 'package-lock.json')));

      const commands = first
        .output()
        .split('\n')
        .filter((line) => line.startsWith('curl '));
      for (const command of commands)
        execFileSync('sh', ['-c', command.replace('curl ', 'curl -fsS ')], { cwd: clone });
      const link = await until(() => /│ (http:\S+\/a\/\S+)/.exec(first.output())?.[1]);
      expect((await fetch(link)).status).toBe(200);
      expect(readFileSync(join(clone, 'data', 'admin.key'), 'utf8')).toMatch(/^pager_\S{32}\n$/);

      first.signal('SIGTERM');
      expect(await first.ended).toEqual({ code: 0, signal: null });
      expect(serversIn(clone)).toEqual([]);

      const second = npmStart(port);
      await untilReady(second);
      expect(second.log()).not.toMatch(/Installing|Building|Getting/);
      second.signal('SIGTERM');
      expect(await second.ended).toEqual({ code: 0, signal: null });
    },
    LIMIT_MS,
  );
});
