/**
 * Promise: every incident notified each target of each due level at least once,
 * unless it was acknowledged or closed in time. Pure.
 */
import { countedMs } from './intervals.mjs';
import { tellFaults, tellReceipt, tellStep } from './record.mjs';
import { replay } from './replay.mjs';

/** @import { StoredDelivery, Violation } from '../types.d.mts' */
/** @import { Incident, RunRecord } from './record.mjs' */
/** @import { NotifiedLevel, Replayed } from './replay.mjs' */

/** Of a timer that is due and not taken at the end of the run. */
const STILL_IN_TIME_MS = 3_000;
/** Two clocks' readings of one moment: Redis' in one script, and the stamp of a node. */
const STAMP_MS = 500;

/** @param {RunRecord} record @returns {{ violations: Violation[]; figures: Record<string, number> }} */
export function checkCoverage(record) {
  /** @type {Violation[]} */
  const violations = [];
  const figures = { levels: 0, notifications: 0, superseded: 0, stillRetried: 0 };
  for (const incident of record.incidents) {
    const replayed = replay(incident);
    figures.levels += replayed.levels.length;
    violations.push(...neverNotified(record, incident, replayed));
    for (const level of replayed.levels) {
      for (const target of level.targets) {
        const delivery = incident.deliveries.find(
          (one) => one.cycle === level.cycle && one.level === level.level && one.target === target,
        );
        figures.notifications++;
        const why = delivery ? whyNotReached(record, delivery, replayed) : 'has no notification at all';
        if (delivery?.state === 'superseded') figures.superseded++;
        if (delivery?.state === 'pending') figures.stillRetried++;
        if (why) violations.push(violation(record, incident, level, delivery, `${target} ${why}`));
      }
    }
  }
  return { violations, figures };
}

/** Null when it was reached, or need not be. @param {RunRecord} record @param {StoredDelivery} delivery @param {Replayed} replayed */
function whyNotReached({ run, receipts }, { id, state, settledAt, nextAt }, { stops }) {
  const arrived = receipts.get(id) ?? [];
  switch (state) {
    case 'accepted':
      return arrived.some(({ answered }) => answered === 'ok')
        ? null
        : 'is said to be notified, and no gateway took the message';
    case 'superseded': {
      const inTime = stops.some(({ redisAt }) => settledAt !== null && redisAt <= settledAt + STAMP_MS);
      return inTime ? null : 'was passed over as superseded, and nobody had acknowledged or closed';
    }
    case 'pending':
      return nextAt !== null && nextAt > run.endedAt - STILL_IN_TIME_MS
        ? null
        : 'still waits, though its attempt is overdue';
    default:
      return `was not reached: the notification is ${state}`;
  }
}

/** The timeout of the last level is long due and nothing came of it. @param {RunRecord} record @param {Incident} incident @param {Replayed} replayed @returns {Violation[]} */
function neverNotified(record, incident, { waiting }) {
  const { run, gaps, clock } = record;
  if (!waiting) return [];
  const dueAt = waiting.step.at + waiting.timeoutMs;
  if (countedMs(dueAt, run.endedAt, gaps) <= STILL_IN_TIME_MS + STAMP_MS) return [];
  const what = `the timeout of level ${waiting.level} (cycle ${waiting.cycle}) was due at ${clock(dueAt)} and was never taken`;
  return [violation(record, incident, waiting, undefined, what)];
}

/** @param {RunRecord} record @param {Incident} incident @param {NotifiedLevel} level @param {StoredDelivery | undefined} delivery @param {string} what @returns {Violation} */
function violation(record, { stored, steps }, level, delivery, what) {
  const from = level.step.redisAt;
  const arrived = delivery ? (record.receipts.get(delivery.id) ?? []) : [];
  return {
    promise: 'coverage',
    what: `${stored.id}, level ${level.level} of cycle ${level.cycle}: ${what}`,
    evidence: [
      ...steps.filter(({ redisAt }) => redisAt >= from).map((step) => tellStep(record, step)),
      ...(delivery ? [`notification ${delivery.id}: ${delivery.state} after ${delivery.tries} tries`] : []),
      ...arrived.map((receipt) => tellReceipt(record, receipt)),
      ...tellFaults(record, from, delivery?.settledAt ?? from + 10_000),
    ],
  };
}
