/** What the figures were measured on, and with which build. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { environmentOf, findRedisServer } from '../../bin/redis-server.mjs';

const STAMP = new URL('../../dist/.built-from', import.meta.url);

export function describeMachine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()}`,
    node: process.versions.node,
    redis: redisVersion(),
    fsync: 'always',
  };
}

/** Of the sources that the program was built from. */
export const buildId = () => readFileSync(STAMP, 'utf8').trim().slice(0, 12);

function redisVersion() {
  const server = findRedisServer();
  if (!server) return 'unknown';
  const { stdout } = spawnSync(server.path, ['--version'], {
    argv0: server.argv0,
    env: environmentOf(server),
    encoding: 'utf8',
  });
  return /v=([\d.]+)/.exec(stdout)?.[1] ?? 'unknown';
}
