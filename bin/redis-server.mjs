/*
 * Finds a Redis server to run, or gets one without installing anything: Debian's
 * packages are unpacked into a folder of ours, so no daemon starts and no root is
 * needed. Start, tests and benchmarks all come through here.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { canUnpackDebianPackages, unpackDebianPackages } from './debian-packages.mjs';

const OLDEST = 7;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, '.cache', 'redis');
// The server's binary, in the packages that bring no daemon with them, and the libraries that it links.
const PACKAGES = ['redis-tools', 'libjemalloc2', 'liblua5.1-0', 'liblzf1', 'lua-bitop', 'lua-cjson'];

/**
 * @param {{noInstall?: boolean}} options noInstall: only one that is there already
 * @returns {Promise<{path: string, argv0: string, libraryPath?: string}>} what to spawn; argv0 makes
 *   Debian's redis-check-rdb, which is the same binary, run as the server
 */
export async function redisServer({ noInstall = process.env.PAGER_NO_INSTALL === '1' } = {}) {
  const found = findRedisServer();
  if (found) return found;
  if (noInstall) fail('PAGER_NO_INSTALL=1 forbids getting one.');
  if (!canUnpackDebianPackages()) fail('This is no Debian or Ubuntu, so none can be fetched.');
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
  const problem = unpackDebianPackages({ packages: PACKAGES, needed: 'redis-tools', into: cache });
  if (problem) fail(problem);
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
