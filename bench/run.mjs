/**
 * `npm run bench`: measures the built program beside its peers, in one run, and prints
 * each figure beside what it has to reach, and as JSON (.cache/bench/latest.json).
 *
 *   npm run bench -- [measure ...] [--write] [--quick] [--profile] [--rounds <n>] [--seconds <n>]
 *
 * With names of measures, only those are made. `--write` writes the tables of
 * docs/benchmarks.md and bench/results/. `--profile` leaves V8's profiles of the program
 * in .cache/profiles. `--quick` only shows that all of it runs. The rest is for a quick
 * look: fewer rounds, or shorter ones.
 *
 * @typedef {ReturnType<typeof startChild>} Child
 * @typedef {import('./sizes.mjs').Sizes & {generator: import('./load/generator.mjs').Generator, receiver: Child, gatewayPort: number}} Bench
 */
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../bin/build.mjs';
import { parseArguments } from './arguments.mjs';
import { startChild } from './child.mjs';
import { startGenerator } from './load/generator.mjs';
import { MEASURES } from './measures.mjs';
import { now } from './now.mjs';
import { startPagersWith } from './pager.mjs';
import { stopPrograms } from './program.mjs';
import { rowOf } from './report/goal.mjs';
import { buildId, describeMachine } from './report/machine.mjs';
import { otherWork } from './report/other-work.mjs';
import { mergeResults, newestResults, writeResults } from './report/results.mjs';
import { printed } from './report/terminal.mjs';
import { writePage } from './report/write-page.mjs';
import { seconds } from './show.mjs';
import { FULL, QUICK } from './sizes.mjs';

const cache = (name) => fileURLToPath(new URL(`../.cache/${name}/`, import.meta.url));
const ORDER = MEASURES.map(({ name }) => name);

const behind = process.argv.findIndex((word) => word.endsWith('bench/run.mjs')) + 1;
const asked = parseArguments(process.argv.slice(behind), ORDER);
if ('problem' in asked) {
  console.error(asked.problem);
  process.exit(2);
}
if (asked.profile) startPagersWith(['--max-semi-space-size=32', '--cpu-prof', `--cpu-prof-dir=${cache('profiles')}`]);
buildIfStale();
const sizes = asked.quick ? QUICK : { ...FULL, ...asked.sizes };
const generator = startGenerator(sizes);
const receiver = startChild('peers/receiver.mjs');
const bench = { ...sizes, generator, receiver, gatewayPort: await receiver.ask({ type: 'port' }) };
if (generator.missing) console.error(`No wrk: ${generator.missing} ${generator.name} takes more of the processors.`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopPrograms().finally(() => process.exit(1)));

const made = [];
const failures = [];
for (const measure of MEASURES.filter(({ name }) => asked.names.includes(name))) {
  console.error(`${measure.name} ...`);
  const startedAt = now();
  const busy = asked.quick ? 0 : await otherWork();
  try {
    made.push(await make(measure, busy));
  } catch (error) {
    failures.push(measure.name);
    console.error(`${measure.name} failed: ${error.stack}`);
  } finally {
    await stopPrograms();
    console.error(`  ${seconds(now() - startedAt)}`);
  }
}
await Promise.all([generator.stop(), receiver.stop()]);

/** @type {import('./report/results.mjs').Results} */
const results = {
  schema: 1,
  build: buildId(),
  machine: describeMachine(),
  load: { generator: generator.name, connections: sizes.connections },
  sizes,
  measures: made,
};
console.log(printed(results));
console.log(`As JSON: ${writeResults(results, cache('bench'), 'latest')}`);
if (asked.write) write();
const isBelow = made.some(({ rows }) => rows.some(({ verdict }) => verdict === 'missed'));
process.exit(failures.length > 0 || isBelow ? 1 : 0);

async function make({ name, measure, goals, peers }, otherWork) {
  const measuredAt = new Date().toISOString();
  const figures = await measure(bench);
  return {
    name,
    measuredAt,
    otherWork,
    rows: goals.map((goal) => rowOf(goal, figures)),
    peers: peers(figures),
    figures,
  };
}

function write() {
  if (failures.length > 0) return console.error(`Nothing is written: ${failures.join(', ')} failed.`);
  const all = mergeResults(newestResults(), results, ORDER);
  if ('refused' in all) return console.error(`Nothing is written: ${all.refused}.`);
  console.log(`Written: ${writePage(all)}`);
}
