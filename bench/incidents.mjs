/** New incidents on services that nothing was ever sent about: each is made before it is used, and used once. */
import { postAlert, putService } from './pager.mjs';

const ARRIVE_WITHIN_MS = 60_000;

/** @param {import('./pager.mjs').BenchPager} pager @param {import('./run.mjs').Bench} bench @param {string} policy */
export function createFreshServices(pager, { generator }, policy) {
  let next = 0;
  return {
    /** @param {number} count @returns the load that alerts on each of them once */
    async make(count) {
      const from = next;
      next += count;
      await generator.numbered({ port: pager.port, template: putService(pager, policy), from, count });
      return { port: pager.port, template: postAlert(pager), from, count };
    },
  };
}

/**
 * Each once, and no other.
 * @param {import('./run.mjs').Bench['receiver']} receiver @param {{from: number, count: number}} expected
 * @returns {Promise<{n: number, to: string, at: number}[]>}
 */
export async function arrivalsOf(receiver, { from, count }) {
  const arrivals = await receiver.ask({ type: 'arrivals', count, withinMs: ARRIVE_WITHIN_MS });
  const distinct = new Set(arrivals.map(({ n }) => n).filter((n) => n >= from && n < from + count)).size;
  if (distinct !== count || arrivals.length !== count)
    throw new Error(`${arrivals.length} notifications about ${distinct} of ${count} incidents`);
  return arrivals;
}
