/**
 * A subscription to what happens in incidents, as people configure it, and which
 * events there are: one for each step of an incident that changed something, named
 * by what matters most in it. Pure.
 */
import { z } from 'zod';
import { idSchema } from './escalation-policy.ts';
import type { TimelineEntry } from './timeline.ts';
import { webhookUrlSchema } from './webhook-url.ts';

export const WEBHOOK_EVENTS = [
  'incident.opened',
  'incident.escalated',
  'incident.exhausted',
  'incident.acknowledged',
  'incident.snoozed',
  'incident.unacknowledged',
  'incident.closed',
  'incident.noted',
  'alert.recorded',
  'alert.resolved',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

const DESCRIPTION_MAX = 200;
const SERVICES_MAX = 500;
const eventSchema = z.enum(WEBHOOK_EVENTS, { message: `expected one of ${WEBHOOK_EVENTS.join(', ')}` });

export const webhookSchema = z.strictObject({
  url: webhookUrlSchema,
  description: z.string().max(DESCRIPTION_MAX).optional(),
  /** All of them unless given. */
  events: z.array(eventSchema).min(1, { message: 'expected at least one event' }).max(WEBHOOK_EVENTS.length).optional(),
  /** Of all services unless given. */
  services: z.array(idSchema).min(1, { message: 'expected at least one service' }).max(SERVICES_MAX).optional(),
});
export type Webhook = z.output<typeof webhookSchema>;

const EVENT_OF: Partial<Record<TimelineEntry['type'], WebhookEvent>> = {
  opened: 'incident.opened',
  closed: 'incident.closed',
  autoResolved: 'incident.closed',
  acknowledged: 'incident.acknowledged',
  snoozed: 'incident.snoozed',
  unacknowledged: 'incident.unacknowledged',
  exhausted: 'incident.exhausted',
  levelNotified: 'incident.escalated',
  escalated: 'incident.escalated',
  noted: 'incident.noted',
  alertRecorded: 'alert.recorded',
  keyResolved: 'alert.resolved',
};
/** The first of them that a step holds is what it is called. */
const BY_WEIGHT: WebhookEvent[] = [
  'incident.opened',
  'incident.closed',
  'incident.exhausted',
  'incident.acknowledged',
  'incident.snoozed',
  'incident.unacknowledged',
  'incident.escalated',
  'incident.noted',
  'alert.recorded',
  'alert.resolved',
];

/** @param types of the entries that one step wrote; null when nothing in it is told */
export function webhookEventOf(types: TimelineEntry['type'][]): WebhookEvent | null {
  const events = types.map((type) => EVENT_OF[type]);
  return BY_WEIGHT.find((event) => events.includes(event)) ?? null;
}
