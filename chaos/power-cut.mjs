/**
 * `everysec` may lose what was not yet on disk when the power fails, which a killed
 * process does not show: the kernel still has it. So a kill under `everysec` also cuts
 * the server's file back to the length that it had a second before.
 */
import { readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/** @import { RedisProcess } from '../test/harness/redis-process.mjs' */

const LOST_MS = 1_000;
const SAMPLE_EVERY_MS = 50;
const KEPT = 100;

/** @param {'always' | 'everysec'} fsync @param {RedisProcess[]} servers */
export function createPowerCut(fsync, servers) {
  /** @type {{ at: number; file: string; bytes: number }[]} */
  const sizes = [];
  const sampling = setInterval(() => {
    if (fsync !== 'everysec') return;
    for (const { folder } of servers) {
      const file = appendOnlyFile(folder);
      if (file) sizes.push({ at: Date.now(), file, bytes: statSync(file).size });
    }
    sizes.splice(0, sizes.length - KEPT * servers.length);
  }, SAMPLE_EVERY_MS);

  return {
    /** @param {RedisProcess} server that was killed @param {number} killedAt */
    after({ folder }, killedAt) {
      const file = fsync === 'everysec' ? appendOnlyFile(folder) : null;
      const kept = sizes.findLast((size) => size.file === file && size.at <= killedAt - LOST_MS);
      if (kept) truncateSync(kept.file, kept.bytes);
    },
    stop: () => clearInterval(sampling),
  };
}

/** The incremental part, which grows. @param {string} folder */
function appendOnlyFile(folder) {
  const parts = join(folder, 'appendonlydir');
  const names = readdirSync(parts, 'utf8').filter((name) => name.endsWith('.incr.aof'));
  const newest = names.sort((a, b) => sequenceOf(a) - sequenceOf(b)).at(-1);
  return newest === undefined ? null : join(parts, newest);
}

/** @param {string} name */
const sequenceOf = (name) => Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1] ?? 0);
