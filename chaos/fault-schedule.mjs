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

/** `mixed`: the whole deck; `lostAnswers`: only pagers that die while a gateway lets their messages wait. @typedef {'mixed' | 'lostAnswers'} FaultMix */

/**
 * @param {number} seed
 * @param {{ durationMs: number; nodes: number; everyMs: number; mix?: FaultMix; store?: StoreKind }} options
 *   `everyMs`: one fault of the deck in that time, on average
 * @returns {Fault[]} by time
 */
export function planFaults(seed, { durationMs, nodes, everyMs, mix = 'mixed', store = 'server' }) {
  const random = createRandom(seed, 'faults');
  const faults =
    mix === 'lostAnswers'
      ? planLostAnswers(random, { durationMs, nodes })
      : planDeck(random, { durationMs, nodes, everyMs, cards: store === 'cluster' ? CLUSTER_DECK : DECK });
  return faults.filter((fault) => fault.atMs < durationMs).sort((a, b) => a.atMs - b.atMs);
}

/** @param {Random} random @param {{ durationMs: number; nodes: number; everyMs: number; cards: FaultKind[] }} options */
function planDeck(random, { durationMs, nodes, everyMs, cards }) {
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
  return faults;
}

/**
 * A gateway hangs, and a pager dies with all that it had sent meanwhile. Nothing else happens for longer than a message
 * may wait after its pager's death, so that nothing else excuses one that is late.
 * @param {Random} random @param {{ durationMs: number; nodes: number }} options
 */
function planLostAnswers(random, { durationMs, nodes }) {
  /** @type {Fault[]} */
  const faults = [];
  for (let atMs = 3 * SECOND; atMs < durationMs; atMs += random.whole(12, 15) * SECOND) {
    const node = random.whole(0, nodes - 1);
    faults.push({ atMs, kind: 'gatewayHangs', name: 'sms', forMs: 4 * SECOND });
    faults.push({ atMs: atMs + 3 * SECOND, kind: 'killPager', node, forMs: random.whole(1, 4) * SECOND });
  }
  return faults;
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
