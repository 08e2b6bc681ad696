/**
 * A run that is made up, and in which all is well: one service with two levels of
 * 5 s. Its incident goes alert, timeout, acknowledgement, healthy; each test breaks
 * it in one place. Times are milliseconds from the start.
 */
import type { AskedEvent, Line, LineEffect, Receipt, Run, StoredDelivery } from '../../chaos/types.d.mts';

export const ANA = 'email:ana@people.test';
export const MARC = 'sms:+33612345678';
const UID = 'uid-1';
const SERVICE = 'shop';

export function goodRun(): Run {
  return {
    startedAt: 0,
    endedAt: 60_000,
    nodes: 2,
    loadAverage: 1,
    services: [{ id: SERVICE, levels: [levelOf(ANA), levelOf(MARC)], repeat: 0, loud: false }],
    asked: [
      asked('first', 'alert', 1_000, 'opened', 'disk'),
      asked('second', 'alert', 3_000, 'recorded', 'disk'),
      asked('bob', 'ack', 8_000, 'acknowledged'),
      asked('end', 'healthy', 9_000, 'closed'),
    ],
    receipts: [receipt('n1', ANA, 1_010), receipt('n2', MARC, 6_015)],
    commits: [commit(1_000), commit(3_000), commit(6_005), commit(8_000), commit(9_000)],
    store: {
      lastNumbers: { [SERVICE]: 1 },
      incidents: [{ id: 'shop-1', service: SERVICE, number: 1, uid: UID, closedAt: 9_000, counts: { disk: 2 } }],
      timelines: {
        [UID]: [
          step(1_000, { type: 'alert', key: 'disk', summary: 'first' }, notifies(1), {
            type: 'answer',
            result: 'opened',
          }),
          step(3_000, { type: 'alert', key: 'disk', summary: 'second' }, { type: 'answer', result: 'recorded' }),
          step(6_005, { type: 'xstate.after.ackTimeout.escalating' }, notifies(2)),
          step(8_000, { type: 'ack', by: 'bob' }, { type: 'answer', result: 'acknowledged' }),
          step(9_000, { type: 'healthy', by: 'end' }, { type: 'closed' }, { type: 'answer', result: 'closed' }),
        ],
      },
      deliveries: [delivery('n1', ANA, 1, 1_000, 1_020), delivery('n2', MARC, 2, 6_005, 6_025)],
      agenda: [],
    },
    shown: { 'shop-1': ['first', 'second', 'bob', 'end'] },
    nodeOutages: [],
    redisOutages: [],
    gatewayTroubles: [],
    cuts: [],
  };
}

const levelOf = (target: string) => ({ ackTimeoutMs: 5_000, targets: [target] });
export const notifies = (level: number, cycle = 1): LineEffect => ({
  type: 'notifyLevel',
  level,
  cycle,
  why: 'timeout',
});

export function step(
  at: number,
  event: { type: string; key?: string; summary?: string; by?: string },
  ...effects: LineEffect[]
): Line {
  return { at, event: { ...event, at }, effects };
}

export const alertLine = (at: number, summary: string) =>
  step(at, { type: 'alert', key: 'disk', summary }, { type: 'answer', result: 'recorded' });

export const commit = (at: number, redisAt = at) => ({ service: SERVICE, version: at, at, redisAt, steps: [] });

export function asked(
  ref: string,
  type: AskedEvent['type'],
  at: number,
  result: string | null,
  key?: string,
): AskedEvent {
  const answer = result === null ? null : { result, changed: result !== 'recorded' };
  const answeredAt = answer && at + 5;
  const named = key === undefined ? {} : { key };
  return { ref, service: SERVICE, type, ...named, sentAt: at - 2, attempts: 1, answeredAt, answer, unexpected: [] };
}

export function receipt(id: string, to: string, at: number, more: Partial<Receipt> = {}): Receipt {
  return { id, to, node: 0, at, answered: 'ok', answeredAt: at + 5, ...more };
}

export function delivery(
  id: string,
  target: string,
  level: number,
  createdAt: number,
  settledAt: number,
): StoredDelivery {
  const about = { service: SERVICE, uid: UID, number: 1, cycle: 1, level, target };
  return { id, ...about, state: 'accepted', tries: 1, createdAt, settledAt, nextAt: null };
}

/** The lines of the incident's timeline, to be changed. */
export function linesOf(run: Run): Line[] {
  const lines = run.store.timelines[UID];
  if (!lines) throw new Error('the run has no timeline');
  return lines;
}
