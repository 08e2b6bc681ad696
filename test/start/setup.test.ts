/** What stands before the program: the right Node, and a Redis that is found, or asked for. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../bin', import.meta.url));

describe('bin', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pager-setup-'));
    cpSync(BIN, join(folder, 'bin'), { recursive: true });
    mkdirSync(join(folder, 'path'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const node = (args: string[], env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
  const find = `import('./bin/redis-server.mjs').then(async ({ redisServer }) => console.log((await redisServer()).path))`;
  /** With nothing on the path but what the test puts there. */
  const findRedis = (env: NodeJS.ProcessEnv = {}) => node(['-e', find], { PATH: join(folder, 'path'), ...env });
  const putServer = (name: string, says: string) => {
    const file = join(folder, 'path', name);
    writeFileSync(file, `#!/bin/sh\necho '${says}'\n`);
    chmodSync(file, 0o755);
    return file;
  };

  it('names the Node that is needed when the one that runs it is too old', () => {
    const pretend = join(folder, 'pretend.cjs');
    writeFileSync(pretend, "Object.defineProperty(process, 'versions', { value: { node: '18.20.4' } });");
    const { status, stderr } = node(['--require', pretend, 'bin/setup.cjs', 'prod', 'bin/program.mjs', 'main'], {});
    expect(status).toBe(1);
    expect(stderr.trim()).toBe(`Pager needs Node 20.19 or newer. This is Node 18.20.4: ${process.execPath}`);
  });

  describe('installs packages', () => {
    /** An npm that only says what it was asked for. */
    const install = (development: boolean) => {
      const npm = join(folder, 'path', 'npm');
      writeFileSync(npm, '#!/bin/sh\nmkdir -p node_modules\necho "$@" >> asked\n');
      chmodSync(npm, 0o755);
      rmSync(join(folder, 'asked'), { force: true });
      const { status } = node(['-e', `require('./bin/packages.cjs').installPackages(${development})`], {
        PATH: `${join(folder, 'path')}:/usr/bin:/bin`,
      });
      expect(status).toBe(0);
      return existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8').trim() : null;
    };
    const lock = (text: string) => writeFileSync(join(folder, 'package-lock.json'), text);

    it('once, without the development ones for a start, with them for the tests', () => {
      lock('{}');
      expect(install(false)).toMatch(/^install --no-save .*--omit=dev$/);
      expect(install(false)).toBeNull();
      expect(install(true)).toMatch(/--include=dev$/);
      expect(install(true)).toBeNull();
      expect(install(false)).toBeNull();
    });

    it('again when the lock file is another, and keeps what was there', () => {
      lock('{}');
      install(true);
      lock('{ }');
      expect(install(false)).toMatch(/--include=dev$/);
    });

    it('without taking the development ones from somebody who installed them by hand', () => {
      lock('{}');
      mkdirSync(join(folder, 'node_modules', 'vitest'), { recursive: true });
      expect(install(false)).toMatch(/--include=dev$/);
    });
  });

  it.each([
    ['redis-server', 'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64'],
    ['valkey-server', 'Valkey server v=8.0.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64'],
  ])('finds a %s on the path', (name, says) => {
    const file = putServer(name, says);
    expect(findRedis({ PAGER_NO_INSTALL: '1' }).stdout.trim()).toBe(file);
  });

  it('passes over a Redis that is too old', () => {
    putServer('redis-server', 'Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64');
    const newer = putServer('valkey-server', 'Valkey server v=7.2.8 sha=00000000:0');
    expect(findRedis({ PAGER_NO_INSTALL: '1' }).stdout.trim()).toBe(newer);
  });

  it('fetches none when that is forbidden, and says exactly what to do', () => {
    const { status, stderr } = findRedis({ PAGER_NO_INSTALL: '1' });
    expect(status).toBe(1);
    expect(stderr).toContain('PAGER_NO_INSTALL=1 forbids getting one.');
    expect(stderr).toContain('apt-get install redis-server');
    expect(stderr).toContain('REDIS_URL=redis://host:6379 npm start');
    expect(existsSync(join(folder, '.cache'))).toBe(false);
  });

  it('asks on a terminal before it fetches one, and takes no for an answer', () => {
    const command = `PATH="${join(folder, 'path')}" "${process.execPath}" -e "${find}"`;
    // script(1) gives it a terminal.
    const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env.PATH, SHELL: '/bin/sh' },
      input: 'n\n',
      encoding: 'utf8',
    });
    expect(stdout).toContain('nothing is installed, no service is started.');
    expect(stdout).toContain('Get it? [Y/n]');
    expect(stdout).toContain('Not fetched.');
    expect(status).toBe(1);
    expect(existsSync(join(folder, '.cache'))).toBe(false);
  });
});
