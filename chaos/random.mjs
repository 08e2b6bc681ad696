/** Random numbers from a seed: the same seed gives the same campaign. Not for anything secret. */

/**
 * @param {number} seed
 * @param {string} purpose parts of a campaign draw from streams of their own, so that a change of one leaves the others alone
 */
export function createRandom(seed, purpose) {
  let state = seed >>> 0;
  for (const character of purpose) state = Math.imul(state ^ character.charCodeAt(0), 0x9e3779b1) >>> 0;

  // mulberry32: 32 bits of state are plenty for choosing faults.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** @param {number} low @param {number} high both included */
  const whole = (low, high) => low + Math.floor(next() * (high - low + 1));

  return {
    next,
    whole,
    /** @param {number} probability */
    chance: (probability) => next() < probability,
    /** @template T @param {readonly T[]} items @returns {T} */
    pick: (items) => /** @type {T} */ (items[whole(0, items.length - 1)]),
    /** @template T @param {readonly T[]} items @returns {T[]} */
    shuffled: (items) => {
      const left = [...items];
      return items.map(() => /** @type {T} */ (left.splice(whole(0, left.length - 1), 1)[0]));
    },
  };
}

/** @typedef {ReturnType<typeof createRandom>} Random */
