/**
 * One campaign: three pagers on a store, gateways that record, clients that ask, and
 * faults by a seed; then peace, until everything that was begun has ended; then what
 * is left is collected for the checker.
 */
import { loadavg } from 'node:os';
import { readTimelines } from './api-reader.mjs';
import { planEvents } from './event-plan.mjs';
import { planFaults } from './fault-schedule.mjs';
import { waitForPeace } from './peace.mjs';
import { planServices, policyOf } from './services.mjs';
import { readStore } from './store-reader.mjs';
import { API_KEY, startSystem } from './system.mjs';

/** @import { PlannedService, Run } from './types.d.mts' */
/** @import { System } from './system.mjs' */

const SECOND = 1_000;
/** Faults end so long before the clients do: what the last ones broke shows under load. */
const CALM_MS = 5 * SECOND;
/** Of the incidents one in so many is also read through the API. */
const LOOK_AT_EVERY = 4;

/**
 * @typedef {object} CampaignOptions
 * @property {number} seed
 * @property {number} durationMs of the load
 * @property {number} services
 * @property {import('./event-plan.mjs').Load} load
 * @property {import('./fault-schedule.mjs').FaultMix} faults
 * @property {number} nodes
 * @property {number} faultEveryMs
 * @property {import('./store.mjs').StoreKind} store
 * @property {import('./store.mjs').Fsync} fsync
 * @property {string | null} mutant
 * @property {string} dist the built program
 * @property {string} folder where everything of this campaign is kept
 */

/** @param {CampaignOptions} options @param {(text: string) => void} tell */
export async function runCampaign(options, tell) {
  const system = await startSystem(options);
  try {
    const services = planServices(options.seed, options.services);
    await Promise.all(system.pagers.map((pager) => pager.start()));
    await setUp(services, system.pagers[0]?.directUrl ?? '');
    tell(`${options.nodes} pagers run, ${services.length} services are set up; the load and the faults begin`);
    const startedAt = Date.now();
    const loadAverage = await disturb(system, services, options);
    closeAll(services, system);
    await system.clients.settled();
    tell('the load has ended, every incident is closed');
    await waitForPeace(await system.store.masters());
    const about = { startedAt, endedAt: Date.now(), nodes: options.nodes, loadAverage, services };
    return { run: await collect(system, about), faults: system.injector.done };
  } finally {
    await system.stop();
  }
}

/** @param {PlannedService[]} services @param {string} url */
async function setUp(services, url) {
  const put = async (/** @type {string} */ path, /** @type {object} */ body) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${API_KEY}` };
    const response = await fetch(`${url}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`PUT ${path}: ${response.status} ${await response.text()}`);
  };
  for (const service of services) {
    await put(`/v1/escalation-policies/${service.id}`, policyOf(service));
    await put(`/v1/services/${service.id}`, { name: `Service ${service.id}`, escalationPolicyId: service.id });
  }
}

/**
 * Load and faults, until everything that was sent is answered or given up.
 * @param {System} system @param {PlannedService[]} services @param {CampaignOptions} options
 * @returns {Promise<number>} the worst load average of the machine
 */
async function disturb(
  { clients, injector, pagers },
  services,
  { seed, durationMs, nodes, faultEveryMs, load, faults, store },
) {
  const startedAt = Date.now();
  /** @type {number[]} */
  const loads = [];
  const until = async (/** @type {number} */ at) => {
    while (Date.now() < at) {
      loads.push(loadavg()[0] ?? 0);
      await new Promise((resolve) => setTimeout(resolve, Math.min(SECOND, Math.max(0, at - Date.now()))));
      const failed = pagers.find((pager) => pager.hasFailed());
      if (failed) throw new Error(`pager ${failed.node} ended by itself: see ${failed.logFile}`);
    }
  };
  clients.follow(planEvents(seed, services, durationMs, load));
  const schedule = { durationMs: durationMs - CALM_MS, nodes, everyMs: faultEveryMs, mix: faults, store };
  injector.follow(planFaults(seed, schedule));
  await until(startedAt + durationMs - CALM_MS);
  await injector.stop();
  await until(startedAt + durationMs);
  await clients.settled();
  return Math.max(...loads);
}

/** The last word on each service, asked and answered as every other event. @param {PlannedService[]} services @param {System} system */
function closeAll(services, { clients }) {
  for (const { id } of services) {
    clients.launch([{ ref: `${id}.end`, atMs: 0, service: id, type: 'healthy', givesUp: false }]);
  }
}

/**
 * @param {System} system @param {Pick<Run, 'startedAt' | 'endedAt' | 'nodes' | 'loadAverage' | 'services'>} about
 * @returns {Promise<Run>}
 */
async function collect({ store: servers, book, pagers, recorder, clients, injector }, about) {
  await recorder.stop();
  const store = await readStore(await servers.masters());
  const looked = store.incidents.map(({ id }) => id).filter((_, index) => index % LOOK_AT_EVERY === 0);
  return {
    ...about,
    asked: [...clients.asked.values()],
    receipts: book.receipts,
    commits: recorder.commits,
    store,
    shown: await readTimelines({ url: pagers[0]?.directUrl ?? '', apiKey: API_KEY, incidents: looked }),
    nodeOutages: pagers.flatMap(({ outages }) => outages()),
    redisOutages: servers.outages,
    gatewayTroubles: book.troubles,
    cuts: injector.done.flatMap(({ at, kind, node }) => {
      if (node === null || (kind !== 'cutClient' && kind !== 'cutRedis')) return [];
      return [
        { at, node, link: kind === 'cutClient' ? /** @type {const} */ ('client') : /** @type {const} */ ('redis') },
      ];
    }),
  };
}
