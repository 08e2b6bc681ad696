/** The words of the monitored service's chart: its delays, guards and actions, and the orders and answers that they give. Pure. */
import { cancel, emit, setup } from 'xstate';
import type { EventResult, IgnoredReason } from '../policy/event-result.ts';
import * as autoResolve from './auto-resolve.ts';
import * as change from './incident-changes.ts';
import * as pageFrom from './page-from.ts';
import type { ServiceContext } from './service-context.ts';
import type { NotifyReason, ServiceEffect, ServiceEvent } from './service-events.ts';

type Args = { context: ServiceContext; event: ServiceEvent };
const types = setup({
  types: {} as {
    context: ServiceContext;
    events: ServiceEvent;
    emitted: ServiceEffect;
    tags: 'unhealthy' | 'escalating' | 'exhausted' | 'acked';
  },
});

export const service = types.extend({
  delays: {
    /** Of the level that was notified last. */
    ackTimeout: ({ context }) => change.currentLevel(context).ackTimeoutMs,
    ackExpiry: ({ context }) => change.open(context).options.ackExpiresAfterMs ?? 0,
    snoozeEnd: ({ context, event }) => Math.max(0, (change.open(context).snoozedUntil ?? event.at) - event.at),
  },
  guards: {
    isThisIncident: ({ context, event }: Args) => change.isThisIncident(context, event),
    isOtherIncident: ({ context, event }: Args) => !change.isThisIncident(context, event),
    hasNextLevel: ({ context }: Args) => change.hasNextLevel(context),
    hasRepeatLeft: ({ context }: Args) => change.hasRepeatLeft(context),
    somebodyIsLeft: ({ context }: Args) => change.somebodyIsLeft(context),
    skipsToSomebody: ({ context }: Args) => change.skipsLevel(context) && change.somebodyIsLeft(context),
    skipsToExhausted: ({ context }: Args) => change.skipsLevel(context),
    ackExpires: ({ context }: Args) => change.open(context).options.ackExpiresAfterMs !== undefined,
    isNewKeyToRenotify: ({ context, event }: Args) =>
      change.open(context).options.renotifyOnNewKey === true &&
      change.isNewKey(context, event) &&
      !pageFrom.isBelowPageFrom(context, event),
    isBelowPageFrom: ({ context, event }: Args) => pageFrom.isBelowPageFrom(context, event),
    autoResolves: ({ event }: Args) => autoResolve.autoResolves(event),
    isQuiet: ({ context, event }: Args) => autoResolve.isQuiet(context, event),
    isOpenKey: ({ context, event }: Args) => change.isOpenKey(context, event),
    isLastOpenKey: ({ context, event }: Args) => change.isLastOpenKey(context, event),
    unackToExhausted: ({ context, event }: Args) =>
      change.isThisIncident(context, event) && change.isExhausted(context),
  },
  actions: {
    open: types.assign(({ context, event }) => change.openIncident(context, event)),
    recordAlert: types.assign(({ context, event }) => change.recordAlert(context, event)),
    dropKey: types.assign(({ context, event }) => change.dropKey(context, event)),
    advance: types.assign(({ context, event }) => change.advance(context, event)),
    startAgain: types.assign(({ context, event }) => change.startAgain(context, event)),
    exhaust: types.assign(({ context }) => change.exhaust(context)),
    acknowledge: types.assign(({ context, event }) => change.acknowledge(context, event)),
    snooze: types.assign(({ context, event }) => change.snooze(context, event)),
    forgetAck: types.assign(({ context }) => change.forgetAck(context)),
    noteIgnored: types.assign(({ context, event }) => change.noteIgnored(context, event)),
    noteBelow: types.assign(({ context, event }) => pageFrom.noteBelow(context, event)),
    noteFailure: types.assign(({ context, event }) => change.noteFailure(context, event)),
    forgetFailure: types.assign(({ context, event }) => change.forgetFailure(context, event)),
    spendSkip: types.assign(({ context }) => change.spendSkip(context)),
    close: types.assign(({ context }) => ({ lastNumber: context.lastNumber, incident: null })),
    notifyLevel: emit(({ context }: Args, { why }: { why: NotifyReason }) => change.notifyLevel(context, why)),
    tellExhausted: emit(({ context }: Args) => {
      const { uid, number } = change.open(context);
      return { type: 'exhausted' as const, uid, number };
    }),
    tellClosed: emit(({ context, event }: Args) => {
      const { uid, number } = change.open(context);
      return { type: 'closed' as const, uid, number, by: change.whoDid(event) };
    }),
    tellQuiet: emit(({ context }: Args) => {
      const { uid, number, options } = change.open(context);
      return { type: 'closed' as const, uid, number, by: null, quietForMs: options.autoResolveAfterMs ?? 0 };
    }),
    /** An `after` that can be left out, and survives whatever else happens in the incident. */
    watchForQuiet: types.raise(({ event: { at } }) => ({ type: 'autoResolve' as const, at }), {
      id: 'autoResolve',
      delay: ({ context, event }) => autoResolve.quietLeftMs(context, event),
    }),
    stopWatching: cancel('autoResolve'),
    answer: emit((_: Args, answer: { result: EventResult; changed: boolean; reason?: IgnoredReason }) => ({
      type: 'answer' as const,
      ...answer,
    })),
  },
});

export const changed = (result: EventResult) => ({ type: 'answer', params: { result, changed: true } }) as const;
export const unchanged = (result: EventResult) => ({ type: 'answer', params: { result, changed: false } }) as const;
export const ignored = (reason: IgnoredReason) =>
  ({ type: 'answer', params: { result: 'ignored', changed: false, reason } }) as const;
export const notify = (why: NotifyReason) => ({ type: 'notifyLevel', params: { why } }) as const;
