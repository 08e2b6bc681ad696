/*
 * The fault campaign. The same seed gives the same load and the same faults:
 *
 *   node chaos/run.mjs --seed 1 --minutes 6 [--store sentinel|cluster] [--fsync everysec] [--mutant name]
 *
 * `--load flaps` and `--faults lostAnswers` take one kind alone, where what shows a rule is rare in the mixture.
 * `--keep` keeps history, logs and what was stored; `--verdict file` writes the verdict as JSON;
 * `--dist folder` takes another build than that of the sources.
 * Ends with 0 when all six promises held, with 1 when one was broken. A mutant must
 * be caught: there it is the other way round.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.mjs';
import { checkRun } from './check-run.mjs';
import { MUTANTS } from './mutants.mjs';
import { builtProgram } from './program-under-test.mjs';
import { figuresOf, tellVerdict } from './report.mjs';

const SECOND = 1_000;
const STORES = ['server', 'sentinel', 'cluster'];

// `npm run chaos` comes through bin/setup.cjs, and then its words stand in front.
const args = process.argv.slice(process.argv.findIndex((word) => word.endsWith('chaos/run.mjs')) + 1);
const { values } = parseArgs({
  args,
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '2' },
    seconds: { type: 'string' },
    services: { type: 'string', default: '200' },
    'fault-every': { type: 'string', default: '1.5' },
    load: { type: 'string', default: 'mixed' },
    faults: { type: 'string', default: 'mixed' },
    store: { type: 'string', default: 'server' },
    fsync: { type: 'string', default: 'always' },
    mutant: { type: 'string' },
    dist: { type: 'string' },
    verdict: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

const seed = wholeNumber('--seed', values.seed, 0);
const durationMs = values.seconds
  ? wholeNumber('--seconds', values.seconds, 10) * SECOND
  : Number(values.minutes) * 60 * SECOND;
if (values.fsync !== 'always' && values.fsync !== 'everysec') fail('--fsync: expected always or everysec');
if (!STORES.includes(values.store)) fail(`--store: expected ${STORES.join(', ')}`);
if (values.load !== 'mixed' && values.load !== 'flaps') fail('--load: expected mixed or flaps');
if (values.faults !== 'mixed' && values.faults !== 'lostAnswers') fail('--faults: expected mixed or lostAnswers');
if (values.mutant !== undefined && !MUTANTS[values.mutant])
  fail(`--mutant: expected one of ${Object.keys(MUTANTS).join(', ')}`);
if (!(durationMs >= 10 * SECOND)) fail('--minutes: expected a number; a campaign lasts at least 10 seconds');

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
const folder = mkdtempSync(join(tmpdir(), 'pager-chaos-'));
const mutant = values.mutant ?? null;
const { run, faults } = await runCampaign(
  {
    seed,
    durationMs,
    folder,
    mutant,
    dist: values.dist ?? builtProgram(),
    services: wholeNumber('--services', values.services, 1),
    load: /** @type {import('./event-plan.mjs').Load} */ (values.load),
    faults: /** @type {import('./fault-schedule.mjs').FaultMix} */ (values.faults),
    nodes: 3,
    faultEveryMs: Number(values['fault-every']) * SECOND,
    store: /** @type {import('./store.mjs').StoreKind} */ (values.store),
    fsync: /** @type {import('./store.mjs').Fsync} */ (values.fsync),
  },
  (text) => console.error(text),
);
const verdict = checkRun(run);
const title = `Fault campaign, seed ${seed}, store ${values.store}, appendfsync ${values.fsync}${mutant ? `, mutant ${mutant}` : ''}`;
console.log(tellVerdict({ run, verdict, faults, title }));
if (values.verdict !== undefined)
  writeFileSync(values.verdict, JSON.stringify({ ...verdict, table: figuresOf(run, verdict, faults) }));
const isBroken = verdict.violations.length > 0;
if (values.keep || (isBroken && !mutant)) {
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ run, faults }));
  console.log(`History, logs and the whole run are in ${folder}`);
} else rmSync(folder, { recursive: true, force: true });
process.exit(isBroken === (mutant !== null) ? 0 : 1);

/** @param {string} name @param {string} text @param {number} least */
function wholeNumber(name, text, least) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least)
    fail(`${name}: expected a whole number of at least ${least}, got ${text}`);
  return number;
}

/** @param {string} why @returns {never} */
function fail(why) {
  console.error(why);
  process.exit(2);
}
