/** Puts the subscriptions of webhooks together, for the pager: their machine, what attempts to tell them, and what is asked of them. */
import type { PostWebhook } from '../notify/webhook-post.ts';
import type { ActorEvent } from '../runtime/definition.ts';
import type { Documents } from '../runtime/documents.ts';
import type { HostReply } from '../runtime/item.ts';
import type { IncidentReads } from './incident-reads.ts';
import { createWebhookHandler } from './webhook-handler.ts';
import { createWebhookLog, type WebhookLogOptions } from './webhook-log.ts';
import { createWebhookNews } from './webhook-news.ts';
import { createWebhookQueueActor } from './webhook-queue-actor.ts';
import { createWebhookReader } from './webhook-reader.ts';
import { createWebhookStore } from './webhook-store.ts';
import { createWebhooks } from './webhooks.ts';

export interface WebhookSubscriptionsOptions extends WebhookLogOptions {
  documents: Documents;
  post: PostWebhook;
  publicUrl: string;
  find: IncidentReads['find'];
  send: (address: string, event: ActorEvent) => Promise<HostReply<unknown>>;
  settled: () => Promise<void>;
}

export function createWebhookSubscriptions(options: WebhookSubscriptionsOptions) {
  const { documents, post, publicUrl, find, send, settled, reads, now } = options;
  const store = createWebhookStore({ documents, log: options.log });
  const log = createWebhookLog(options);
  return {
    definition: createWebhookQueueActor(),
    handler: createWebhookHandler({ store, find, post, send, reader: createWebhookReader({ reads, publicUrl }) }),
    /** What a step of a service orders for those who want to hear of it. */
    news: createWebhookNews(store),
    webhooks: createWebhooks({ store, log, send, settled, now }),
    cutLog: log.cutOld,
    cutForRoom: log.cutForRoom,
    async start(): Promise<void> {
      await store.start();
      log.start();
    },
    stop(): void {
      store.stop();
      log.stop();
    },
  };
}
