/**
 * The statechart of a monitored service: it decides who is notified, when, and
 * when not. Pure: time comes in the events, its own timers are XState's `after`
 * (and one delayed event), and what is to be done outside is emitted. The rules are
 * those of the README, "The rules of paging".
 */
import type { EmittedFrom } from 'xstate';
import { changed, ignored, notify, service, unchanged } from './service-setup.ts';

const opened = changed('opened');
const snoozed = changed('snoozed');
const acknowledged = changed('acknowledged');
const unacknowledged = changed('unacknowledged');
const escalated = changed('escalated');
const closed = changed('closed');
const recorded = unchanged('recorded');
const recordedBelow = {
  type: 'answer',
  params: { result: 'recorded', changed: false, reason: 'below_page_from' },
} as const;
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
        alert: [
          { guard: 'isBelowPageFrom', actions: recordedBelow },
          {
            guard: 'autoResolves',
            target: 'unhealthy',
            actions: ['open', 'recordAlert', 'watchForQuiet', notify('opened'), opened],
          },
          { target: 'unhealthy', actions: ['open', 'recordAlert', notify('opened'), opened] },
        ],
        resolve: { actions: ignored('not_unhealthy') },
        ack: { actions: ignored('not_unhealthy') },
        snooze: { actions: ignored('not_unhealthy') },
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
      exit: 'stopWatching',
      on: {
        alert: [
          { guard: 'isBelowPageFrom', actions: ['noteBelow', recordedBelow] },
          { actions: ['recordAlert', recorded] },
        ],
        // An alert that came since puts it off.
        autoResolve: [
          { guard: 'isQuiet', target: 'healthy', actions: ['tellQuiet', 'close'] },
          { actions: 'watchForQuiet' },
        ],
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
        snooze: { actions: ['noteIgnored', ignored('other_incident')] },
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
            snooze: { guard: 'isThisIncident', target: 'acked.snoozed', actions: ['snooze', snoozed] },
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
            snooze: { guard: 'isThisIncident', target: '.snoozed', actions: ['snooze', snoozed] },
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
            snoozed: {
              description:
                'Acknowledged until a time that somebody said: if it is still open then, it is escalated again.',
              after: {
                snoozeEnd: {
                  target: '#monitoredService.unhealthy.unacked.escalating',
                  actions: ['forgetAck', 'startAgain', notify('snoozeEnded')],
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
