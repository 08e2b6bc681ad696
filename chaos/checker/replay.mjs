/**
 * The rules of paging once more, in their shortest form, over the recorded steps of
 * one incident: which levels were notified, when each times out, and which step does
 * what no rule allows. Written from the rules, not from the chart, so that it can
 * prove the chart and its runtime wrong. Pure.
 */

/** @import { Incident, Step } from './record.mjs' */

/**
 * @typedef {object} NotifiedLevel
 * @property {number} cycle
 * @property {number} level
 * @property {string[]} targets
 * @property {Step} step
 * @property {number} timeoutMs
 * @property {NotifiedLevel | null} before the one whose timeout led to it
 */
/**
 * @typedef {object} Replayed
 * @property {NotifiedLevel[]} levels
 * @property {NotifiedLevel | null} waiting whose timeout is still awaited at the end
 * @property {Step[]} stops acknowledgements and the closing
 * @property {{ level: NotifiedLevel; step: Step }[]} timeouts that were taken
 * @property {{ step: Step; why: string }[]} wrong
 */

/** @param {Incident} incident @returns {Replayed} */
export function replay({ service, steps }) {
  /** @type {Replayed} */
  const out = { levels: [], waiting: null, stops: [], timeouts: [], wrong: [] };
  let isOpen = false;
  for (const step of steps) {
    const before = out.waiting;
    const expected = expectedLevel(step);
    const notified = step.effects.find(({ type }) => type === 'notifyLevel');
    if (!isSame(expected, notified)) {
      const told = notified ? `level ${notified.level} of cycle ${notified.cycle} is notified` : 'nobody is notified';
      out.wrong.push({
        step,
        why: `${told}, expected was ${expected ? `level ${expected.level} of cycle ${expected.cycle}` : 'nobody'}`,
      });
    }
    if (!notified) continue;
    const { cycle = 0, level = 0 } = notified;
    const { targets, ackTimeoutMs } = service.levels[level - 1] ?? { targets: [], ackTimeoutMs: 0 };
    out.waiting = { cycle, level, targets, step, timeoutMs: ackTimeoutMs, before: isTimer(step) ? before : null };
    out.levels.push(out.waiting);
  }
  return out;

  /** @param {Step} step @returns {{ cycle: number; level: number } | null} */
  function expectedLevel(step) {
    const { event, effects } = step;
    if (isTimer(step)) return afterTimeout(step);
    if (effects.some(({ type }) => type === 'closed')) stop(step);
    else if (event.type === 'ack' && effects.some(({ result }) => result === 'acknowledged')) stop(step);
    else if (event.type === 'alert' && !isOpen) {
      isOpen = true;
      return { cycle: 1, level: 1 };
    }
    return null;
  }

  /** @param {Step} step */
  function stop(step) {
    out.stops.push(step);
    out.waiting = null;
  }

  /** @param {Step} step */
  function afterTimeout(step) {
    const { waiting } = out;
    if (!waiting) {
      out.wrong.push({ step, why: 'a timeout is taken though none was set' });
      return null;
    }
    out.timeouts.push({ level: waiting, step });
    out.waiting = null;
    if (waiting.level < service.levels.length) return { cycle: waiting.cycle, level: waiting.level + 1 };
    return waiting.cycle <= service.repeat ? { cycle: waiting.cycle + 1, level: 1 } : null;
  }
}

/** @param {Step} step */
const isTimer = ({ event }) => event.type.startsWith('xstate.after.');

/** @param {{ cycle?: number; level?: number } | null | undefined} a @param {{ cycle?: number; level?: number } | null | undefined} b */
function isSame(a, b) {
  return a ? a.cycle === b?.cycle && a.level === b?.level : !b;
}
