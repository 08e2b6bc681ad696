/**
 * Tells the queues of subscriptions that a service's incident has news. The news
 * itself is the line of the timeline that the same commit writes: what is told and
 * what is kept can't differ, and neither is there without the other.
 */
import { nanoid } from 'nanoid';
import type { TimelineEntry } from '../policy/timeline.ts';
import { webhookEventOf } from '../policy/webhook.ts';
import type { NewDelivery } from '../runtime/definition.ts';
import { MESSAGE_KIND } from '../runtime/delivery-outcome.ts';
import type { WebhookStore } from './webhook-store.ts';

export const WEBHOOK = 'webhook';
/** Of the deliveries that are no notifications of the service's. */
const NEWS = 'webhook-news~';
export const isWebhookNews = (deliveryId: string) => deliveryId.startsWith(NEWS);

/** One queue for each subscription and incident: the ids of subscriptions have no dot. */
export const queueIdOf = (webhookId: string, incidentId: string) => `${webhookId}.${incidentId}`;
export const queueAddress = (webhookId: string, incidentId: string) => `${WEBHOOK}/${queueIdOf(webhookId, incidentId)}`;

export function parseQueueId(id: string): { webhookId: string; incidentId: string } {
  const dot = id.indexOf('.');
  return { webhookId: id.slice(0, dot), incidentId: id.slice(dot + 1) };
}

export type WebhookNews = ReturnType<typeof createWebhookNews>;

export function createWebhookNews(
  store: Pick<WebhookStore, 'isAnybody' | 'subscribers'>,
  passed: (serviceId: string, incidentId: string) => void,
) {
  /** @param entriesOf asked only where somebody might want to hear */
  return (
    { serviceId, incidentId, isClosed }: { serviceId: string; incidentId: string; isClosed: boolean },
    entriesOf: () => TimelineEntry[],
  ): NewDelivery[] => {
    passed(serviceId, incidentId);
    if (!store.isAnybody()) return [];
    const event = webhookEventOf(entriesOf().map(({ type }) => type));
    // Whoever heard of an incident must hear that it is over, so that its queue ends.
    const webhooks = isClosed ? store.subscribers(serviceId, null) : event ? store.subscribers(serviceId, event) : [];
    return webhooks.map((id) => ({
      // Another commit is other news, also within the same millisecond.
      id: `${NEWS}${nanoid(16)}`,
      kind: MESSAGE_KIND,
      scope: null,
      timeline: null,
      payload: { to: queueAddress(id, incidentId), event: '{"type":"news"}' },
    }));
  };
}
