/**
 * What a figure must reach, and whether it did. Pure.
 *
 * @typedef {object} Goal
 * @property {string} id
 * @property {string} what
 * @property {'higher' | 'lower'} better
 * @property {(figures: any) => number | null} value null: it could not be measured here
 * @property {(value: number | null) => string} show
 * @property {number} target
 * @property {number | null} floor what it must not fall below; null: the target is that, too
 * @property {number | null} firstFloor what the first version was held to
 * @property {(figures: any) => string} beside
 *
 * @typedef {'target' | 'floor' | 'missed' | 'unknown'} Verdict `floor`: that was reached, and the target was not
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} what
 * @property {'higher' | 'lower'} better
 * @property {number | null} value in ms, bytes, a share, or each second, as `shown` says
 * @property {number} target
 * @property {number | null} floor
 * @property {number | null} firstFloor
 * @property {Verdict} verdict
 * @property {{value: string, target: string, floor: string, firstFloor: string, beside: string}} shown
 */

/** @param {Goal} goal @param {any} figures of its measure @returns {Row} */
export function rowOf({ value: read, show, beside, ...goal }, figures) {
  const value = read(figures);
  const limit = (at) => (at === null ? '' : `${goal.better === 'higher' ? '≥' : '≤'} ${show(at)}`);
  return {
    ...goal,
    value,
    verdict: verdictOf(value, goal),
    shown: {
      value: show(value),
      target: limit(goal.target),
      floor: limit(goal.floor),
      firstFloor: limit(goal.firstFloor),
      beside: beside(figures),
    },
  };
}

/** @param {number | null} value @param {Pick<Goal, 'better' | 'target' | 'floor'>} goal @returns {Verdict} */
export function verdictOf(value, { better, target, floor }) {
  if (value === null || !Number.isFinite(value)) return 'unknown';
  const reaches = (limit) => (better === 'higher' ? value >= limit : value <= limit);
  if (reaches(target)) return 'target';
  return floor !== null && reaches(floor) ? 'floor' : 'missed';
}
