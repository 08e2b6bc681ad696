/**
 * Promise: no level was notified before the timeout of the one before it, none after
 * an acknowledgement that was answered before that timeout was due; and what had not
 * been sent by then is not sent any more. Pure.
 */
import { outageOf } from './intervals.mjs';
import { tellFaults, tellReceipt, tellStep } from './record.mjs';
import { replay } from './replay.mjs';

/** @import { AskedEvent, Receipt, Violation } from '../types.d.mts' */
/** @import { Incident, RunRecord } from './record.mjs' */
/** @import { Replayed } from './replay.mjs' */

/** A node's stamp may be that far from Redis' clock, and due times are made of stamps. */
const STAMP_MS = 500;
/** Unless the machine starved somebody while the commit was on its way: then it may come that much after its right stamp. */
const SLOW_STAMP_MS = 5_000;
const ROUNDING_MS = 20;
/** A first attempt that began within that time of its commit asks nobody again; a later one asks just before it sends. */
const FIRST_ATTEMPT_MS = 2_500;
const LATER_ATTEMPT_MS = 1_000;

/** @param {RunRecord} record @returns {{ violations: Violation[] }} */
export function checkOrder(record) {
  /** @type {Violation[]} */
  const violations = [];
  const answered = new Map(record.run.asked.filter(({ answer }) => answer?.changed).map((event) => [event.ref, event]));
  for (const incident of record.incidents) {
    const replayed = replay(incident);
    for (const { step, why } of replayed.wrong) violations.push(violation(record, incident, step.redisAt, why));
    violations.push(...tooEarly(record, incident, replayed));
    violations.push(...afterStop(record, incident, replayed, answered));
  }
  return { violations };
}

/** @param {RunRecord} record @param {Incident} incident @param {Replayed} replayed */
function tooEarly(record, incident, { timeouts }) {
  return timeouts.flatMap(({ level, step }) => {
    const waitedMs = step.redisAt - level.step.redisAt;
    if (waitedMs >= level.timeoutMs - stampMs(record, level.step) - ROUNDING_MS) return [];
    const what = `the timeout of level ${level.level} (cycle ${level.cycle}) came after ${waitedMs} ms instead of ${level.timeoutMs}`;
    return [violation(record, incident, step.redisAt, what)];
  });
}

/** How far the stamp of a level may lie before its commit. @param {RunRecord} record @param {Replayed['timeouts'][number]['level']['step']} step */
function stampMs({ run }, { at, redisAt }) {
  const isStarved = run.nodeOutages.some(({ kind, from, to }) => kind === 'starved' && from <= redisAt && to >= at);
  return isStarved ? Math.min(SLOW_STAMP_MS, Math.max(STAMP_MS, redisAt - at)) : STAMP_MS;
}

/** @param {RunRecord} record @param {Incident} incident @param {Replayed} replayed @param {Map<string, AskedEvent>} answered @returns {Violation[]} */
function afterStop(record, incident, { stops, levels }, answered) {
  return stops.flatMap((stop) => {
    const told = answered.get(stop.event.by ?? '')?.answeredAt ?? null;
    if (told === null) return [];
    const late = levels.filter(({ before, step }) => {
      const dueAt = before ? before.step.at + before.timeoutMs : null;
      return dueAt !== null && dueAt > told && step.redisAt > told;
    });
    const sent = incident.deliveries.flatMap(({ id }) => sentAfter(record, record.receipts.get(id) ?? [], told));
    return [
      ...late.map(({ level, step }) =>
        violation(
          record,
          incident,
          step.redisAt,
          `level ${level} was notified after the ${stop.event.type} answered at ${record.clock(told)}`,
        ),
      ),
      ...sent.map((receipt) =>
        violation(
          record,
          incident,
          receipt.at,
          `a message was sent after the ${stop.event.type} answered at ${record.clock(told)}`,
          receipt,
        ),
      ),
    ];
  });
}

/** @param {RunRecord} record @param {Receipt[]} arrived @param {number} told */
function sentAfter({ run }, arrived, told) {
  return arrived.filter((receipt, index) => {
    if (receipt.at - told <= (index === 0 ? FIRST_ATTEMPT_MS : LATER_ATTEMPT_MS)) return false;
    // It slept between its last look and its sending.
    return !outageOf(run.nodeOutages, receipt.node, ['pause', 'starved'], told, receipt.at);
  });
}

/** @param {RunRecord} record @param {Incident} incident @param {number} until @param {string} what @param {Receipt} [receipt] @returns {Violation} */
function violation(record, { stored, steps }, until, what, receipt) {
  const shown = steps.filter(({ redisAt }) => redisAt <= until);
  return {
    promise: 'order',
    what: `${stored.id}: ${what}`,
    evidence: [
      ...shown.map((step) => tellStep(record, step)),
      ...(receipt ? [tellReceipt(record, receipt)] : []),
      ...tellFaults(record, shown[0]?.redisAt ?? until, until),
    ],
  };
}
