/** One contender's turn: evenly spaced, distinct alerts, and how long after each was to be sent its notification arrived. */
import { arrivalsOf } from './incidents.mjs';
import { quantile } from './statistics.mjs';

/**
 * @param {import('./run.mjs').Bench} bench
 * @param {{port: number, template: import('./load/wrk.mjs').Template, from: number, count: number, perSecond: number}} load
 * @returns {Promise<{p50: number, p99: number, worst: number}>} ms
 */
export async function latenciesOf({ generator, receiver }, load) {
  await receiver.ask({ type: 'reset' });
  const { sentAt } = await generator.paced(load);
  const arrivals = await arrivalsOf(receiver, load);
  const latencies = arrivals.map(({ n, at }) => at - sentAt[n - load.from]);
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), worst: Math.max(...latencies) };
}
