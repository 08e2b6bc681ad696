/*
 * The long campaign: one after the other for several seeds, and their figures in one table.
 *
 *   node chaos/all-seeds.mjs --seeds 1,2,3,4,5 --minutes 6 [--store sentinel|cluster] [--fsync everysec]
 *
 * Ends with 1 when a promise was broken for one of them; its counter-examples are printed on the way.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtProgram } from './program-under-test.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3,4,5' },
    minutes: { type: 'string', default: '6' },
    services: { type: 'string', default: '200' },
    store: { type: 'string', default: 'server' },
    fsync: { type: 'string', default: 'always' },
    dist: { type: 'string' },
  },
});
const { minutes, services, store, fsync } = values;
const dist = values.dist ?? builtProgram();
const run = fileURLToPath(new URL('run.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pager-seeds-'));
const seeds = values.seeds.split(',');
const judged = seeds.map(judge);
rmSync(folder, { recursive: true });
const rows = judged[0]?.table.map(([name]) => name) ?? [];
console.log(`| figure, by seed | ${seeds.join(' | ')} |`);
console.log(`|---|${seeds.map(() => '---|').join('')}`);
rows.forEach((name, row) => {
  console.log(`| ${name} | ${judged.map(({ table }) => table[row]?.[1] ?? '').join(' | ')} |`);
});
console.log(`| promises broken | ${judged.map(tellBroken).join(' | ')} |`);
process.exitCode = judged.every(({ violations }) => violations.length === 0) ? 0 : 1;

/** @typedef {{ violations: { promise: string }[]; table: [string, string][] }} Judged */

/** @param {string} seed @returns {Judged} */
function judge(seed) {
  const file = join(folder, `${seed}.json`);
  const options = { seed, minutes, services, store, fsync, dist, verdict: file };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const { stdout, stderr } = spawnSync(process.execPath, [run, ...args], { encoding: 'utf8' });
  console.error(stdout);
  if (!existsSync(file)) throw new Error(`no campaign took place with seed ${seed}: ${stderr}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** @param {Judged} judged */
function tellBroken({ violations }) {
  const counts = new Map();
  for (const { promise } of violations) counts.set(promise, (counts.get(promise) ?? 0) + 1);
  return [...counts].map(([promise, count]) => `${promise} ${count}`).join(', ') || 'none';
}
