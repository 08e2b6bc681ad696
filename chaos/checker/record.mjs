/**
 * A run as the checks look at it: incidents with their steps in the order of their
 * commits, each step with the time at which Redis wrote it, and what is looked up by
 * id. Pure.
 */
import { timesWithoutService } from './intervals.mjs';

/** @import { Interval, Line, LineEffect, LineEvent, PlannedService, Receipt, Run, StoredDelivery, StoredIncident } from '../types.d.mts' */

/** @typedef {{ at: number; redisAt: number; event: LineEvent; effects: LineEffect[] }} Step */
/** @typedef {{ at: number; delivery: string; state: string; tries: number; retryInMs?: number }} Outcome */
/**
 * @typedef {object} Incident
 * @property {StoredIncident} stored
 * @property {PlannedService} service
 * @property {Step[]} steps
 * @property {Outcome[]} outcomes of its deliveries
 * @property {StoredDelivery[]} deliveries
 */
/**
 * @typedef {object} RunRecord
 * @property {Run} run
 * @property {Incident[]} incidents
 * @property {Map<string, Receipt[]>} receipts by notification, by time
 * @property {Map<string, StoredDelivery>} deliveries
 * @property {Interval[]} gaps without any pager or Redis
 * @property {(at: number) => string} clock a time as people read it in evidence
 */

/** @param {Run} run @returns {RunRecord} */
export function readRun(run) {
  const services = new Map(run.services.map((service) => [service.id, service]));
  const redisTimes = timesOfCommits(run);
  const deliveriesByUid = groupBy(run.store.deliveries, ({ uid }) => uid);
  const incidents = run.store.incidents.flatMap((stored) => {
    const service = services.get(stored.service);
    if (!service) return [];
    const lines = run.store.timelines[stored.uid] ?? [];
    const deliveries = deliveriesByUid.get(stored.uid) ?? [];
    return [{ stored, service, ...split(lines, stored.service, redisTimes), deliveries }];
  });
  const receipts = groupBy(
    [...run.receipts].sort((a, b) => a.at - b.at),
    ({ id }) => id,
  );
  return {
    run,
    incidents,
    receipts,
    deliveries: new Map(run.store.deliveries.map((delivery) => [delivery.id, delivery])),
    gaps: timesWithoutService(run),
    clock: (at) => `${((at - run.startedAt) / 1_000).toFixed(3)} s`,
  };
}

/** @param {Line[]} lines @param {string} service @param {Map<string, number>} redisTimes */
function split(lines, service, redisTimes) {
  /** @type {Step[]} */
  const steps = [];
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const line of lines) {
    if ('delivery' in line) outcomes.push(line);
    else if ('event' in line) steps.push({ ...line, redisAt: redisTimes.get(`${service} ${line.at}`) ?? line.at });
  }
  return { steps, outcomes };
}

/** A step's line has the node's stamp, and so has the commit in the feed, which Redis dated. @param {Run} run */
function timesOfCommits({ commits }) {
  return new Map(commits.map(({ service, at, redisAt }) => [`${service} ${at}`, redisAt]));
}

/** @template T @param {T[]} items @param {(item: T) => string} keyOf @returns {Map<string, T[]>} */
export function groupBy(items, keyOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** One step for people. @param {RunRecord} record @param {Step} step */
export function tellStep({ clock }, { at, redisAt, event, effects }) {
  const about = event.summary ?? event.by ?? event.key ?? '';
  const stamp = Math.abs(at - redisAt) > 1 ? `, stamped ${clock(at)}` : '';
  const did = effects.map(({ type, cycle, level, why, result }) =>
    type === 'notifyLevel' ? `notifies level ${level} of cycle ${cycle} (${why})` : (result ?? type),
  );
  return `${clock(redisAt)} commit: ${event.type} ${about} -> ${did.join(', ') || 'nothing'}${stamp}`;
}

/** @param {RunRecord} record @param {Receipt} receipt */
export function tellReceipt({ clock }, { at, id, to, node, answered, answeredAt }) {
  const reply =
    answered === 'none' ? 'got no answer' : `was answered "${answered}" at ${answeredAt && clock(answeredAt)}`;
  return `${clock(at)} message ${id} to ${to} came from pager ${node} and ${reply}`;
}

/** What was done to the pagers and to Redis in that time. @param {RunRecord} record @param {number} from @param {number} to */
export function tellFaults({ run, clock }, from, to) {
  const nodes = run.nodeOutages.map((outage) => ({ ...outage, what: `pager ${outage.node}: ${outage.kind}` }));
  const redis = run.redisOutages.map((outage) => ({ ...outage, what: 'Redis was away' }));
  return [...nodes, ...redis]
    .filter((outage) => outage.from <= to && outage.to >= from)
    .map((outage) => `${clock(outage.from)} ${outage.what} until ${clock(outage.to)}`);
}
