/** What the page says of subscriptions, of what they are told, and of how it went. Pure. */
import type { Webhook, WebhookDelivery, WebhookEvent } from './webhook-queries.ts';

/** In the order in which they happen. */
export const EVENT_WORDS: Record<WebhookEvent, { name: string; words: string }> = {
  'incident.opened': { name: 'An incident opens', words: 'and level 1 is notified' },
  'incident.escalated': { name: 'It escalates', words: 'a further level is notified, or level 1 again' },
  'incident.exhausted': { name: 'Nobody answered', words: 'and nobody is left to notify' },
  'incident.acknowledged': { name: 'Somebody acknowledges', words: 'and works on it' },
  'incident.snoozed': { name: 'It is snoozed', words: 'acknowledged until a time' },
  'incident.unacknowledged': { name: 'An acknowledgement is taken back', words: 'and escalation goes on' },
  'incident.closed': { name: 'It closes', words: 'the service is healthy' },
  'incident.noted': { name: 'Somebody writes a note', words: '' },
  'alert.recorded': { name: 'Another alert comes', words: 'in an incident that is open' },
  'alert.resolved': { name: 'An alert is resolved', words: 'and others are still open' },
};
export const EVENTS = Object.keys(EVENT_WORDS) as WebhookEvent[];

export type Tone = 'good' | 'waiting' | 'bad' | 'still';

/** Where it leads, without what only programs read. */
export const placeOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
export const nameOf = ({ description, url }: Pick<Webhook, 'description' | 'url'>): string =>
  description === '' ? placeOf(url) : description;

export function toneOf({ waiting, lastDeliveredAt, lastGivenUpAt }: Webhook): Tone {
  if (waiting > 0) return 'bad';
  if (lastGivenUpAt !== null && (lastDeliveredAt === null || lastDeliveredAt < lastGivenUpAt)) return 'bad';
  return lastDeliveredAt === null ? 'still' : 'good';
}

export function listTitle(webhooks: Webhook[] | undefined): string {
  if (!webhooks) return 'Webhooks';
  if (webhooks.length === 0) return 'No other program is told of incidents yet.';
  const failing = webhooks.filter((webhook) => toneOf(webhook) === 'bad');
  const [only] = failing;
  if (failing.length === 1 && only) return `${nameOf(only)} does not take what it is told.`;
  if (failing.length > 1) return `${failing.length} programs do not take what they are told.`;
  return webhooks.length === 1
    ? 'One program is told of incidents.'
    : `${webhooks.length} programs are told of incidents.`;
}

export function webhookTitle(webhook: Webhook): string {
  const name = nameOf(webhook);
  if (webhook.waiting > 0) {
    const of = webhook.waiting === 1 ? 'One incident waits' : `${webhook.waiting} incidents wait`;
    return `${name} does not take what it is told. ${of} to be told.`;
  }
  if (toneOf(webhook) === 'bad') return `${name} did not take something for a whole day. It was given up.`;
  return webhook.lastDeliveredAt === null ? `${name} was told nothing yet.` : `${name} takes what it is told.`;
}

/** "3 of 10 events, of checkout-db and 2 more services" */
export function scopeWords({ events, services }: Pick<Webhook, 'events' | 'services'>): string {
  const what = events.length === EVENTS.length ? 'All events' : `${events.length} of ${EVENTS.length} events`;
  if (services === null) return `${what}, of all services`;
  const [first, ...others] = services;
  if (others.length === 0) return `${what}, of ${first}`;
  return `${what}, of ${first} and ${others.length === 1 ? 'one more' : `${others.length} more`}`;
}

export const STATE_WORDS: Record<WebhookDelivery['state'], { word: string; tone: Tone }> = {
  delivered: { word: 'Taken', tone: 'good' },
  pending: { word: 'Not taken yet', tone: 'waiting' },
  failed: { word: 'Given up', tone: 'bad' },
};

export const triesWords = (tries: number): string => (tries > 1 ? `, ${tries} tries` : '');
