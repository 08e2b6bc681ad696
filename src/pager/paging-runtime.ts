/**
 * What the pager has on the durable runtime: the monitored service, heartbeats, queues
 * of webhooks, the watch over channels and the self-check, with what carries out what
 * they order. What is read of them, and what is asked of them, is not here.
 */
import type { AckTokens } from '../notify/ack-token.ts';
import { createPreviewText } from '../notify/preview.ts';
import { createWebhookPost } from '../notify/webhook-post.ts';
import type { ChannelName } from '../policy/target.ts';
import type { AttemptOutcome } from '../runtime/delivery-outcome.ts';
import type { Documents } from '../runtime/documents.ts';
import type { Journal } from '../runtime/journal.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { Reads } from '../runtime/reads.ts';
import { createRuntime, type RuntimeOptions } from '../runtime/runtime.ts';
import { createChannelHealth } from './channel-health.ts';
import { createChannelActor, createChannelOutages, OPERATOR_KIND } from './channel-outages.ts';
import { createHeartbeatActor, HEARTBEAT_KIND } from './heartbeat-actor.ts';
import { createHeartbeatHandler } from './heartbeat-handler.ts';
import { createNotifyHandlers } from './notify-handler.ts';
import { createOperatorHandler } from './operator-handler.ts';
import type { PagerOptions } from './pager-options.ts';
import { createPagingObserver } from './paging-observer.ts';
import type { PlanStore } from './plan-store.ts';
import { createSelfCheckActor } from './self-check.ts';
import { createServiceActor } from './service-actor.ts';
import type { NameSource } from './source-names.ts';
import type { OutboxMessage } from './types.ts';
import { SUBSCRIPTION_KIND } from './webhook-queue-actor.ts';
import { createWebhookSubscriptions } from './webhook-subscriptions.ts';

export function createPagingRuntime({
  options,
  keys,
  documents,
  tokens,
  plans,
  reads,
  journal,
  keepPreview,
  nameSource,
  find,
  alert,
  fired,
  makeRoom,
}: {
  options: PagerOptions;
  keys: Keyspace;
  documents: Documents;
  tokens: AckTokens;
  plans: PlanStore;
  reads: Reads;
  journal: Journal;
  keepPreview: (message: OutboxMessage) => Promise<void>;
  nameSource: NameSource;
  find: WebhookParts['find'];
  /** Sends what a silent heartbeat raises. */
  alert: HeartbeatParts['alert'];
  /** A timer was committed that late. */
  fired: (latenessMs: number) => void;
  makeRoom: NonNullable<RuntimeOptions['makeRoom']>;
}) {
  const {
    redis,
    connect,
    prefix = 'pager',
    channels,
    publicUrl,
    release,
    observe,
    onDecision,
    operators = [],
    onPreview,
    log,
    clock,
  } = options;
  const health = createChannelHealth({ journal, channels, down: () => outages.down() });
  const definition = createServiceActor({
    keys,
    readOpening: plans.readOpening,
    isReadByAll: () => runtime.store.isReadByAll(),
    release,
    news: (...step) => subscriptions.news(...step),
  });
  const outages = createChannelOutages({
    channels: [...channels.keys()],
    send: (address, event) => runtime.send(address, event, { always: true }),
    load: (address) => runtime.load(address),
  });
  const attempted = (channel: ChannelName, outcome: AttemptOutcome) => {
    const at = runtime.store.now();
    health.attempted(channel, outcome, at);
    outages.attempted(channel, outcome, at);
  };
  const subscriptions = createWebhookSubscriptions({
    redis,
    keys,
    reads,
    documents,
    post: createWebhookPost({ allowPrivate: options.webhookAllowPrivate ?? false }),
    publicUrl,
    find,
    send: (address, event) => runtime.send(address, event, { always: true }),
    settled: () => runtime.settled(),
    now: () => runtime.store.now(),
    release,
    log,
  });
  const definitions = [
    definition,
    createHeartbeatActor(release),
    subscriptions.definition,
    createChannelActor(operators, release),
    createSelfCheckActor(),
  ];
  const runtime = createRuntime({
    redis,
    connect,
    prefix,
    definitions,
    handlers: createNotifyHandlers({
      channels,
      tokens,
      publicUrl,
      plans,
      nameSource,
      recent: (address) => runtime.recent(address),
      load: (address) => runtime.load(address),
      preview: async (message) => {
        await keepPreview(message);
        onPreview?.(message);
      },
      previewText: createPreviewText,
      attempted,
    })
      .set(SUBSCRIPTION_KIND, subscriptions.handler)
      .set(OPERATOR_KIND, createOperatorHandler({ channels, attempted }))
      .set(
        HEARTBEAT_KIND,
        createHeartbeatHandler({
          load: (address) => runtime.load(address),
          send: (address, event) => runtime.send(address, event, { always: true }),
          alert,
        }),
      ),
    makeRoom,
    observe: createPagingObserver({
      observe: (seen) => {
        if (seen.type === 'timer_committed') fired(seen.latenessMs);
        observe?.(seen);
      },
      onDecision,
    }),
    ...(clock && { clock }),
    log,
  });
  return { runtime, definitions, outages, health, subscriptions, attempted };
}

type WebhookParts = Parameters<typeof createWebhookSubscriptions>[0];
type HeartbeatParts = Parameters<typeof createHeartbeatHandler>[0];
