/**
 * What one subscription is told about one incident: the lines of its timeline, one
 * after the other, each until it was taken or 24 hours have passed. What is told
 * stands in the timeline; here is only how far it has come. Pure.
 */
import { assign, emit, setup } from 'xstate';
import type { WebhookEvent } from '../policy/webhook.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** After the n-th attempt; the last one goes on. */
const RETRY_AFTER_MS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR];
const GIVE_UP_AFTER_MS = 24 * HOUR;
/** An attempt whose outcome was never heard of is made again. */
const UNHEARD_AFTER_MS = HOUR;

export interface WebhookQueueContext {
  /** The line of the timeline that is next. */
  next: number;
  /** Attempts that were ordered: an outcome names the one that it is of. */
  attempt: number;
  /** Failures of what is next, since when, and how long it waits now. */
  tries: number;
  triedSince: number;
  waitMs: number;
  /** There may be more than the attempt under way has seen. */
  hasNews: boolean;
  /** Attempts that people asked for. */
  resends: number;
}

/** What is told, as its log names it. */
export interface ToldMessage {
  id: string;
  event: WebhookEvent;
  line: number;
  /** When it happened. */
  at: number;
}

/** `more`: lines follow. `none`: not yet. `over`: nothing can follow. */
type Follows = 'more' | 'none' | 'over';

/** `at` is stamped by the host. */
export type WebhookQueueEvent =
  | { type: 'news'; at: number }
  | { type: 'taken'; at: number; attempt: number; message: ToldMessage; follows: Follows }
  | { type: 'nothing'; at: number; attempt: number; next: number; follows: Exclude<Follows, 'more'> }
  | { type: 'failed'; at: number; attempt: number; message: ToldMessage; reason: string; afterMs?: number }
  /** A person asks for that one again. `was`: what it had come to, after so many tries. */
  | { type: 'resend'; at: number; message: ToldMessage; was: string; tries: number }
  | { type: 'resent'; at: number; message: ToldMessage; state: string; tries: number; reason: string | null };

export type WebhookQueueEffect =
  | { type: 'attempt'; attempt: number; line: number; again?: { was: string; tries: number } }
  | { type: 'told'; message: ToldMessage; state: string; tries: number; reason: string | null; nextAt: number | null };

const INITIAL: WebhookQueueContext = {
  next: 0,
  attempt: 0,
  tries: 0,
  triedSince: 0,
  waitMs: 0,
  hasNews: false,
  resends: 0,
};

export const webhookQueue = setup({
  types: {} as { context: WebhookQueueContext; events: WebhookQueueEvent; emitted: WebhookQueueEffect },
  delays: { retry: ({ context }) => context.waitMs, unheard: UNHEARD_AFTER_MS },
  guards: {
    isStale: ({ context, event }) => 'attempt' in event && event.attempt !== context.attempt,
    goesOn: ({ context, event }) => 'follows' in event && (event.follows === 'more' || context.hasNews),
    isOver: ({ event }) => 'follows' in event && event.follows === 'over',
    isGivenUp: ({ context, event }) => context.tries > 0 && event.at - context.triedSince >= GIVE_UP_AFTER_MS,
    isNext: ({ context, event }) => event.type === 'resend' && event.message.line === context.next,
  },
  actions: {
    countAttempt: assign({ attempt: ({ context }) => context.attempt + 1, hasNews: false }),
    order: emit(({ context }) => ({ type: 'attempt' as const, attempt: context.attempt, line: context.next })),
    orderAgain: emit(({ context, event }) => {
      const { message, was, tries } = event as Extract<WebhookQueueEvent, { type: 'resend' }>;
      return { type: 'attempt' as const, attempt: context.resends, line: message.line, again: { was, tries } };
    }),
    countResend: assign({ resends: ({ context }) => context.resends + 1 }),
    noteNews: assign({ hasNews: true }),
    pass: assign(({ event }) => ({
      next: event.type === 'nothing' ? event.next : 'message' in event ? event.message.line + 1 : 0,
      tries: 0,
      waitMs: 0,
    })),
    noteFailure: assign(({ context, event }) => {
      const triedSince = context.tries === 0 ? event.at : context.triedSince;
      const standard = RETRY_AFTER_MS[Math.min(context.tries, RETRY_AFTER_MS.length - 1)] ?? HOUR;
      const asked = (event.type === 'failed' && event.afterMs) || 0;
      const left = triedSince + GIVE_UP_AFTER_MS - event.at;
      const next = event.type === 'failed' ? event.message.line : context.next;
      return { next, tries: context.tries + 1, triedSince, waitMs: Math.min(Math.max(standard, asked), left) };
    }),
    tellTaken: emit(({ context, event }) => told(event, 'delivered', context.tries + 1, null)),
    tellFailure: emit(({ context, event }) => told(event, 'pending', context.tries, event.at + context.waitMs)),
    tellGivenUp: emit(({ context, event }) => told(event, 'failed', context.tries + 1, null)),
    tellResent: emit(({ event }) => {
      const { message, state, tries, reason } = event as Extract<WebhookQueueEvent, { type: 'resent' }>;
      return { type: 'told' as const, message, state, tries, reason, nextAt: null };
    }),
  },
}).createMachine({
  id: 'webhookQueue',
  context: INITIAL,
  initial: 'idle',
  on: { resend: { actions: ['countResend', 'orderAgain'] }, resent: { actions: 'tellResent' } },
  states: {
    idle: {
      description: 'Everything that happened so far was told.',
      on: { news: 'sending' },
    },
    sending: {
      description: 'An attempt is under way.',
      entry: ['countAttempt', 'order'],
      after: { unheard: { target: 'sending', reenter: true } },
      on: {
        news: { actions: 'noteNews' },
        // What is under way is that one.
        resend: [{ guard: 'isNext' }, { actions: ['countResend', 'orderAgain'] }],
        taken: [
          { guard: 'isStale' },
          { guard: 'goesOn', target: 'sending', reenter: true, actions: ['tellTaken', 'pass'] },
          { guard: 'isOver', target: 'finished', actions: ['tellTaken', 'pass'] },
          { target: 'idle', actions: ['tellTaken', 'pass'] },
        ],
        nothing: [
          { guard: 'isStale' },
          { guard: 'goesOn', target: 'sending', reenter: true, actions: 'pass' },
          { guard: 'isOver', target: 'finished', actions: 'pass' },
          { target: 'idle', actions: 'pass' },
        ],
        failed: [
          { guard: 'isStale' },
          { guard: 'isGivenUp', target: 'sending', reenter: true, actions: ['tellGivenUp', 'pass'] },
          { target: 'waiting', actions: ['noteFailure', 'tellFailure'] },
        ],
      },
    },
    waiting: {
      description: 'It was not taken: what is next is tried again later, and nothing overtakes it.',
      after: { retry: 'sending' },
      on: { resend: [{ guard: 'isNext', target: 'sending' }, { actions: ['countResend', 'orderAgain'] }] },
    },
    finished: {
      description: 'The incident is closed, and all of it was told.',
      tags: 'finished',
      on: { news: 'sending' },
    },
  },
});

function told(event: WebhookQueueEvent, state: string, tries: number, nextAt: number | null): WebhookQueueEffect {
  const { message } = event as Extract<WebhookQueueEvent, { message: ToldMessage }>;
  return { type: 'told', message, state, tries, reason: 'reason' in event ? event.reason : null, nextAt };
}
