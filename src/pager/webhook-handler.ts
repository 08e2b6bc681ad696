/**
 * One attempt to tell a subscription what is next of an incident. What it came to is
 * an event of the queue, which decides what follows; an outcome that could not be
 * handed to the queue is unknown, and told again under the same id.
 */

import type { ToldMessage, WebhookQueueEvent } from '../machines/webhook-queue.ts';
import type { PostWebhook } from '../notify/webhook-post.ts';
import type { DistributiveOmit } from '../policy/distributive-omit.ts';
import type { ActorEvent } from '../runtime/definition.ts';
import type { AttemptContext, DeliveryHandler } from '../runtime/delivery-handler.ts';
import type { AttemptOutcome } from '../runtime/delivery-outcome.ts';
import type { HostReply } from '../runtime/item.ts';
import type { IncidentReads } from './incident-reads.ts';
import { parseQueueId, WEBHOOK } from './webhook-news.ts';
import type { ReadMessage, WebhookReader } from './webhook-reader.ts';
import type { WebhookStore } from './webhook-store.ts';
import { tellWebhook } from './webhook-tell.ts';

const SECOND = 1_000;
/** The POST itself has five; the rest is for Redis. */
const ATTEMPT_LIMIT_MS = 12 * SECOND;
const CONCURRENCY = 100;

export interface WebhookHandlerOptions {
  store: Pick<WebhookStore, 'get'>;
  find: IncidentReads['find'];
  reader: WebhookReader;
  post: PostWebhook;
  send: (address: string, event: ActorEvent) => Promise<HostReply<unknown>>;
}

type Payload = Record<string, string>;
type Outcome = DistributiveOmit<WebhookQueueEvent, 'at'>;

export function createWebhookHandler({ store, find, reader, post, send }: WebhookHandlerOptions): DeliveryHandler {
  async function next(
    queueId: string,
    payload: Payload,
    context: AttemptContext,
  ): Promise<Outcome | 'notHeld' | 'nobody'> {
    const { webhookId, incidentId } = parseQueueId(queueId);
    const attempt = Number(payload.attempt);
    const line = Number(payload.line);
    const webhook = (await store.get(webhookId))?.value;
    // Read before its timeline: of one that is closed by then, all stands there.
    const incident = await find(incidentId);
    if (!webhook || !incident) return { type: 'nothing', attempt, next: line, follows: 'over' };
    const end = incident.view.state === 'closed' ? 'over' : 'none';
    const { message, next: behind, hasMore } = await reader.next(incident, webhook, line);
    if (!message) return { type: 'nothing', attempt, next: behind, follows: end };
    const told = await tellWebhook(post, message, webhook, context);
    if (told === 'notHeld') return told;
    return told === 'taken'
      ? { type: 'taken', attempt, message: named(message), follows: hasMore ? 'more' : end }
      : { type: 'failed', attempt, message: named(message), ...told };
  }

  async function again(
    queueId: string,
    payload: Payload,
    context: AttemptContext,
  ): Promise<Outcome | 'notHeld' | 'nobody'> {
    const { webhookId, incidentId } = parseQueueId(queueId);
    const webhook = (await store.get(webhookId))?.value;
    const incident = await find(incidentId);
    const message = webhook && incident && (await reader.at(incident, Number(payload.line)));
    // Nobody can be told it, or of it.
    if (!webhook || !message) return 'nobody';
    const told = await tellWebhook(post, message, webhook, context);
    if (told === 'notHeld') return told;
    const tries = Number(payload.tries) + 1;
    return told === 'taken'
      ? { type: 'resent', message: named(message), state: 'delivered', tries, reason: null }
      : { type: 'resent', message: named(message), state: payload.was ?? 'failed', tries, reason: told.reason };
  }

  return {
    concurrency: CONCURRENCY,
    attemptLimitMs: ATTEMPT_LIMIT_MS,
    isForgotten: true,
    async attempt({ actor, payload }, context): Promise<AttemptOutcome> {
      const queueId = actor.slice(WEBHOOK.length + 1);
      const outcome = await (payload.was === undefined ? next : again)(queueId, payload, context);
      if (outcome === 'notHeld') return { state: 'notHeld' };
      if (outcome === 'nobody') return { state: 'accepted' };
      const reply = await send(actor, outcome);
      if (!('refused' in reply)) return { state: 'accepted' };
      return { state: 'retry', reason: `${reply.refused}: ${reply.detail}`, unknown: true };
    },
  };
}

const named = ({ id, event, line, at }: ReadMessage): ToldMessage => ({ id, event, line, at });
