/** One contender's turn: the same request as fast as the answers come, and the CPU time that each event takes. */
import { startCpuMeter } from './process-figures.mjs';

/**
 * @typedef {import('./process-figures.mjs').Group} Group
 * @typedef {{port: number, template: import('./load/wrk.mjs').Template, groups: {own: Group, redis?: Group},
 *   eventsPerRequest?: number, connections?: number}} Contender
 * @param {{generator: import('./load/generator.mjs').Generator, seconds: number}} bench
 * @param {Contender} contender
 */
export function rateTurn({ generator, seconds }, { groups, eventsPerRequest = 1, ...load }) {
  return async (_round, forSeconds = seconds) => {
    const cpu = startCpuMeter(groups);
    const { answered, perSecond } = await generator.again({ ...load, seconds: forSeconds });
    const events = answered * eventsPerRequest;
    return { events, perSecond: perSecond * eventsPerRequest, ...cpuPerEvent(cpu(), events) };
  };
}

/** @param {Record<string, number | null>} ms @param {number} events @returns {Record<string, number | null>} µs, `ownCpuUs` and so on */
export const cpuPerEvent = (ms, events) =>
  Object.fromEntries(
    Object.entries(ms).map(([name, each]) => [`${name}CpuUs`, each === null ? null : (each * 1_000) / events]),
  );
