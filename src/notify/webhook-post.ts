/** One signed POST of a webhook: JSON, five seconds, no redirect followed, no private address unless that is allowed. */
import { type AttemptSignal, abortSignalOf } from './attempt-signal.ts';
import type { StillHeld } from './channel.ts';
import { createGatewayClient, type GatewayAnswer, type NoAnswer, type NotHeld } from './gateway-request.ts';
import { isPrivateHost, PRIVATE_ADDRESS, publicLookup } from './webhook-guard.ts';
import { webhookHeaders } from './webhook-signature.ts';

const SECOND = 1_000;
export const WEBHOOK_LIMIT_MS = 5 * SECOND;

export interface WebhookMessage {
  /** The same on every attempt. */
  id: string;
  url: string;
  body: string;
  /** Those that count now, the newest first. */
  secrets: string[];
}

export type PostWebhook = (
  message: WebhookMessage,
  now: number,
  signal: AttemptSignal,
  stillHeld?: StillHeld,
) => Promise<GatewayAnswer | NoAnswer | NotHeld>;

/** @param allowPrivate any address may be connected to */
export function createWebhookPost({ allowPrivate }: { allowPrivate: boolean }): PostWebhook {
  return async ({ id, url, body, secrets }, now, signal, stillHeld) => {
    const to = new URL(url);
    if (!allowPrivate && isPrivateHost(to)) return { failure: PRIVATE_ADDRESS, unknown: false };
    // A connection for each: they go to many places, and rarely.
    const client = createGatewayClient(to, 1, allowPrivate ? {} : { lookup: publicLookup });
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Pager-Webhook',
      ...webhookHeaders(id, body, now, secrets),
    };
    const limit = AbortSignal.timeout(WEBHOOK_LIMIT_MS);
    try {
      return await client.post(headers, body, AbortSignal.any([abortSignalOf(signal), limit]), stillHeld);
    } finally {
      client.close();
    }
  };
}
