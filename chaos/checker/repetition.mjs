/**
 * Promise: no notification was sent again after a final answer was recorded; each
 * repetition follows an unknown outcome, has the same id, and is counted by cause.
 * Pure.
 */
import { outageOf } from './intervals.mjs';
import { tellFaults, tellReceipt } from './record.mjs';

/** @import { Receipt, Violation } from '../types.d.mts' */
/** @import { RunRecord } from './record.mjs' */

/** An attempt may take so long; what is answered later is answered to nobody. */
const ATTEMPT_LIMIT_MS = { sms: 10_000, email: 8_000 };
/** A node that is silent for that long is taken for dead, less what passed since it was last heard. */
const TAKEN_FOR_DEAD_MS = 3_000;
/** From the pager's sending to the gateway's reading, on a busy machine. */
const ON_THE_WAY_MS = 100;
/** What takes longer may have been given up by the pager. */
const SHORTEST_ATTEMPT_MS = 8_000;

/** @param {RunRecord} record @returns {{ violations: Violation[]; repetitions: Record<string, number> }} */
export function checkRepetition(record) {
  /** @type {Violation[]} */
  const violations = [];
  /** @type {Record<string, number>} */
  const repetitions = {};
  for (const [id, arrived] of record.receipts) {
    const delivery = record.deliveries.get(id);
    if (!delivery) {
      violations.push(violation(record, arrived, 'is no notification that the store knows'));
      continue;
    }
    const elsewhere = arrived.find(({ to }) => to !== delivery.target);
    if (elsewhere)
      violations.push(violation(record, arrived, `went to ${elsewhere.to} as well as to ${delivery.target}`));
    for (const [index, receipt] of arrived.entries()) {
      const isAfterFinal = delivery.settledAt !== null && receipt.at > delivery.settledAt + ON_THE_WAY_MS;
      if (isAfterFinal) {
        const what = `was sent after "${delivery.state}" was recorded at ${record.clock(delivery.settledAt ?? 0)}`;
        violations.push(violation(record, arrived.slice(0, index + 1), what));
      }
      const before = arrived[index - 1];
      if (!before) continue;
      const cause = causeOf(record, before, receipt);
      repetitions[cause ?? 'none'] = (repetitions[cause ?? 'none'] ?? 0) + 1;
      if (!cause) violations.push(violation(record, [before, receipt], 'was sent again though nothing was unknown'));
    }
  }
  return { violations, repetitions };
}

/** What made the outcome of the attempt before unknown; null: nothing did. @param {RunRecord} record @param {Receipt} before @param {Receipt} again */
function causeOf({ run, incidents }, before, again) {
  if (before.answered === 'error') return 'gateway answered an error';
  if (before.answered === 'cut') return 'gateway cut the connection';
  if (before.answered === 'none') return 'gateway did not answer';
  const channel = before.to.startsWith('sms:') ? 'sms' : 'email';
  const tookMs = (before.answeredAt ?? 0) - before.at;
  if (tookMs > ATTEMPT_LIMIT_MS[channel] - ON_THE_WAY_MS) return 'gateway answered too late';
  if (tookMs > SHORTEST_ATTEMPT_MS && gaveUp(incidents, before)) return 'gateway answered too late';
  if (outageOf(run.nodeOutages, before.node, ['kill'], before.at, again.at)) return 'pager was killed';
  if (slept(run, before.node, before.at, again.at)) return 'pager was paused';
  // The other way round: the first attempt was taken over from a sleeper, who then woke up.
  if (slept(run, again.node, before.at - ATTEMPT_LIMIT_MS[channel], again.at)) return 'pager was paused';
  if (run.redisOutages.some(({ from, to }) => from <= again.at && to >= before.at)) return 'Redis was away';
  return null;
}

/** On a slow machine a request was on its way so long that the attempt's time ended just before the answer. @param {RunRecord['incidents']} incidents @param {Receipt} receipt */
const gaveUp = (incidents, { id, at, answeredAt }) =>
  incidents.some(({ outcomes }) =>
    outcomes.some(
      (line) => line.delivery === id && line.retryInMs !== undefined && line.at > at && line.at < (answeredAt ?? 0),
    ),
  );

/** @param {RunRecord['run']} run @param {number} node @param {number} from @param {number} to */
const slept = ({ nodeOutages }, node, from, to) =>
  nodeOutages.some(
    (outage) =>
      outage.node === node &&
      outage.kind !== 'kill' &&
      outage.from <= to &&
      outage.to >= from &&
      outage.to - outage.from >= TAKEN_FOR_DEAD_MS,
  );

/** @param {RunRecord} record @param {Receipt[]} arrived @param {string} what @returns {Violation} */
function violation(record, arrived, what) {
  const from = arrived[0]?.at ?? 0;
  const delivery = record.deliveries.get(arrived[0]?.id ?? '');
  const about = delivery
    ? ` (${delivery.service}-${delivery.number}, level ${delivery.level}, cycle ${delivery.cycle})`
    : '';
  return {
    promise: 'repetition',
    what: `message ${arrived[0]?.id}${about} ${what}`,
    evidence: [
      ...arrived.map((receipt) => tellReceipt(record, receipt)),
      ...tellFaults(record, from, arrived.at(-1)?.at ?? from),
    ],
  };
}
