/** What the API answers about webhooks, as schemas and from the pager's views. */
import { z } from '@hono/zod-openapi';
import type { WebhookDelivery, WebhookView } from '../pager/webhook-types.ts';
import { WEBHOOK_EVENTS } from '../policy/webhook.ts';

const time = z.string().openapi({ format: 'date-time', example: '2026-03-24T03:07:12.000Z' });

const fields = {
  id: z.string(),
  revision: z.int(),
  url: z.string(),
  description: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  services: z.array(z.string()).nullable().openapi({ description: 'Null: all of them' }),
  createdAt: time,
  secrets: z
    .array(z.object({ createdAt: time, expiresAt: time.nullable() }))
    .openapi({ description: 'Those that sign now, newest first; the secrets themselves are never shown again' }),
  lastDeliveredAt: time.nullable().openapi({ description: 'Null: never, or over a year ago' }),
  lastGivenUpAt: time.nullable().openapi({ description: 'When something was last not taken for a whole day' }),
  failingSince: time.nullable().openapi({
    description: 'Since when what waits longest is tried in vain; null: nothing waits',
  }),
  waiting: z.int().openapi({ description: 'Incidents of which something waits to be told' }),
};

export const webhookAnswer = z.object(fields).openapi('Webhook');
export const secretAnswer = z
  .object({ ...fields, secret: z.string().openapi({ description: 'Shown now, and never again' }) })
  .openapi('WebhookWithSecret');

export const webhookDeliveryAnswer = z
  .object({
    id: z.string().openapi({ description: 'The `webhook-id` of each of its attempts' }),
    event: z.enum(WEBHOOK_EVENTS),
    incidentId: z.string(),
    at: time.openapi({ description: 'When it happened' }),
    state: z.enum(['pending', 'delivered', 'failed']),
    tries: z.int(),
    lastAttemptAt: time,
    nextAttemptAt: time.nullable(),
    reason: z.string().nullable().openapi({ description: 'Why the last attempt failed' }),
  })
  .openapi('WebhookDelivery');

export const webhookTestAnswer = z
  .object({
    id: z.string().openapi({ description: 'Its `webhook-id`' }),
    delivered: z.boolean(),
    reason: z.string().nullable().openapi({ description: 'Why it was not taken' }),
  })
  .openapi('WebhookTest');

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

export const wireWebhook = (view: WebhookView): z.input<typeof webhookAnswer> => ({
  id: view.id,
  revision: view.revision,
  url: view.url,
  description: view.description ?? '',
  events: view.events ?? [...WEBHOOK_EVENTS],
  services: view.services ?? null,
  createdAt: iso(view.createdAt),
  secrets: view.secrets.map(({ createdAt, expiresAt }) => ({
    createdAt: iso(createdAt),
    expiresAt: isoOrNull(expiresAt),
  })),
  lastDeliveredAt: isoOrNull(view.lastDeliveredAt),
  lastGivenUpAt: isoOrNull(view.lastGivenUpAt),
  failingSince: isoOrNull(view.failingSince),
  waiting: view.waiting,
});

export const wireSecret = (view: WebhookView, secret: string): z.input<typeof secretAnswer> => ({
  ...wireWebhook(view),
  secret,
});

export const wireWebhookDelivery = (delivery: WebhookDelivery): z.input<typeof webhookDeliveryAnswer> => ({
  id: delivery.id,
  event: delivery.event,
  incidentId: delivery.incidentId,
  at: iso(delivery.at),
  state: delivery.state,
  tries: delivery.tries,
  lastAttemptAt: iso(delivery.lastAttemptAt),
  nextAttemptAt: isoOrNull(delivery.nextAttemptAt),
  reason: delivery.reason,
});
