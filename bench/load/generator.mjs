/**
 * All load of the benchmark. As fast as the answers come, it is wrk's; evenly spaced, or
 * where there is no wrk, a Node process of its own. What a server does not take ends the
 * measure: a rate of refusals says nothing.
 */
import { startChild } from '../child.mjs';
import { createWrk } from './wrk.mjs';
import { wrkCommand } from './wrk-command.mjs';

/** @typedef {import('./wrk.mjs').Template} Template */
/** @typedef {ReturnType<typeof startGenerator>} Generator */

/** @param {{connections: number, found?: ReturnType<typeof wrkCommand>}} options `found`: the wrk to use */
export function startGenerator({ connections, found = wrkCommand() }) {
  const wrk = 'missing' in found ? null : createWrk(found);
  const node = startChild('load/node-load.mjs');
  const closed = async (load) => {
    const result = await node.ask({ mode: 'closed', connections, ...load });
    return { ...result, answered: result.done, seconds: (result.endedAt - result.startedAt) / 1_000 };
  };
  /** @param {{port: number, templates: Template[], plan: [number, number][], perSecond: number, connections?: number}} load */
  const follow = async (load) => {
    const report = await node.ask({ mode: 'paced', connections, ...load });
    mustBeTaken(report);
    return { sentAt: report.sentAt };
  };
  return {
    /** For whoever reads the figures. */
    name: wrk ? `wrk ${found.version}` : 'a generator in Node',
    /** Why it is not wrk. */
    missing: wrk ? null : found.missing,

    /** The same request again and again. @param {{port: number, template: Template, seconds: number, connections?: number}} load */
    async again(load) {
      const report = wrk
        ? await wrk.again({ connections, ...load })
        : await closed({ ...load, durationMs: load.seconds * 1_000 });
      mustBeTaken(report);
      return { answered: report.answered, perSecond: report.answered / report.seconds };
    },

    /** Requests `from` and the `count - 1` after it, each once. @param {{port: number, template: Template, from?: number, count: number}} load */
    async numbered({ from = 0, ...load }) {
      const report = wrk ? await wrk.numbered({ ...load, from, connections }) : await closed({ ...load, from });
      mustBeTaken(report);
      return { startedAt: report.startedAt, endedAt: report.endedAt };
    },

    /**
     * As `numbered`, evenly spaced, whenever the answers come.
     * @param {{port: number, template: Template, from?: number, count: number, perSecond: number}} load
     * @returns {Promise<{sentAt: number[]}>} of request `from + i`
     */
    paced: ({ port, template, from = 0, count, perSecond }) =>
      follow({ port, templates: [template], plan: Array.from({ length: count }, (_, i) => [0, from + i]), perSecond }),

    /** As `paced`, but each step of the plan says which of the templates is sent, and its number. */
    follow,

    stop: () => node.stop(),
  };
}

function mustBeTaken({ notTaken = 0, broken = 0, failed = {}, firstFailure = null }) {
  const said = firstFailure === null ? '' : `; the first answer was ${firstFailure}`;
  const refused = notTaken + Object.values(failed).reduce((sum, some) => sum + some, 0);
  if (refused > 0) throw new Error(`${refused} requests were not taken${said}`);
  if (broken > 0) throw new Error(`${broken} connections broke`);
}
