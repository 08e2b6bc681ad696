/** Puts the pager together: the monitored service on the durable runtime, its plan, its channels, and what is read of it. */
import { createAckTokens } from '../notify/ack-token.ts';
import type { Channel } from '../notify/channel.ts';
import { createPreviewText } from '../notify/preview.ts';
import type { ChannelName } from '../policy/target.ts';
import type { AttemptOutcome } from '../runtime/deliveries.ts';
import { createDocuments } from '../runtime/documents.ts';
import { createFeed } from '../runtime/feed.ts';
import { createJournal } from '../runtime/journal.ts';
import { createKeyspace } from '../runtime/keys.ts';
import type { Log, Observe } from '../runtime/observation.ts';
import { createReads } from '../runtime/reads.ts';
import { createRuntime, type RuntimeOptions } from '../runtime/runtime.ts';
import { createChannelHealth } from './channel-health.ts';
import { decodeCursor, encodeCursor, isCount } from './cursor.ts';
import { createEventSender } from './event-sender.ts';
import { withFailures } from './failures.ts';
import { createIncidentReads } from './incident-reads.ts';
import { createLinks } from './links.ts';
import { createLiveViews } from './live-views.ts';
import { partitionOfId } from './notification-id.ts';
import { createNotifyHandlers } from './notify-handler.ts';
import { createPlanService } from './plan-service.ts';
import { createPlanStore } from './plan-store.ts';
import { createReadiness } from './readiness.ts';
import { createRetention } from './retention.ts';
import { addressOf, createServiceActor, type SentEvent, type StoredAnswer } from './service-actor.ts';
import type { NotificationState, OutboxMessage, Page, PageRequest, Pager, RefusedRequest } from './types.ts';
import { notificationView } from './views.ts';

/** What a person may have tried again: what waits for its next attempt, and what was given up. */
const RETRYABLE: NotificationState[] = ['pending', 'failed', 'refused'];
const KEPT = { outbox: 200, refusals: 200 };

export interface PagerOptions {
  redis: RuntimeOptions['redis'];
  connect: RuntimeOptions['connect'];
  /** In front of every key; another one per test. */
  prefix?: string;
  channels: Map<ChannelName, Channel>;
  /** Of this installation, kept beside its data. */
  secret: Buffer;
  publicUrl: string;
  retentionMs: number;
  observe?: Observe;
  /** Told of each message in preview, for the terminal. */
  onPreview?: (message: OutboxMessage) => void;
  log: Log;
  clock?: RuntimeOptions['clock'];
}

export type RunningPager = ReturnType<typeof createPager>;

export function createPager(options: PagerOptions) {
  const {
    redis,
    connect,
    prefix = 'pager',
    channels,
    publicUrl,
    retentionMs,
    observe,
    onPreview,
    log,
    clock,
  } = options;
  const keys = createKeyspace(prefix);
  const tokens = createAckTokens(options.secret);
  const plans = createPlanStore(createDocuments({ redis, keys }));
  const reads = createReads({ redis, keys });
  const journal = createJournal({ redis, keys });
  const health = createChannelHealth({ journal, channels });
  const definition = createServiceActor({ keys, tokens, readOpening: plans.readOpening });
  const runtime = createRuntime({
    redis,
    connect,
    prefix,
    definitions: [definition],
    handlers: createNotifyHandlers({
      channels,
      tokens,
      publicUrl,
      plans,
      recent: (address) => runtime.recent(address),
      preview: async (message) => {
        await journal.push('outbox', message, KEPT.outbox);
        onPreview?.(message);
      },
      previewText: createPreviewText,
      attempted: (channel: ChannelName, outcome: AttemptOutcome) =>
        health.attempted(channel, outcome, runtime.store.now()),
    }),
    makeRoom: async () => (await retention.cutForRoom()) > 0,
    ...(observe && { observe }),
    ...(clock && { clock }),
    log,
  });
  const load = (serviceId: string) => runtime.load(addressOf(serviceId));
  const retention = createRetention({ redis, partitions: keys.partitions, retentionMs, now: runtime.store.now, log });
  const incidents = createIncidentReads({ reads, load });
  const { find, ...incidentPart } = incidents;
  const sender = createEventSender({
    send: (address, event, sending) => runtime.send<StoredAnswer>(address, event, sending),
    load,
    recent: (serviceId) => runtime.recent(addressOf(serviceId)),
    plans,
  });
  const planPart = createPlanService({
    plans,
    load,
    openServiceIds: async () => (await reads.all('open')).map(({ member }) => member),
    close: (serviceId) => {
      const event: SentEvent = { type: 'healthy', by: null, note: 'service deleted', fence: true };
      return runtime.send(addressOf(serviceId), event);
    },
    isConfigured: (channel) => channels.size === 0 || channels.has(channel),
  });

  async function journalPage<T>(name: string, { limit, cursor }: PageRequest): Promise<Page<T>> {
    const skip = decodeCursor(cursor, isCount) ?? 0;
    const all = await journal.read<T>(name);
    return {
      items: all.slice(skip, skip + limit),
      nextCursor: all.length > skip + limit ? encodeCursor(skip + limit) : null,
    };
  }

  const pager: Pager = withFailures<Pager>({
    ...sender,
    ...planPart,
    ...incidentPart,
    ...createLinks({ keys, reads, plans, incidents, sendToIncident: sender.sendToIncident }),
    ...createLiveViews({
      feed: createFeed({ redis, keys }),
      pager: { ...planPart, ...incidentPart },
      load: runtime.load,
      definition,
    }),
    preview: channels.size === 0,
    channels: health.views,
    outbox: (page) => journalPage<OutboxMessage>('outbox', page),
    refusals: (page) => journalPage<RefusedRequest>('refusals', page),

    async serviceTimeline(serviceId, page) {
      if (!(await plans.getService(serviceId))) return null;
      return await incidentPart.serviceTimeline(serviceId, page);
    },

    recordRefusal(refusal) {
      journal
        .push('refusals', refusal, KEPT.refusals)
        .catch((err) => log.warn({ err, code: refusal.code, route: refusal.route }, 'a refusal was not kept'));
    },

    async retryNotification(id) {
      const partition = partitionOfId(keys, id);
      const delivery = partition && (await reads.delivery(partition, id));
      if (!delivery) return { refused: 'not_found', detail: `there is no notification "${id}"` };
      const before = notificationView(delivery);
      if (!RETRYABLE.includes(before.state)) {
        return {
          refused: 'not_retryable',
          detail: `it is ${before.state}; what can be tried again is ${RETRYABLE.join(', ')}`,
        };
      }
      await runtime.attemptNow(delivery.fields.actor ?? '', id);
      await runtime.settled();
      const after = await reads.delivery(partition, id);
      return notificationView(after ?? delivery);
    },

    readiness: createReadiness({ redis, runtime, retention, preview: channels.size === 0 }),
  });

  return {
    pager,
    runtime,
    retention,
    async start(): Promise<void> {
      await runtime.start();
      retention.start();
    },
    async stop(): Promise<void> {
      retention.stop();
      await runtime.stop();
      await Promise.all([...channels.values()].map((channel) => channel.close()));
    },
  };
}
