/** Times of a run: how long something took, not counting the time without any pager or without Redis. Pure. */

/** @import { Interval, NodeOutage, Run } from '../types.d.mts' */

/** When nobody could act: Redis away, or every pager; and when the machine had no time for one of them. @param {Run} run @returns {Interval[]} disjoint, by time */
export function timesWithoutService(run) {
  const starved = run.nodeOutages.filter(({ kind }) => kind === 'starved');
  return union([...run.redisOutages, ...timesWithoutPager(run), ...starved]);
}

/** @param {Run} run @returns {Interval[]} */
function timesWithoutPager({ nodes, nodeOutages, startedAt, endedAt }) {
  const outages = nodeOutages.filter(({ kind }) => kind !== 'starved');
  const edges = [...new Set(outages.flatMap(({ from, to }) => [from, Math.min(to, endedAt)]))].sort((a, b) => a - b);
  const away = (/** @type {number} */ at) =>
    new Set(outages.filter(({ from, to }) => from <= at && at < to).map(({ node }) => node)).size;
  return edges
    .map((from, index) => ({ from: Math.max(from, startedAt), to: edges[index + 1] ?? endedAt }))
    .filter(({ from }) => away(from) === nodes);
}

/** @param {Interval[]} intervals @returns {Interval[]} */
function union(intervals) {
  /** @type {Interval[]} */
  const out = [];
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else out.push({ from, to });
  }
  return out;
}

/** From one time to another, without what lay in the intervals. @param {number} from @param {number} to @param {Interval[]} disjoint */
export function countedMs(from, to, disjoint) {
  const away = disjoint.reduce((sum, gap) => sum + Math.max(0, Math.min(to, gap.to) - Math.max(from, gap.from)), 0);
  return to - from - away;
}

/**
 * @param {NodeOutage[]} outages @param {number} node @param {NodeOutage['kind'][]} kinds @param {number} from @param {number} to
 * @returns {NodeOutage | undefined} one that lay at least partly in that time
 */
export function outageOf(outages, node, kinds, from, to) {
  return outages.find(
    (outage) => outage.node === node && kinds.includes(outage.kind) && outage.from <= to && outage.to >= from,
  );
}
