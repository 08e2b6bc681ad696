/** Judges a run: each of the six promises is shown to hold for it, or a counter-example is given. Pure. */
import { checkCoverage } from './checker/coverage.mjs';
import { checkEvents } from './checker/events.mjs';
import { checkLateness } from './checker/lateness.mjs';
import { checkNumbers } from './checker/numbers.mjs';
import { checkOrder } from './checker/order.mjs';
import { readRun } from './checker/record.mjs';
import { checkRepetition } from './checker/repetition.mjs';

/** @import { Run, Verdict, Violation } from './types.d.mts' */

/** @param {Run} run @returns {Verdict} */
export function checkRun(run) {
  const record = readRun(run);
  const repetition = checkRepetition(record);
  const parts = [
    checkEvents(record),
    checkCoverage(record),
    { ...repetition, figures: {} },
    { ...checkOrder(record), figures: {} },
    checkLateness(record),
    checkNumbers(record),
  ];
  return {
    violations: parts.flatMap(({ violations }) => violations),
    figures: Object.assign({}, ...parts.map(({ figures }) => figures)),
    repetitions: repetition.repetitions,
  };
}

/** The shortest counter-example of each promise that was broken. @param {Verdict} verdict @returns {{ violation: Violation; others: number }[]} */
export function counterExamples({ violations }) {
  const promises = [...new Set(violations.map(({ promise }) => promise))];
  return promises.flatMap((promise) => {
    const broken = violations.filter((violation) => violation.promise === promise);
    const [shortest] = broken.sort((a, b) => a.evidence.length - b.evidence.length);
    return shortest ? [{ violation: shortest, others: broken.length - 1 }] : [];
  });
}
