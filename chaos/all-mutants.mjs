/*
 * Proves the checker: each rule of the durable runtime is broken once, and the
 * campaign must come out red.
 *
 *   node chaos/all-mutants.mjs --seed 1 --seconds 45
 *
 * Prints a table, and ends with 1 when a mutant was not caught that must be. With
 * `--fit` no campaign runs: it only shows that each mutant still fits the program.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MUTANTS, patchesOf } from './mutants.mjs';
import { builtProgram, copyProgram } from './program-under-test.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '45' },
    services: { type: 'string', default: '200' },
    fit: { type: 'boolean', default: false },
    only: { type: 'string' },
    dist: { type: 'string' },
  },
});
const run = fileURLToPath(new URL('run.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pager-mutants-'));
const names = values.only === undefined ? Object.keys(MUTANTS) : values.only.split(',');
const dist = values.dist ?? builtProgram();
process.exitCode = values.fit ? fitAll() : catchAll();
rmSync(folder, { recursive: true });

function fitAll() {
  for (const mutant of names) copyProgram({ folder: join(folder, mutant), dist, patches: patchesOf(mutant) });
  console.log(`All ${names.length} mutants fit.`);
  return 0;
}

function catchAll() {
  let survivors = 0;
  console.log('| broken rule | mutant | caught by the promise about | counter-examples | seed |');
  console.log('|---|---|---|---|---|');
  for (const name of names) {
    const caught = caughtBy(name);
    const { rule, because } = MUTANTS[name] ?? { rule: 'unknown' };
    const promises = Object.keys(caught);
    const told = promises.join(', ') || (because ? `none: ${because}` : 'NOT CAUGHT');
    if (promises.length === 0 && !because) survivors++;
    const counts = Object.values(caught).join(', ') || '0';
    console.log(`| ${rule} | \`${name}\` | ${told} | ${counts} | ${values.seed} |`);
  }
  return survivors === 0 ? 0 : 1;
}

/** How many counter-examples there are of each promise. @param {string} mutant @returns {Record<string, number>} */
function caughtBy(mutant) {
  const file = join(folder, `${mutant}.json`);
  const { seed, seconds, services } = values;
  const { load = 'mixed', faults = 'mixed' } = MUTANTS[mutant] ?? {};
  const options = { seed, seconds, services, load, faults, mutant, dist, verdict: file };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const { stderr } = spawnSync(process.execPath, [run, ...args], { encoding: 'utf8' });
  if (!existsSync(file)) throw new Error(`no campaign took place with mutant ${mutant}: ${stderr}`);
  /** @type {{ violations: { promise: string }[] }} */
  const { violations } = JSON.parse(readFileSync(file, 'utf8'));
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { promise } of violations) counts[promise] = (counts[promise] ?? 0) + 1;
  return counts;
}
