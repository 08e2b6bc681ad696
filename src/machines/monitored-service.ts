/**
 * The statechart of a monitored service: it decides who is notified, when, and
 * when not. Pure: time comes in the events, its own timers are XState's `after`,
 * and what is to be done outside is emitted. The rules are those of the README,
 * "The rules of paging".
 */
import { type EmittedFrom, emit, setup } from 'xstate';
import type { EventResult, IgnoredReason } from '../policy/event-result.ts';
import * as change from './incident-changes.ts';
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

const service = types.extend({
  delays: {
    /** Of the level that was notified last. */
    ackTimeout: ({ context }) => change.currentLevel(context).ackTimeoutMs,
    ackExpiry: ({ context }) => change.open(context).options.ackExpiresAfterMs ?? 0,
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
      change.open(context).options.renotifyOnNewKey === true && change.isNewKey(context, event),
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
    forgetAck: types.assign(({ context }) => change.forgetAck(context)),
    noteIgnored: types.assign(({ context, event }) => change.noteIgnored(context, event)),
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
    answer: emit((_: Args, answer: { result: EventResult; changed: boolean; reason?: IgnoredReason }) => ({
      type: 'answer' as const,
      ...answer,
    })),
  },
});

const changed = (result: EventResult) => ({ type: 'answer', params: { result, changed: true } }) as const;
const unchanged = (result: EventResult) => ({ type: 'answer', params: { result, changed: false } }) as const;
const ignored = (reason: IgnoredReason) =>
  ({ type: 'answer', params: { result: 'ignored', changed: false, reason } }) as const;
const notify = (why: NotifyReason) => ({ type: 'notifyLevel', params: { why } }) as const;
const opened = changed('opened');
const acknowledged = changed('acknowledged');
const unacknowledged = changed('unacknowledged');
const escalated = changed('escalated');
const closed = changed('closed');
const recorded = unchanged('recorded');
const resolved = unchanged('resolved');
const noted = unchanged('noted');

export const monitoredService = service.createMachine({
  id: 'monitoredService',
  context: { lastNumber: 0, incident: null },
  initial: 'healthy',
  states: {
    healthy: {
      description: 'No incident is open.',
      on: {
        alert: { target: 'unhealthy', actions: ['open', 'recordAlert', notify('opened'), opened] },
        resolve: { actions: ignored('not_unhealthy') },
        ack: { actions: ignored('not_unhealthy') },
        unack: { actions: ignored('not_unhealthy') },
        healthy: { actions: ignored('not_unhealthy') },
        escalate: { actions: ignored('not_unhealthy') },
        note: { actions: ignored('not_unhealthy') },
        notificationFailed: {},
        notificationSent: {},
      },
    },
    unhealthy: {
      description: 'An incident is open.',
      tags: 'unhealthy',
      initial: 'unacked',
      on: {
        alert: { actions: ['recordAlert', recorded] },
        resolve: [
          { guard: 'isLastOpenKey', target: 'healthy', actions: ['tellClosed', 'close', closed] },
          { guard: 'isOpenKey', actions: ['dropKey', resolved] },
          { actions: ['noteIgnored', ignored('unknown_key')] },
        ],
        healthy: [
          { guard: 'isThisIncident', target: 'healthy', actions: ['tellClosed', 'close', closed] },
          { actions: ['noteIgnored', ignored('other_incident')] },
        ],
        note: [{ guard: 'isThisIncident', actions: noted }, { actions: ['noteIgnored', ignored('other_incident')] }],
        // Those that no substate took are bound to another incident.
        ack: { actions: ['noteIgnored', ignored('other_incident')] },
        unack: [
          { guard: 'isThisIncident', actions: ['noteIgnored', ignored('not_acked')] },
          { actions: ['noteIgnored', ignored('other_incident')] },
        ],
        escalate: { actions: ['noteIgnored', ignored('other_incident')] },
        notificationFailed: { actions: 'noteFailure' },
        notificationSent: { actions: 'forgetFailure' },
      },
      states: {
        unacked: {
          description: 'Nobody has said that they work on it.',
          initial: 'escalating',
          on: {
            ack: { guard: 'isThisIncident', target: 'acked', actions: ['acknowledge', acknowledged] },
          },
          states: {
            escalating: {
              description: 'A level was notified, and has until the acknowledgement timeout.',
              tags: 'escalating',
              after: {
                ackTimeout: [
                  {
                    guard: 'hasNextLevel',
                    target: 'escalating',
                    reenter: true,
                    actions: ['advance', notify('timeout')],
                  },
                  {
                    guard: 'hasRepeatLeft',
                    target: 'escalating',
                    reenter: true,
                    actions: ['advance', notify('repeat')],
                  },
                  { target: 'exhausted', actions: ['exhaust', 'tellExhausted'] },
                ],
              },
              on: {
                escalate: [
                  { guard: 'isOtherIncident', actions: ['noteIgnored', ignored('other_incident')] },
                  {
                    guard: 'somebodyIsLeft',
                    target: 'escalating',
                    reenter: true,
                    actions: ['advance', notify('escalated'), escalated],
                  },
                  { target: 'escalating', reenter: true, actions: ['startAgain', notify('escalated'), escalated] },
                ],
              },
              // A failure was noted, or an acknowledgement taken back, of a level that reached nobody.
              always: [
                {
                  guard: 'skipsToSomebody',
                  target: 'escalating',
                  reenter: true,
                  actions: ['spendSkip', 'advance', notify('unreachable')],
                },
                { guard: 'skipsToExhausted', target: 'exhausted', actions: ['exhaust', 'tellExhausted'] },
              ],
            },
            exhausted: {
              description: 'Every level was notified and nobody acknowledged: there is nobody left to notify.',
              tags: 'exhausted',
              on: {
                alert: {
                  guard: 'isNewKeyToRenotify',
                  target: 'escalating',
                  actions: ['recordAlert', 'startAgain', notify('newKey'), escalated],
                },
                escalate: {
                  guard: 'isThisIncident',
                  target: 'escalating',
                  actions: ['startAgain', notify('escalated'), escalated],
                },
              },
            },
          },
        },
        acked: {
          description: 'Somebody works on it: escalation stops until the incident closes.',
          tags: 'acked',
          initial: 'held',
          on: {
            ack: { guard: 'isThisIncident', actions: ['noteIgnored', ignored('already_acked')] },
            unack: [
              { guard: 'unackToExhausted', target: 'unacked.exhausted', actions: ['forgetAck', unacknowledged] },
              { guard: 'isThisIncident', target: 'unacked.escalating', actions: ['forgetAck', unacknowledged] },
            ],
            escalate: [
              { guard: 'isOtherIncident', actions: ['noteIgnored', ignored('other_incident')] },
              {
                guard: 'somebodyIsLeft',
                target: 'unacked.escalating',
                actions: ['forgetAck', 'advance', notify('escalated'), escalated],
              },
              { target: 'unacked.escalating', actions: ['forgetAck', 'startAgain', notify('escalated'), escalated] },
            ],
            alert: {
              guard: 'isNewKeyToRenotify',
              target: 'unacked.escalating',
              actions: ['recordAlert', 'forgetAck', 'startAgain', notify('newKey'), escalated],
            },
          },
          states: {
            held: {
              description: 'The acknowledgement holds as long as the incident is open.',
              always: { guard: 'ackExpires', target: 'expiring' },
            },
            expiring: {
              description:
                'The acknowledgement holds for a time: an incident that is still open then is escalated again.',
              after: {
                ackExpiry: {
                  target: '#monitoredService.unhealthy.unacked.escalating',
                  actions: ['forgetAck', 'startAgain', notify('ackExpired')],
                },
              },
            },
          },
        },
      },
    },
  },
});

export type MonitoredServiceEffect = EmittedFrom<typeof monitoredService>;
