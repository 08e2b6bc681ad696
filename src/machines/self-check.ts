/**
 * The self-check: a timer that is armed and must fire in time, and nothing else. It
 * goes the way of every acknowledgement timeout, so that what it says of itself is
 * true of them. Several nodes that ask at once share one run. Pure.
 */
import { assign, setup } from 'xstate';

const MINUTE = 60_000;
/** A timer that is overdue by that much is lost for good: the next one who asks begins anew. */
const LOST_AFTER_MS = MINUTE;

export interface SelfCheckContext {
  /** How long the timer runs. */
  afterMs: number;
  beganAt: number;
  dueAt: number;
  isRunning: boolean;
  /** How late the last timer fired; null: none has yet. */
  latenessMs: number | null;
}

export interface SelfCheckEvent {
  type: 'begin';
  afterMs: number;
  /** When it was committed; of the timer's own event as well. */
  at: number;
}

export const selfCheck = setup({
  types: {} as { context: SelfCheckContext; events: SelfCheckEvent },
  delays: { check: ({ context }) => context.afterMs },
  guards: { isLost: ({ context, event }) => event.at > context.dueAt + LOST_AFTER_MS },
  actions: {
    begin: assign(({ event: { at, afterMs } }) => ({ afterMs, beganAt: at, dueAt: at + afterMs, isRunning: true })),
    noteFired: assign(({ context, event }) => ({ isRunning: false, latenessMs: event.at - context.dueAt })),
  },
}).createMachine({
  id: 'selfCheck',
  context: { afterMs: 0, beganAt: 0, dueAt: 0, isRunning: false, latenessMs: null },
  initial: 'resting',
  states: {
    resting: {
      description: 'No check is under way; the context tells of the last one.',
      on: { begin: { target: 'waiting', actions: 'begin' } },
    },
    waiting: {
      description: 'The timer is armed and must fire in time.',
      after: { check: { target: 'resting', actions: 'noteFired' } },
      on: { begin: [{ guard: 'isLost', target: 'waiting', reenter: true, actions: 'begin' }, {}] },
    },
  },
});
