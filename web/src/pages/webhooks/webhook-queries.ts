/** What the webhooks page reads and changes. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { InferRequestType } from 'hono/client';
import type { z } from 'zod';
import type {
  secretAnswer,
  webhookAnswer,
  webhookDeliveryAnswer,
  webhookTestAnswer,
} from '../../../../src/http/webhooks-answers.ts';
import { answerOf, api } from '../../api/client.ts';

export type Webhook = z.infer<typeof webhookAnswer>;
export type WebhookWithSecret = z.infer<typeof secretAnswer>;
export type WebhookDelivery = z.infer<typeof webhookDeliveryAnswer>;
export type WebhookTest = z.infer<typeof webhookTestAnswer>;
export type WebhookEvent = WebhookDelivery['event'];

export type WebhookInput = InferRequestType<typeof api.webhooks.$post>['json'];

/** What subscriptions are told has no place in the stream. */
const LOOK_EVERY_MS = 2_000;
const DELIVERIES_AT_ONCE = 50;

const webhook = api.webhooks[':id'];

export const webhookQueries = {
  all: () =>
    queryOptions({
      queryKey: ['webhooks'],
      queryFn: ({ signal }) => answerOf(api.webhooks.$get({ query: { limit: 500 } }, { init: { signal } })),
      refetchInterval: 5 * LOOK_EVERY_MS,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ['webhook', id],
      queryFn: ({ signal }) => answerOf(webhook.$get({ param: { id } }, { init: { signal } })),
      refetchInterval: LOOK_EVERY_MS,
    }),
  deliveries: (id: string) =>
    infiniteQueryOptions({
      queryKey: ['webhook-deliveries', id],
      queryFn: ({ signal, pageParam }) =>
        answerOf(
          webhook.deliveries.$get(
            { param: { id }, query: { limit: DELIVERIES_AT_ONCE, cursor: pageParam ?? undefined } },
            { init: { signal } },
          ),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: ({ nextCursor }) => nextCursor,
      refetchInterval: LOOK_EVERY_MS,
    }),
};

export const createWebhook = (json: WebhookInput) => answerOf(api.webhooks.$post({ json }));

export const changeWebhook = ({ id, revision }: Webhook, json: WebhookInput) =>
  answerOf(webhook.$put({ param: { id }, json, header: { 'If-Match': `"${revision}"` } }));

export const rotateSecret = (id: string, overlap: string) =>
  answerOf(webhook.rotate.$post({ param: { id }, json: { overlap } }));

export const removeWebhook = (id: string) => webhook.$delete({ param: { id } });

export const testWebhook = (id: string) => answerOf(webhook.test.$post({ param: { id } }));

export const resendDelivery = (id: string, deliveryId: string) =>
  answerOf(webhook.deliveries[':deliveryId'].resend.$post({ param: { id, deliveryId } }));
