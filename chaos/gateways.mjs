/** How a gateway behaves now, and everything that arrived there. Both gateways of a campaign share it. */

/** @import { Interval, Receipt, ReceiptAnswer } from './types.d.mts' */
/** @import { Random } from './random.mjs' */

/** @typedef {'well' | 'hangs' | 'fails' | 'late'} Mood */

/** @param {Random} random */
export function createGatewayBook(random) {
  /** @type {Receipt[]} */
  const receipts = [];
  /** @type {Record<string, Mood>} */
  const moods = { sms: 'well', email: 'well' };
  /** Those that are kept waiting, ended when the campaign ends. @type {Set<NodeJS.Timeout>} */
  const waiting = new Set();

  /** @type {(Interval & { channel: string })[]} */
  const troubles = [];

  return {
    receipts,
    troubles,
    /** @param {string} channel @param {Mood} mood */
    behave(channel, mood) {
      moods[channel] = mood;
      for (const trouble of troubles) if (trouble.channel === channel) trouble.to = Math.min(trouble.to, Date.now());
      if (mood !== 'well') troubles.push({ channel, from: Date.now(), to: Number.POSITIVE_INFINITY });
    },
    /** @param {{ id: string; to: string; node: number; channel: 'sms' | 'email' }} message */
    received({ id, to, node, channel }) {
      /** @type {Receipt} */
      const receipt = { id, to: `${channel}:${to}`, node, at: Date.now(), answered: 'none', answeredAt: null };
      receipts.push(receipt);
      return {
        ...behaviour(moods[channel] ?? 'well', random),
        /** @param {ReceiptAnswer} answer */
        answered(answer) {
          receipt.answered = answer;
          receipt.answeredAt = Date.now();
        },
      };
    },
    /** @param {number} ms @param {() => void} act */
    later(ms, act) {
      const timer = setTimeout(() => {
        waiting.delete(timer);
        act();
      }, ms);
      waiting.add(timer);
    },
    stop() {
      for (const timer of waiting) clearTimeout(timer);
    },
  };
}

/** @typedef {ReturnType<typeof createGatewayBook>} GatewayBook */

/** @param {Mood} mood @param {Random} random @returns {{ answer: ReceiptAnswer; afterMs: number }} */
function behaviour(mood, random) {
  switch (mood) {
    case 'well':
      return { answer: 'ok', afterMs: random.whole(0, 20) };
    case 'hangs':
      return { answer: 'none', afterMs: 0 };
    case 'fails':
      return { answer: random.chance(0.2) ? 'cut' : 'error', afterMs: random.whole(0, 50) };
    case 'late':
      // Within what an attempt may take, mostly: a slow answer is an answer.
      return { answer: 'ok', afterMs: random.whole(500, 12_000) };
  }
}
