/**
 * Promise: no timer was committed later than 3 s after it was due, no due delivery
 * handed over later than 6 s after its node's death, the time without any pager or
 * Redis not counted. Pure.
 */
import { countedMs } from './intervals.mjs';
import { groupBy, tellFaults, tellReceipt, tellStep } from './record.mjs';
import { replay } from './replay.mjs';

/** @import { Receipt, Violation } from '../types.d.mts' */
/** @import { Incident, RunRecord } from './record.mjs' */

const TIMER_MS = 3_000;
const HAND_OVER_MS = 6_000;
/** A node's stamp may be that far from Redis' clock. */
const STAMP_MS = 600;
/** An attempt that takes longer holds its slot up; the longest is ended after `ATTEMPT_MS`. */
const SLOW_MS = 1_000;
const ATTEMPT_MS = 20_000;
const SHORTEST_ATTEMPT_MS = 8_000;
/** So many slow attempts of one pager, and the next message has to wait for them. */
const SLOTS = { email: 5, sms: 60 };

/** @param {RunRecord} record @returns {{ violations: Violation[]; figures: Record<string, number> }} */
export function checkLateness(record) {
  /** @type {Violation[]} */
  const violations = [];
  const figures = { timers: 0, worstTimerMs: 0, worstHandOverMs: 0, worstBehindGatewayMs: 0 };
  for (const incident of record.incidents) {
    for (const { level, step } of replay(incident).timeouts) {
      const dueAt = level.step.at + level.timeoutMs;
      const lateMs = countedMs(dueAt, step.redisAt, record.gaps);
      figures.timers++;
      figures.worstTimerMs = Math.max(figures.worstTimerMs, lateMs);
      if (lateMs <= TIMER_MS) continue;
      const what = `${incident.stored.id}: the timeout of level ${level.level} was due at ${record.clock(dueAt)} and taken ${lateMs} ms late`;
      const evidence = [
        tellStep(record, level.step),
        tellStep(record, step),
        ...tellFaults(record, dueAt, step.redisAt),
      ];
      violations.push({ promise: 'lateness', what, evidence });
    }
    for (const late of handOvers(record, incident)) {
      const figure = late.isBehindGateway ? 'worstBehindGatewayMs' : 'worstHandOverMs';
      figures[figure] = Math.max(figures[figure], late.lateMs);
      if (late.lateMs > HAND_OVER_MS && !late.isBehindGateway) violations.push(late.violation());
    }
  }
  return { violations, figures };
}

/**
 * Each message that was due, with how late it came: from its commit, from the time that was set for the next attempt,
 * from the death of the pager that waited for its answer, or from the last death or pause of a pager that may have had it.
 * @param {RunRecord} record @param {Incident} incident
 */
function handOvers(record, { stored, steps, outcomes, deliveries }) {
  return deliveries.flatMap(({ id, level, cycle, createdAt, target }) => {
    const arrived = record.receipts.get(id) ?? [];
    const retries = outcomes.filter((line) => line.delivery === id && line.retryInMs !== undefined);
    const due = [createdAt, ...retries.map(({ at, retryInMs = 0 }) => at + retryInMs)].map((dueAt) => ({
      dueAt,
      notBefore: dueAt - STAMP_MS,
    }));
    due.push(...arrived.flatMap((receipt) => lostWithItsPager(record, receipt)));
    return due.flatMap(({ dueAt, notBefore }) => {
      const receipt = arrived.find(({ at }) => at >= notBefore);
      if (!receipt) return [];
      const from = lastHolderLost(record, dueAt, receipt.at);
      const lateMs = countedMs(from, receipt.at, record.gaps);
      const violation = () => ({
        promise: /** @type {const} */ ('lateness'),
        what: `${stored.id}, level ${level} of cycle ${cycle}: the message to ${target}, due at ${record.clock(dueAt)}, came ${lateMs} ms after that or after its pager's death`,
        evidence: [
          ...steps.filter(({ at }) => Math.abs(at - createdAt) < 2).map((step) => tellStep(record, step)),
          ...arrived.filter(({ at }) => at <= receipt.at).map((one) => tellReceipt(record, one)),
          ...tellFaults(record, dueAt - 1_000, receipt.at),
        ],
      });
      const isBehindGateway = waitsForSlots(record, target, dueAt, receipt.at);
      return [{ lateMs, isBehindGateway, violation }];
    });
  });
}

/** When the pager died that had sent it and not been answered. @param {RunRecord} record @param {Receipt} receipt */
function lostWithItsPager({ run }, { node, at, answeredAt }) {
  const death = run.nodeOutages.find(
    (outage) =>
      outage.kind === 'kill' && outage.node === node && outage.from > at && outage.from < at + SHORTEST_ATTEMPT_MS,
  );
  const isLost = death && (answeredAt === null || answeredAt > death.from);
  return isLost ? [{ dueAt: death.from, notBefore: death.from }] : [];
}

/** Some pager had all its slots of that channel taken by attempts that a gateway answered slowly or not at all. @param {RunRecord} record @param {string} target @param {number} from @param {number} to */
function waitsForSlots({ run }, target, from, to) {
  const channel = target.startsWith('sms:') ? 'sms' : 'email';
  const endOf = (/** @type {Receipt} */ { at, answeredAt }) => Math.min(answeredAt ?? Infinity, at + ATTEMPT_MS);
  const slow = run.receipts.filter(
    (receipt) =>
      receipt.to.startsWith(channel) &&
      receipt.at <= to &&
      endOf(receipt) >= from &&
      endOf(receipt) - receipt.at >= SLOW_MS,
  );
  return [...groupBy(slow, ({ node }) => String(node)).values()].some(({ length }) => length >= SLOTS[channel]);
}

/** Whoever took it may be lost as well: each loss while it waits starts the time again. @param {RunRecord} record @param {number} dueAt @param {number} until */
function lastHolderLost({ run, gaps }, dueAt, until) {
  let from = dueAt;
  for (const outage of [...run.nodeOutages].sort((a, b) => a.from - b.from)) {
    if (outage.from < until && outage.to > from && countedMs(from, outage.from, gaps) <= HAND_OVER_MS)
      from = Math.max(from, outage.from);
  }
  return from;
}
