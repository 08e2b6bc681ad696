/**
 * Which fault comes when. Pure, and the same for the same seed and kind of store. Kinds
 * come from a shuffled deck, so that even a short campaign sees nearly all of them.
 */
import { createRandom } from './random.mjs';

/** @import { Fault, FaultKind } from './types.d.mts' */
/** @import { Random } from './random.mjs' */
/** @import { StoreKind } from './store.mjs' */

const SECOND = 1_000;

/** @type {FaultKind[]} as often as it stands here */
const DECK = [
  'killPager',
  'killPager',
  'killPager',
  'pausePager',
  'pausePager',
  'pausePager',
  'killRedis',
  'cutClient',
  'cutClient',
  'cutClient',
  'cutRedis',
  'cutRedis',
  'cutRedis',
  'gatewayHangs',
  'gatewayFails',
  'gatewayLate',
  'gatewayLate',
  'obliterateQueue',
  'pauseQueue',
  'promoteJobs',
  'jumpClock',
  'jumpClock',
];

/** Also, where there are slots. @type {FaultKind[]} */
const CLUSTER_DECK = [...DECK, 'killRedis', 'moveSlots', 'moveSlots'];

/**
 * @param {number} seed
 * @param {{ durationMs: number; nodes: number; everyMs: number; store?: StoreKind }} options `everyMs`: one fault in that time, on average
 * @returns {Fault[]} by time
 */
export function planFaults(seed, { durationMs, nodes, everyMs, store = 'server' }) {
  const cards = store === 'cluster' ? CLUSTER_DECK : DECK;
  const random = createRandom(seed, 'faults');
  /** @type {Fault[]} */
  const faults = [];
  /** Until when a node is already away. */
  const awayUntil = Array.from({ length: nodes }, () => 0);
  let deck = random.shuffled(cards);
  for (let atMs = everyMs; atMs < durationMs; atMs += random.whole(everyMs * 0.3, everyMs * 1.7)) {
    if (deck.length === 0) deck = random.shuffled(cards);
    const kind = /** @type {FaultKind} */ (deck.pop());
    const node = random.whole(0, nodes - 1);
    if (TAKES_A_NODE.has(kind) && (awayUntil[node] ?? 0) > atMs) continue;
    const fault = { atMs, kind, ...detailsOf(kind, node, random) };
    if (kind === 'killPager' || kind === 'pausePager') awayUntil[node] = atMs + (fault.forMs ?? 0) + 2 * SECOND;
    faults.push(fault);
    // Its messages wait for their answers when it dies.
    if (kind === 'gatewayLate' && random.chance(0.5) && (awayUntil[node] ?? 0) <= atMs) {
      const kill = {
        atMs: atMs + SECOND,
        kind: /** @type {const} */ ('killPager'),
        ...detailsOf('killPager', node, random),
      };
      awayUntil[node] = kill.atMs + (kill.forMs ?? 0) + 2 * SECOND;
      faults.push(kill);
    }
  }
  return faults.filter((fault) => fault.atMs < durationMs).sort((a, b) => a.atMs - b.atMs);
}

/** @type {Set<FaultKind>} */
const TAKES_A_NODE = new Set(['killPager', 'pausePager', 'cutClient', 'cutRedis', 'jumpClock']);

/** @param {FaultKind} kind @param {number} node @param {Random} random @returns {Omit<Fault, 'atMs' | 'kind'>} */
function detailsOf(kind, node, random) {
  const seconds = (/** @type {number} */ low, /** @type {number} */ high) => random.whole(low * SECOND, high * SECOND);
  switch (kind) {
    case 'killPager':
      return { node, forMs: seconds(0, 5) };
    case 'pausePager':
      return { node, forMs: seconds(1, 20) };
    case 'moveSlots':
      return {};
    case 'killRedis':
      return { forMs: seconds(0, 4) };
    case 'cutClient':
    case 'cutRedis':
      return { node };
    case 'gatewayHangs':
    case 'gatewayFails':
    case 'gatewayLate':
      return { name: random.pick(['sms', 'email']), forMs: seconds(2, 8) };
    case 'obliterateQueue':
    case 'promoteJobs':
      return { name: random.pick(['timeouts', 'notifications']) };
    case 'pauseQueue':
      return { name: random.pick(['timeouts', 'notifications']), forMs: seconds(1, 10) };
    case 'jumpClock':
      return { node, byMs: random.pick([-2 * SECOND, 2 * SECOND]), forMs: seconds(3, 20) };
  }
}
