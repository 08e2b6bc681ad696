/** One contender's turn: distinct alerts as fast as they are taken, each notified once, and the CPU time that each takes. */
import { arrivalsOf } from './incidents.mjs';
import { startCpuMeter } from './process-figures.mjs';
import { cpuPerEvent } from './rate-turn.mjs';

/**
 * `perSecond`: from the first post to the last arrival.
 * @param {import('./run.mjs').Bench} bench
 * @param {{port: number, template: import('./load/wrk.mjs').Template, from: number, count: number}} load
 * @param {import('./rate-turn.mjs').Contender['groups']} groups
 */
export async function deliver({ generator, receiver }, load, groups) {
  await receiver.ask({ type: 'reset' });
  const spent = startCpuMeter(groups);
  const { startedAt, endedAt } = await generator.numbered(load);
  const arrivals = await arrivalsOf(receiver, load);
  const lastAt = arrivals.reduce((last, { at }) => Math.max(last, at), 0);
  return {
    perSecond: (load.count * 1_000) / (lastAt - startedAt),
    answeredPerSecond: (load.count * 1_000) / (endedAt - startedAt),
    ...cpuPerEvent(spent(), load.count),
  };
}
