/*
 * The fuzz campaign: bad input, tried. The same seed sends the same requests:
 *
 *   node chaos/fuzz.mjs --seed 1 --requests 100000 [--answers 1000] [--connections 16]
 *
 * Ends with 0 when nothing was wrong, with 1 when something was; the first of it is printed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzzApi, mebibytes } from './fuzz/api-campaign.mjs';
import { fuzzGateways } from './fuzz/gateway-campaign.mjs';
import { startPagerUnderFuzz } from './fuzz/pager-under-fuzz.mjs';
import { builtProgram } from './program-under-test.mjs';

/** @type {Record<string, string>} */
const NAMES = { gateway: 'SMS gateway', twilio: 'SMS provider', email: 'mail server' };

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    requests: { type: 'string', default: '100000' },
    connections: { type: 'string', default: '16' },
    answers: { type: 'string', default: '1000' },
    dist: { type: 'string' },
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
const dist = values.dist ?? builtProgram();
const folder = mkdtempSync(join(tmpdir(), 'pager-fuzz-'));
const tell = (/** @type {string} */ text) => console.error(text);
const seed = Number(values.seed);
const startedAt = performance.now();

const pager = await startPagerUnderFuzz({ folder, dist });
const figures = await fuzzApi({
  pager,
  seed,
  requests: Number(values.requests),
  connections: Number(values.connections),
  slow: true,
  tell,
});
await pager.stop();
const gateways = await fuzzGateways({ folder, dist, seed, answers: Number(values.answers), tell });
const faults = [
  ...figures.faults,
  ...gateways.flatMap(({ kind, faults: each }) => each.map((fault) => `${kind}: ${fault}`)),
];

const rows = [
  ['requests', figures.asked],
  [
    '… as the contract allows them, nearly so, wild',
    ['valid', 'nearly', 'wild'].map((kind) => figures.kinds[kind] ?? 0).join(', '),
  ],
  ['answers by status', counts(figures.statuses)],
  ['refused twice, the second time with what is stored compared', figures.refusedTwice],
  [
    'sent again on a new connection; 503 after over 2 s, while the machine gave it no CPU',
    `${figures.resends}; ${figures.starved}`,
  ],
  ['raw connections', figures.sockets],
  ['heap behind a collection, after each fifth of the requests', `${figures.heaps.map(mebibytes).join(', ')} MB`],
  ...gateways.map(({ kind, answers, outcomes, heaps }) => [
    `answers of the ${NAMES[kind]}, what came of the notifications, heap before and after`,
    `${answers}, ${counts(outcomes)}, ${heaps.map(mebibytes).join(' and ')} MB`,
  ]),
  ['duration', `${Math.round((performance.now() - startedAt) / 1_000)} s`],
  ['wrong', faults.length],
];
console.log(rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n'));
for (const fault of faults.slice(0, 20)) console.log(`\n${fault.slice(0, 3_000)}`);
if (faults.length > 0) {
  writeFileSync(join(folder, 'faults.txt'), faults.join('\n\n'));
  writeFileSync(join(folder, 'log.txt'), pager.log());
  console.log(`\nAll of it, and the log, are in ${folder}`);
} else rmSync(folder, { recursive: true, force: true });
process.exit(faults.length > 0 ? 1 : 0);

/** @param {Record<string, number>} by */
function counts(by) {
  return Object.entries(by)
    .map(([name, count]) => `${name}: ${count}`)
    .join(', ');
}
