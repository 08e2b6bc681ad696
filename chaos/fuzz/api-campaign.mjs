/**
 * Sends generated requests to a pager, and everything that was refused a second time by
 * itself, with what is stored compared before and after. Then what only a socket can say.
 */
import fc from 'fast-check';
import { faultOf, isStarved } from './judge.mjs';
import { KEY } from './pager-under-fuzz.mjs';
import { requestsOf } from './requests.mjs';
import { createSender } from './sender.mjs';
import { SLOW_CASES, SOCKET_CASES } from './sockets.mjs';
import { createStoreDump, differences } from './store-dump.mjs';

/** @import { PagerUnderFuzz } from './pager-under-fuzz.mjs' */
/** @import { FuzzRequest } from './requests.mjs' */

const INTEGRATIONS = [
  'pagerduty',
  'opsgenie',
  'alertmanager',
  'grafana',
  'uptimekuma',
  'zabbix',
  'goalert',
  'webhook',
  'heartbeat',
];
const CHUNK = 2_000;
const HEAP_LOOKS = 5;
/** Caches and counters fill at first; behind that, memory must not grow with what was sent. */
const HEAP_GROWTH = 30 * 1_024 * 1_024;

/**
 * @typedef {{ asked: number; statuses: Record<string, number>; kinds: Record<string, number>; refusedTwice: number; starved: number; resends: number; heaps: number[]; sockets: number; faults: string[] }} ApiFigures
 * @param {{ pager: PagerUnderFuzz; seed: number; requests: number; connections: number; slow: boolean; tell: (text: string) => void }} options
 * @returns {Promise<ApiFigures>}
 */
export async function fuzzApi({ pager, seed, requests, connections, slow, tell }) {
  /** @type {ApiFigures} */
  const figures = {
    asked: 0,
    statuses: {},
    kinds: {},
    refusedTwice: 0,
    starved: 0,
    resends: 0,
    heaps: [],
    sockets: 0,
    faults: [],
  };
  const document = await (await fetch(`${pager.url}/openapi.json`)).json();
  const sender = createSender({ port: pager.port, connections });
  const dump = createStoreDump(pager.redisPort);
  const arbitrary = requestsOf({ document, keys: { admin: KEY, ...(await givenPlan(pager)) } });
  const slowly = slow
    ? Promise.all(SLOW_CASES.flatMap((one) => Array.from({ length: 5 }, () => runCase(pager, one, figures))))
    : null;

  let nextLook = requests / HEAP_LOOKS;
  for (let chunk = 0; figures.asked < requests && !pager.hasEnded(); chunk++) {
    const size = Math.min(CHUNK, requests - figures.asked);
    const asked = fc.sample(arbitrary, { numRuns: size, seed: seed * 1_000_000 + chunk });
    const refused = await ask(asked);
    await askRefused(refused);
    if (figures.asked >= nextLook) {
      figures.heaps.push(await pager.heap.used());
      nextLook += requests / HEAP_LOOKS;
      tell(
        `${figures.asked} requests, ${figures.faults.length} faults, heap ${mebibytes(figures.heaps.at(-1) ?? 0)} MB`,
      );
    }
  }
  figures.resends = sender.resends();
  sender.close();
  await Promise.all(SOCKET_CASES.map((one) => runCase(pager, one, figures)));
  await slowly;
  dump.close();
  await judgeEnd(pager, figures);
  return figures;

  /** Those that were refused. @param {FuzzRequest[]} asked */
  async function ask(asked) {
    const answers = await sender.sendAll(asked);
    figures.asked += asked.length;
    return asked.filter((request, index) => {
      const answer = /** @type {NonNullable<(typeof answers)[number]>} */ (answers[index]);
      figures.statuses[answer.status] = (figures.statuses[answer.status] ?? 0) + 1;
      figures.kinds[request.kind] = (figures.kinds[request.kind] ?? 0) + 1;
      if (isStarved(answer)) figures.starved++;
      const fault = faultOf(request, answer);
      if (fault) figures.faults.push(`${fault}\n  ${show(request)}`);
      return answer.status >= 400 && answer.status < 500;
    });
  }

  /** What others made possible meanwhile is taken this time: then only the rest can be judged. @param {FuzzRequest[]} refused */
  async function askRefused(refused) {
    let left = refused.filter(({ method }) => method !== 'GET' && method !== 'HEAD');
    for (let round = 0; round < 3 && left.length > 0; round++) {
      const before = await dump.take();
      const again = await ask(left);
      if (again.length === left.length) {
        figures.refusedTwice += left.length;
        const changed = differences(before, await dump.take());
        if (changed.length > 0)
          figures.faults.push(
            `refused, and stored all the same: ${changed.slice(0, 5).join(', ')}\n  one of ${left.slice(0, 400).map(show).join('\n  ')}`,
          );
        return;
      }
      left = again;
    }
  }
}

/** @param {PagerUnderFuzz} pager @param {import('./sockets.mjs').SocketCase} one @param {ApiFigures} figures */
async function runCase(pager, { name, run, expect }, figures) {
  const heard = await run(pager.port);
  figures.sockets++;
  if (!expect.test(heard)) figures.faults.push(`${name}: heard ${heard.slice(0, 300)}, expected ${expect}`);
  if (!(await pager.isAlive())) figures.faults.push(`${name}: the pager does not answer afterwards`);
}

/** @param {PagerUnderFuzz} pager @param {ApiFigures} figures */
async function judgeEnd(pager, figures) {
  if (pager.hasEnded()) figures.faults.push(`the pager ended\n${pager.log().slice(-3_000)}`);
  else if (!(await pager.becomesReady())) figures.faults.push('the pager is not ready at the end');
  const errors = pager.log().match(/^.*"level":(50|60).*$/gm) ?? [];
  for (const line of errors.slice(0, 5)) figures.faults.push(`logged: ${line.slice(0, 500)}`);
  const [first = 0] = figures.heaps;
  const last = figures.heaps.at(-1) ?? 0;
  if (last - first > HEAP_GROWTH)
    figures.faults.push(`the heap grew from ${mebibytes(first)} to ${mebibytes(last)} MB`);
}

/** A plan, an open incident, and an integration of each type. @param {PagerUnderFuzz} pager @returns the integrations' keys by type */
async function givenPlan(pager) {
  const levels = [
    { ackTimeout: '7d', targets: [{ type: 'email', address: 'ana@example.com' }] },
    { ackTimeout: '7d', targets: [{ type: 'sms', phoneNumber: '+33612345678' }] },
  ];
  await pager.api('PUT', '/v1/escalation-policies/backend', { name: 'Backend', levels });
  for (const id of ['db', 'web'])
    await pager.api('PUT', `/v1/services/${id}`, { name: id, escalationPolicyId: 'backend' });
  await pager.api('POST', '/v1/services/db/alert', { summary: 'disk full', key: 'disk' });
  await pager.api('PUT', '/v1/heartbeats/backup', { name: 'Backup', serviceId: 'db', interval: '1d' });
  /** @type {Record<string, string>} */
  const keys = {};
  for (const type of INTEGRATIONS) {
    const settings = type === 'heartbeat' ? { settings: { heartbeatId: 'backup' } } : { serviceId: 'db' };
    keys[type] = (await pager.api('POST', '/v1/integrations', { type, name: type, ...settings })).key;
  }
  return keys;
}

/** @param {FuzzRequest} request */
function show({ method, path, headers, body }) {
  const { authorization: _, ...others } = headers;
  return `${method} ${path.slice(0, 300)} ${JSON.stringify(others).slice(0, 200)} ${JSON.stringify(body?.toString('latin1').slice(0, 300) ?? null)}`;
}

/** @param {number} bytes */
export const mebibytes = (bytes) => (bytes / 1_048_576).toFixed(1);
