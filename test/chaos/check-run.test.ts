import { expect, test } from 'vitest';
import { checkRun, counterExamples } from '../../chaos/check-run.mjs';
import type { PromiseName, Run } from '../../chaos/types.d.mts';
import {
  ANA,
  alertLine,
  asked,
  commit,
  delivery,
  goodRun,
  linesOf,
  MARC,
  notifies,
  receipt,
  step,
} from './synthetic-run.ts';

function verdictOn(change: (run: Run) => void) {
  const run = goodRun();
  change(run);
  return checkRun(run);
}

const promisesBrokenBy = (change: (run: Run) => void): PromiseName[] =>
  verdictOn(change).violations.map(({ promise }) => promise);

const at = <T>(items: T[], index: number): T => {
  const item = items.at(index);
  if (item === undefined) throw new Error(`no item ${index}`);
  return item;
};

test('a run in which all is well breaks no promise', () => {
  const { violations, figures, repetitions } = checkRun(goodRun());
  expect(violations).toEqual([]);
  expect(repetitions).toEqual({});
  expect(figures).toMatchObject({ incidents: 1, levels: 2, notifications: 2, timers: 1, worstTimerMs: 5 });
});

test.each<[string, (run: Run) => void]>([
  [
    'an event that was never answered happened',
    (run) => Object.assign(at(run.asked, 1), { answer: null, answeredAt: null }),
  ],
  [
    'an event that was never answered did not happen',
    (run) => run.asked.push(asked('lost', 'alert', 4_000, null, 'cpu')),
  ],
  [
    'a repetition beyond the rate has no line, and is counted in its key',
    (run) => {
      for (let n = 0; n < 8; n++) {
        run.asked.push(asked(`more-${n}`, 'alert', 4_000 + n, 'recorded', 'disk'));
        linesOf(run).splice(2, 0, alertLine(4_000 + n, `more-${n}`));
        run.shown['shop-1']?.push(`more-${n}`);
      }
      run.asked.push(asked('beyond', 'alert', 4_100, 'recorded', 'disk'));
      Object.assign(at(run.store.incidents, 0), { counts: { disk: 11 } });
    },
  ],
  [
    'a notification was superseded after the acknowledgement',
    (run) => {
      run.receipts.pop();
      Object.assign(at(run.store.deliveries, 1), { state: 'superseded', settledAt: 8_100 });
    },
  ],
  [
    'a message was repeated after an error, and again after a kill',
    (run) => {
      Object.assign(at(run.receipts, 0), { answered: 'error' });
      run.receipts.push(receipt('n1', ANA, 3_000), receipt('n1', ANA, 7_000, { node: 1 }));
      run.nodeOutages.push({ node: 0, kind: 'kill', from: 3_010, to: 4_000 });
      Object.assign(at(run.store.deliveries, 0), { settledAt: 7_010 });
    },
  ],
  [
    'a message was repeated that its pager had given up just before it was answered',
    (run) => {
      repeatLate(run);
      linesOf(run).push({ at: 15_300, delivery: 'n2', kind: 'sms', state: 'pending', tries: 1, retryInMs: 2_000 });
    },
  ],
  [
    'the commit of a level came long after its stamp, since the machine starved its pager',
    (run) => {
      run.commits = run.commits.map((seen) => (seen.at === 1_000 ? commit(1_000, 2_200) : seen));
      run.nodeOutages.push({ node: 0, kind: 'starved', from: 1_100, to: 2_100 });
    },
  ],
  [
    'a timeout waited for Redis to come back',
    (run) => {
      run.redisOutages.push({ from: 5_900, to: 9_900 });
      move(run, 6_005, 10_100);
      linesOf(run).splice(3, 2);
      run.asked.splice(2, 2);
      Object.assign(at(run.store.incidents, 0), { closedAt: null });
      run.endedAt = 14_000;
    },
  ],
])('it is allowed that %s', (_what, change) => {
  expect(verdictOn(change).violations).toEqual([]);
});

/** Nobody acknowledges, and the second level's message is answered after 9.4 s and sent again. */
function repeatLate(run: Run): void {
  linesOf(run).splice(3, 2);
  run.asked.splice(2, 2);
  Object.assign(at(run.store.incidents, 0), { closedAt: null });
  Object.assign(at(at(run.services, 0).levels, 1), { ackTimeoutMs: 60_000 });
  Object.assign(at(run.receipts, 1), { answeredAt: 15_400 });
  run.receipts.push(receipt('n2', MARC, 18_000));
  Object.assign(at(run.store.deliveries, 1), { settledAt: 18_010 });
}

/** The second level's commit, message and delivery are at another time, as Redis dated it. */
function move(run: Run, from: number, to: number): void {
  linesOf(run).splice(2, 1, step(to, { type: 'xstate.after.ackTimeout.escalating' }, notifies(2)));
  run.commits = run.commits.map((seen) => (seen.at === from ? commit(to) : seen));
  run.receipts.splice(1, 1, receipt('n2', MARC, to + 10));
  run.store.deliveries.splice(1, 1, delivery('n2', MARC, 2, to, to + 20));
}

test.each<[PromiseName, string, (run: Run) => void]>([
  ['events', 'an answered alert is nowhere', (run) => linesOf(run).splice(1, 1)],
  ['events', 'an event is there twice', (run) => linesOf(run).splice(1, 0, at(linesOf(run), 1))],
  [
    'events',
    'an event that was never answered is there twice',
    (run) => {
      Object.assign(at(run.asked, 1), { answer: null, answeredAt: null });
      linesOf(run).splice(1, 0, at(linesOf(run), 1));
    },
  ],
  ['events', 'an answered acknowledgement is nowhere', (run) => linesOf(run).splice(3, 1)],
  [
    'events',
    'an event was answered with a status that no fault explains',
    (run) => at(run.asked, 0).unexpected.push('500 internal'),
  ],
  [
    'events',
    'fewer repetitions are counted than were answered',
    (run) => {
      run.asked.push(
        asked('third', 'alert', 4_000, 'recorded', 'disk'),
        asked('fourth', 'alert', 4_100, 'recorded', 'disk'),
      );
      Object.assign(at(run.store.incidents, 0), { counts: { disk: 3 } });
    },
  ],
  [
    'events',
    'the API does not show what the store has',
    (run) => {
      run.shown = { 'shop-1': ['first', 'second', 'end'] };
    },
  ],
  [
    'coverage',
    'a target of a due level has no notification',
    (run) => run.store.deliveries.pop() && run.receipts.pop(),
  ],
  ['coverage', 'a notification is said to be accepted and no gateway has it', (run) => run.receipts.pop()],
  [
    'coverage',
    'a notification was superseded while nobody had acknowledged',
    (run) => {
      run.receipts.pop();
      Object.assign(at(run.store.deliveries, 1), { state: 'superseded', settledAt: 6_100 });
    },
  ],
  [
    'coverage',
    'a notification still waits though its attempt is overdue',
    (run) => {
      run.receipts.pop();
      Object.assign(at(run.store.deliveries, 1), { state: 'pending', settledAt: null, nextAt: 20_000 });
    },
  ],
  [
    'coverage',
    'a timeout was due and never taken',
    (run) => {
      linesOf(run).splice(2, 3);
      run.asked.splice(2, 2);
      run.receipts.pop();
      run.store.deliveries.pop();
    },
  ],
  [
    'repetition',
    'a message was sent again though the gateway had taken it',
    (run) => {
      run.receipts.push(receipt('n1', ANA, 3_000));
      Object.assign(at(run.store.deliveries, 0), { settledAt: 3_010 });
    },
  ],
  [
    'repetition',
    'a message was sent after its final answer was recorded',
    (run) => {
      Object.assign(at(run.receipts, 0), { answered: 'error' });
      run.receipts.push(receipt('n1', ANA, 3_000));
    },
  ],
  [
    'repetition',
    'a message has an id that the store does not know',
    (run) => run.receipts.push(receipt('n9', ANA, 3_000)),
  ],
  ['repetition', 'one id went to two people', (run) => Object.assign(at(run.receipts, 0), { to: MARC })],
  [
    'repetition',
    'a pause that is too short to be taken for a death led to a repetition',
    (run) => {
      run.nodeOutages.push({ node: 0, kind: 'pause', from: 1_020, to: 2_000 });
      run.receipts.push(receipt('n1', ANA, 3_000, { node: 1 }));
      Object.assign(at(run.store.deliveries, 0), { settledAt: 3_010 });
    },
  ],
  ['order', 'a level was notified before the timeout of the one before it', (run) => move(run, 6_005, 4_500)],
  [
    'order',
    "a wrong clock made a timeout early, which only Redis' dates show",
    (run) => {
      run.commits = run.commits.map((seen) => (seen.at === 6_005 ? commit(6_005, 4_400) : seen));
    },
  ],
  ['repetition', 'a message was repeated that was answered late, and that nobody had given up', repeatLate],
  [
    'order',
    'the commit of a level came long after its stamp on a machine that starved nobody',
    (run) => {
      run.commits = run.commits.map((seen) => (seen.at === 1_000 ? commit(1_000, 2_200) : seen));
    },
  ],
  [
    'order',
    'a level was notified after an acknowledgement',
    (run) => {
      const lines = linesOf(run);
      lines.splice(1, 0, step(2_000, { type: 'ack', by: 'bob' }, { type: 'answer', result: 'acknowledged' }));
      lines.splice(4, 1);
      Object.assign(at(run.asked, 2), { sentAt: 1_990, answeredAt: 2_010 });
    },
  ],
  [
    'order',
    'a level was passed over',
    (run) => {
      linesOf(run).splice(2, 1, step(6_005, { type: 'xstate.after.ackTimeout.escalating' }, notifies(3)));
    },
  ],
  [
    'order',
    'a message was tried again after the acknowledgement was answered',
    (run) => {
      Object.assign(at(run.receipts, 1), { answered: 'error' });
      run.receipts.push(receipt('n2', MARC, 9_500));
      Object.assign(at(run.store.deliveries, 1), { settledAt: 9_510 });
    },
  ],
  ['lateness', 'a timeout was taken 3.1 s late', (run) => move(run, 6_005, 9_100)],
  [
    'lateness',
    'a message of a dead node came 7 s after its death',
    (run) => {
      run.nodeOutages.push({ node: 0, kind: 'kill', from: 1_005, to: 20_000 });
      run.receipts.splice(0, 1, receipt('n1', ANA, 8_006, { node: 1 }));
      Object.assign(at(run.store.deliveries, 0), { settledAt: 8_010 });
    },
  ],
  [
    'lateness',
    'a message that its pager had sent without an answer came 7 s after that pager died',
    (run) => {
      Object.assign(at(run.receipts, 0), { answered: 'none', answeredAt: null });
      run.nodeOutages.push({ node: 0, kind: 'kill', from: 1_100, to: 20_000 });
      run.receipts.push(receipt('n1', ANA, 8_200, { node: 1 }));
      Object.assign(at(run.store.deliveries, 0), { settledAt: 8_210 });
    },
  ],
  [
    'numbers',
    'a number is missing',
    (run) => {
      run.store.lastNumbers = { shop: 2 };
    },
  ],
  [
    'numbers',
    'a number was given twice',
    (run) => run.store.incidents.push({ ...at(run.store.incidents, 0), uid: 'uid-2' }),
  ],
  [
    'numbers',
    'an incident was opened that no number leads to',
    (run) => {
      run.store.timelines['uid-0'] = [step(500, { type: 'alert', key: 'disk', summary: 'forgotten' }, notifies(1))];
    },
  ],
])('the promise about %s is broken when %s', (promise, _what, change) => {
  expect(promisesBrokenBy(change)).toContain(promise);
});

test('of several violations of a promise the shortest counter-example is told', () => {
  const verdict = verdictOn((run) => {
    linesOf(run).splice(1, 1);
    linesOf(run).splice(2, 0, at(linesOf(run), 2), at(linesOf(run), 2));
    run.store.lastNumbers = { shop: 3 };
  });
  const told = counterExamples(verdict);
  expect(told.map(({ violation, others }) => [violation.promise, others])).toEqual([
    ['events', 1],
    ['numbers', 1],
  ]);
  expect(told[0]?.violation.evidence).toEqual([
    '2.998 s sent, 1 attempts',
    expect.stringContaining('3.005 s answered'),
  ]);
});
