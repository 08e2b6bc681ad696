/**
 * `npm run bench`: measures the built program beside its peers, in one run, and prints
 * each figure beside its target. With names behind it, only those measures are made;
 * all of them together also write the table in docs/benchmarks.md.
 *
 *   npm run bench -- [repeated-alerts] [new-incidents] [latency] [timeouts] [memory] [--quick] [--profile]
 *
 * `--quick` only shows that all of it runs; `--profile` leaves V8's profiles of the program in .cache/profiles.
 *
 * @typedef {ReturnType<typeof startChild>} Child
 * @typedef {typeof FULL & {load: Child, receiver: Child, gatewayPort: number}} Bench
 */
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../bin/build.mjs';
import { startChild } from './child.mjs';
import { measureLatency } from './measures/latency.mjs';
import { measureMemory } from './measures/memory.mjs';
import { measureNewIncidents } from './measures/new-incidents.mjs';
import { measureRepeatedAlerts } from './measures/repeated-alerts.mjs';
import { measureTimeouts } from './measures/timeouts.mjs';
import { otherWork } from './other-work.mjs';
import { startPagersWith } from './pager.mjs';
import { stopPrograms } from './program.mjs';
import { printTable, rowsOf, writeTable } from './table.mjs';

const PROFILES = fileURLToPath(new URL('../.cache/profiles', import.meta.url));
const MEASURES = {
  'repeated-alerts': measureRepeatedAlerts,
  'new-incidents': measureNewIncidents,
  latency: measureLatency,
  timeouts: measureTimeouts,
  memory: measureMemory,
};
const FULL = {
  connections: 64,
  rounds: 5,
  seconds: 5,
  incidents: 5_000,
  timeouts: 10_000,
  openSeconds: 10,
  quietSeconds: 5,
  services: 10_000,
};
const QUICK = {
  connections: 64,
  rounds: 1,
  seconds: 1,
  incidents: 200,
  timeouts: 200,
  openSeconds: 2,
  quietSeconds: 1,
  services: 200,
};

const given = process.argv.slice(2).filter((argument) => argument in MEASURES || argument.startsWith('--'));
const sizes = given.includes('--quick') ? QUICK : FULL;
const names = Object.keys(MEASURES).filter(
  (name) => given.every((other) => other.startsWith('--')) || given.includes(name),
);

if (given.includes('--profile'))
  startPagersWith(['--max-semi-space-size=32', '--cpu-prof', `--cpu-prof-dir=${PROFILES}`]);
buildIfStale();
const load = startChild('load.mjs');
const receiver = startChild('receiver.mjs');
const gatewayPort = await receiver.ask({ type: 'port' });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopPrograms().finally(() => process.exit(1)));
const results = {};
let busiest = 0;
for (const name of names) {
  console.error(`${name} ...`);
  if (sizes === FULL) busiest = Math.max(busiest, await otherWork());
  try {
    results[name] = await MEASURES[name]({ load, receiver, gatewayPort, ...sizes });
  } finally {
    await stopPrograms();
  }
}
await Promise.all([load.stop(), receiver.stop()]);

const rows = rowsOf(results);
printTable(rows, busiest);
if (names.length === Object.keys(MEASURES).length && sizes === FULL) writeTable(rows, busiest);
process.exit(rows.every(({ isMet }) => isMet) ? 0 : 1);
