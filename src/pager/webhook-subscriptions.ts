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
import { createWebhookStandings } from './webhook-standing.ts';
import { createWebhookStore } from './webhook-store.ts';
import { createWebhookTest } from './webhook-test.ts';
import { createWebhookUnheard } from './webhook-unheard.ts';
import { createWebhooks } from './webhooks.ts';

export interface WebhookSubscriptionsOptions extends Omit<WebhookLogOptions, 'standings'> {
  documents: Documents;
  post: PostWebhook;
  publicUrl: string;
  find: IncidentReads['find'];
  send: (address: string, event: ActorEvent) => Promise<HostReply<unknown>>;
  settled: () => Promise<void>;
  /** Of this pager, for what it records. */
  release?: string | undefined;
}

export function createWebhookSubscriptions(options: WebhookSubscriptionsOptions) {
  const { documents, post, publicUrl, find, send, settled, redis, keys, reads, now } = options;
  const unheard = createWebhookUnheard(send);
  const store = createWebhookStore({ documents, log: options.log, looked: unheard.looked });
  const standings = createWebhookStandings({ redis, keys });
  const log = createWebhookLog({ ...options, standings });
  const tested = createWebhookTest({ post, redis, keys, now });
  return {
    definition: createWebhookQueueActor(options.release),
    handler: createWebhookHandler({ store, find, post, send, reader: createWebhookReader({ reads, publicUrl }) }),
    /** What a step of a service orders for those who want to hear of it. */
    news: createWebhookNews(store, unheard.passed),
    webhooks: createWebhooks({ store, log, standings, tested, send, settled, now }),
    queueIds: log.queueIds,
    cutLog: log.cutOld,
    cutForRoom: log.cutForRoom,
    async start(): Promise<void> {
      await store.start();
      log.start();
    },
    async stop(): Promise<void> {
      log.stop();
      await store.stop();
    },
  };
}
