/*
 * Finds a Redis server to run, or gets one without installing anything: Debian's
 * packages are unpacked into a folder of ours, so no daemon starts and no root is
 * needed. Start, tests and benchmarks all come through here.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';

const OLDEST = 7;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, '.cache', 'redis');
// The server's binary, in the packages that bring no daemon with them, and the libraries that it links.
const PACKAGES = ['redis-tools', 'libjemalloc2', 'liblua5.1-0', 'liblzf1', 'lua-bitop', 'lua-cjson'];

/**
 * @returns {Promise<{path: string, argv0: string, libraryPath?: string}>} what to spawn; argv0 makes
 *   Debian's redis-check-rdb, which is the same binary, run as the server
 */
export async function redisServer() {
  const found = findRedisServer();
  if (found) return found;
  if (process.env.PAGER_NO_INSTALL === '1') fail('PAGER_NO_INSTALL=1 forbids getting one.');
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-deb'))
    fail('This is no Debian or Ubuntu, so none can be fetched.');
  await agree();
  fetchPackages();
  return findRedisServer() ?? fail('The packages of this Debian hold no Redis 7 or newer.');
}

export function findRedisServer() {
  const candidates = [];
  for (const folder of (process.env.PATH ?? '').split(':').filter(Boolean)) {
    for (const name of ['redis-server', 'valkey-server']) candidates.push({ path: join(folder, name), argv0: name });
    candidates.push({ path: join(folder, 'redis-check-rdb'), argv0: 'redis-server' });
  }
  const unpacked = join(cache, 'usr', 'bin', 'redis-check-rdb');
  candidates.push({ path: unpacked, argv0: 'redis-server', libraryPath: libraryPath() });
  return candidates.find((candidate) => existsSync(candidate.path) && isNewEnough(candidate));
}

export function environmentOf({ libraryPath: path }) {
  return path ? { ...process.env, LD_LIBRARY_PATH: path } : process.env;
}

function isNewEnough(server) {
  const { stdout } = spawnSync(server.path, ['--version'], {
    argv0: server.argv0,
    env: environmentOf(server),
    encoding: 'utf8',
  });
  return Number(/v=(\d+)\./.exec(stdout ?? '')?.[1] ?? 0) >= OLDEST;
}

function libraryPath() {
  const lib = join(cache, 'usr', 'lib');
  if (!existsSync(lib)) return '';
  return [lib, ...readdirSync(lib).map((name) => join(lib, name))].join(':');
}

async function agree() {
  console.error(
    "Pager needs a Redis server, and there is none on this machine. It can unpack one from Debian's packages",
  );
  console.error(`into ${cache}: nothing is installed, no service is started.`);
  if (!process.stdin.isTTY || !process.stdout.isTTY) return;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question('Get it? [Y/n] ');
  lines.close();
  if (/^n/i.test(answer.trim())) fail('Not fetched.');
}

function fetchPackages() {
  mkdirSync(cache, { recursive: true });
  const download = mkdtempSync(join(cache, 'download-'));
  const unpacked = join(download, 'unpacked');
  if (!downloadTo(download)) {
    // The package lists may be missing or old; only root can renew them.
    run('apt-get', ['update', '-qq'], download);
    if (!downloadTo(download)) fail('apt-get could not download the packages.');
  }
  mkdirSync(unpacked);
  for (const name of readdirSync(download).filter((file) => file.endsWith('.deb'))) {
    if (!run('dpkg-deb', ['-x', resolve(download, name), unpacked], download)) fail(`${name} could not be unpacked.`);
  }
  rmSync(join(cache, 'usr'), { recursive: true, force: true });
  // Last and at once: a run that is cut off leaves no half of a server.
  renameSync(join(unpacked, 'usr'), join(cache, 'usr'));
  rmSync(download, { recursive: true, force: true });
}

/** True when every package came; those that this release doesn't have are left out. */
function downloadTo(folder) {
  const known = PACKAGES.filter((name) => spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0);
  if (!known.includes('redis-tools')) return false;
  console.error(`Getting ${known.join(', ')} ...`);
  return run('apt-get', ['download', '-qq', ...known], folder);
}

function run(command, args, cwd) {
  return spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2] }).status === 0;
}

function fail(why) {
  console.error(`
${why} Pager needs Redis 7 or newer, or Valkey. Either

  install one:      Debian, Ubuntu   apt-get install redis-server   (it starts a service; Pager runs its own beside it)
                    Fedora           dnf install valkey
                    macOS            brew install redis
  or use your own:  REDIS_URL=redis://host:6379 npm start
`);
  process.exit(1);
}
