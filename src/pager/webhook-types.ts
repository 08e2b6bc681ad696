/** Subscriptions to what happens in incidents, as the edges see them. All times are epoch ms. */
import type { Webhook, WebhookEvent } from '../policy/webhook.ts';
import type { Page, PageRequest } from './listing.ts';
import type { WriteCondition } from './plan-types.ts';
import type { Refusal } from './refusal.ts';

/** How it gets on. */
export interface WebhookStanding {
  /** Null: never, or over a year ago. */
  lastDeliveredAt: number | null;
  /** When something was last not taken for a whole day. */
  lastGivenUpAt: number | null;
  /** Since when what waits longest is tried in vain; null: nothing waits. */
  failingSince: number | null;
  /** Incidents of which something waits to be told. */
  waiting: number;
}

export interface WebhookTest {
  /** Its `webhook-id`. */
  id: string;
  delivered: boolean;
  /** Why it was not taken. */
  reason: string | null;
}

export interface WebhookView extends Webhook, WebhookStanding {
  id: string;
  revision: number;
  createdAt: number;
  /** Those that count now, the newest first; never the secrets themselves. */
  secrets: { createdAt: number; expiresAt: number | null }[];
}

export interface WebhookDelivery {
  /** The `webhook-id` of each of its attempts. */
  id: string;
  event: WebhookEvent;
  incidentId: string;
  at: number;
  state: 'pending' | 'delivered' | 'failed';
  tries: number;
  lastAttemptAt: number;
  nextAttemptAt: number | null;
  /** Why the last attempt failed. */
  reason: string | null;
}

export interface Webhooks {
  create(webhook: Webhook): Promise<{ webhook: WebhookView; secret: string }>;
  /** The secrets stay. */
  put(id: string, webhook: Webhook, condition: WriteCondition): Promise<WebhookView | Refusal>;
  get(id: string): Promise<WebhookView | null>;
  list(page: PageRequest): Promise<Page<WebhookView>>;
  remove(id: string, condition: WriteCondition): Promise<'deleted' | Refusal>;
  /** Those before it sign for that long as well. */
  rotateSecret(id: string, overlapMs: number): Promise<{ webhook: WebhookView; secret: string } | Refusal>;
  /** Newest event first; null when there is no such subscription. */
  deliveries(id: string, page: PageRequest): Promise<Page<WebhookDelivery> | null>;
  /** One more attempt at once; answers how it stands, if it ends soon. */
  resend(id: string, deliveryId: string): Promise<WebhookDelivery | Refusal>;
  /** Tells it that it is tried, once, and says what came of it. */
  test(id: string, by: string | null): Promise<WebhookTest | Refusal>;
}
