/**
 * Whether a channel gets anything through. It is down once nothing was accepted for
 * five minutes and it failed more than once; whoever runs the pager is told then,
 * once, and again when it works. Pure.
 */
import { assign, emit, setup } from 'xstate';

const MINUTE = 60_000;
const OUTAGE_AFTER_MS = 5 * MINUTE;
/** One failure that nobody repeated says nothing about the channel: the last must be that much younger than the first. */
const AGAIN_AFTER_MS = MINUTE;
/** Down, and nothing was tried for that long: nobody knows any more. */
const FORGOTTEN_AFTER_MS = 24 * 60 * MINUTE;

export interface ChannelOutageContext {
  /** The first failure since the last success; null while it works. */
  failingSince: number | null;
  lastFailedAt: number;
  reason: string;
}

/** `at` is stamped by the host. */
export type ChannelOutageEvent = { type: 'failed'; reason: string; at: number } | { type: 'accepted'; at: number };

export type ChannelOutageEffect =
  | { type: 'tellDown'; since: number; reason: string }
  | { type: 'tellWorks'; since: number };

const WORKING: ChannelOutageContext = { failingSince: null, lastFailedAt: 0, reason: '' };

export const channelOutage = setup({
  types: {} as { context: ChannelOutageContext; events: ChannelOutageEvent; emitted: ChannelOutageEffect },
  delays: { outage: OUTAGE_AFTER_MS, forgotten: FORGOTTEN_AFTER_MS },
  guards: {
    failedAgain: ({ context }) => context.lastFailedAt - (context.failingSince ?? 0) >= AGAIN_AFTER_MS,
  },
  actions: {
    noteFailure: assign(({ context, event }) => ({
      failingSince: context.failingSince ?? event.at,
      lastFailedAt: event.at,
      reason: 'reason' in event ? event.reason : context.reason,
    })),
    forget: assign(WORKING),
    tellDown: emit(({ context: { failingSince, reason } }) => ({
      type: 'tellDown' as const,
      since: failingSince ?? 0,
      reason,
    })),
    tellWorks: emit(({ context: { failingSince } }) => ({ type: 'tellWorks' as const, since: failingSince ?? 0 })),
  },
}).createMachine({
  id: 'channelOutage',
  context: WORKING,
  initial: 'working',
  states: {
    working: {
      description: 'Nothing failed since something was accepted.',
      on: { failed: { target: 'failing', actions: 'noteFailure' }, accepted: {} },
    },
    failing: {
      description: 'Something failed, and nothing was accepted since.',
      after: {
        outage: [
          { guard: 'failedAgain', target: 'down', actions: 'tellDown' },
          { target: 'working', actions: 'forget' },
        ],
      },
      on: { failed: { actions: 'noteFailure' }, accepted: { target: 'working', actions: 'forget' } },
    },
    down: {
      description: 'Nothing got through for five minutes or more: whoever runs the pager was told.',
      tags: 'down',
      after: { forgotten: { target: 'working', actions: 'forget' } },
      on: {
        failed: { target: 'down', reenter: true, actions: 'noteFailure' },
        accepted: { target: 'working', actions: ['tellWorks', 'forget'] },
      },
    },
  },
});
