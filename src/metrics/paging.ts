/** Metrics of what the pager decides: events and their answers, transitions, notifications. */
import { Counter, type Registry } from 'prom-client';
import type { Decision } from '../pager/decision.ts';
import { CHANNEL_NAMES } from '../policy/target.ts';

const RESULTS = ['accepted', 'retry', 'failed', 'refused', 'superseded', 'previewed'];

export function createPagingMetrics(registry: Registry): (decision: Decision) => void {
  const registers = [registry];
  const events = new Counter({
    name: 'pager_events_total',
    help: 'Events that were committed, timers included, by what they came to.',
    labelNames: ['event', 'answer'],
    registers,
  });
  const transitions = new Counter({
    name: 'pager_transitions_total',
    help: 'Changes of a service’s state; from escalating to escalating: another level was notified.',
    labelNames: ['from', 'to'],
    registers,
  });
  const notifications = new Counter({
    name: 'pager_notifications_total',
    help: 'Attempts to notify, by what came of them; retry: it is tried again.',
    labelNames: ['channel', 'result'],
    registers,
  });
  // A series that begins with its first event would hide that event from increase().
  for (const channel of CHANNEL_NAMES) for (const result of RESULTS) notifications.inc({ channel, result }, 0);
  transitions.inc({ from: 'escalating', to: 'exhausted' }, 0);

  return (decision) => {
    if (decision.type === 'notification') {
      return notifications.inc({ channel: decision.channel, result: decision.result });
    }
    // It would be taken for a bad night.
    if (decision.isTest) return;
    const { event, answer, from, to, count, notificationIds } = decision;
    events.inc({ event, answer }, count);
    if (from !== to || notificationIds.length > 0) transitions.inc({ from, to });
  };
}
