/** Puts the pager together: the monitored service on the durable runtime, its plan, its channels, and what is read of it. */
import { createAckTokens } from '../notify/ack-token.ts';
import type { Channel } from '../notify/channel.ts';
import type { HeartbeatCall } from '../notify/heartbeat-call.ts';
import { createPreviewText } from '../notify/preview.ts';
import { createWebhookPost } from '../notify/webhook-post.ts';
import type { ChannelName, Target } from '../policy/target.ts';
import type { AttemptOutcome } from '../runtime/delivery-outcome.ts';
import { createDocuments } from '../runtime/documents.ts';
import { createFeed } from '../runtime/feed.ts';
import { createFreshDocuments } from '../runtime/fresh-documents.ts';
import { createJournal } from '../runtime/journal.ts';
import { createKeyspace } from '../runtime/keys.ts';
import type { Log, Observe } from '../runtime/observation.ts';
import { createReads } from '../runtime/reads.ts';
import { createRuntime, type RuntimeOptions } from '../runtime/runtime.ts';
import { createSharedValues } from '../runtime/shared-values.ts';
import { createAccess } from './access.ts';
import { createCatchAllCheck, withCatchAll } from './catch-all.ts';
import { createChannelHealth } from './channel-health.ts';
import { createChannelActor, createChannelOutages, OPERATOR_KIND } from './channel-outages.ts';
import { createChannelTest } from './channel-test.ts';
import { decodeCursor, encodeCursor, isCount } from './cursor.ts';
import type { Decision } from './decision.ts';
import { createEventSender, type EventSender } from './event-sender.ts';
import { withFailures } from './failures.ts';
import { createFigures } from './figures.ts';
import { createHeartbeatActor, HEARTBEAT_KIND, type HeartbeatAnswer } from './heartbeat-actor.ts';
import { createHeartbeatHandler } from './heartbeat-handler.ts';
import { createHeartbeats } from './heartbeats.ts';
import { createIncidentReads } from './incident-reads.ts';
import { createInspection } from './inspection.ts';
import { createIntegrations } from './integrations.ts';
import { createLateness } from './lateness.ts';
import { createLinks } from './links.ts';
import { createLiveViews } from './live-views.ts';
import { partitionOfId } from './notification-id.ts';
import { createNotifyHandlers } from './notify-handler.ts';
import { createOperatorHandler } from './operator-handler.ts';
import { createOpsgenieAlerts } from './opsgenie-alerts.ts';
import { createOverview } from './overview.ts';
import { createPagingObserver } from './paging-observer.ts';
import { createPlanService } from './plan-service.ts';
import { createPlanStore } from './plan-store.ts';
import { createPolicyRevisions } from './policy-revisions.ts';
import { createReadiness } from './readiness.ts';
import { createRetention } from './retention.ts';
import { createSelfCheck, createSelfCheckActor } from './self-check.ts';
import { addressOf, createServiceActor, type SentEvent, type StoredAnswer } from './service-actor.ts';
import { createTickets } from './tickets.ts';
import type { NotificationState, OutboxMessage, Page, PageRequest, Pager, RefusedRequest } from './types.ts';
import { closeUnreadable } from './unreadable-service.ts';
import { notificationView } from './views.ts';
import { createWatchdog, type Heartbeat } from './watchdog.ts';
import { SUBSCRIPTION_KIND } from './webhook-queue-actor.ts';
import { createWebhookSubscriptions } from './webhook-subscriptions.ts';

/** What a person may have tried again: what waits for its next attempt, and what was given up. */
const RETRYABLE: NotificationState[] = ['pending', 'failed', 'refused'];
const KEPT = { outbox: 200, refusals: 200 };
/** Whoever asks for another attempt is told how it ended, if it ends within that time. */
const TOLD_WITHIN_MS = 3_000;

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
  /** What happens under the hood of paging. */
  observe?: Observe;
  /** What is decided about services, and how each notification goes. */
  onDecision?: (decision: Decision) => void;
  /** Put around whatever sends events, where traces are wanted. */
  traceEvents?: (sender: EventSender) => EventSender;
  /** Where whoever runs the pager is told of a channel that fails, through another one. */
  operators?: Target[];
  /** The outside watchdog's address; none: no self-check is made. */
  heartbeat?: { call: HeartbeatCall; onBeat?: (heartbeat: Heartbeat) => void; everyMs?: number; timerMs?: number };
  /** The service that alerts for unknown services go to. */
  catchAllService?: string;
  /** Webhooks may go to addresses that are not on the public Internet. */
  webhookAllowPrivate?: boolean;
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
    onDecision,
    operators = [],
    heartbeat,
    onPreview,
    log,
    clock,
  } = options;
  const keys = createKeyspace(prefix);
  const tokens = createAckTokens(options.secret);
  const documents = createDocuments({ redis, keys });
  const onClose = (act: () => void) => redis.on('close', act);
  const plans = createPlanStore(documents, createFreshDocuments({ documents, onClose }));
  const reads = createReads({ redis, keys });
  const journal = createJournal({ redis, keys });
  const health = createChannelHealth({ journal, channels, down: () => outages.down() });
  const definition = createServiceActor({
    keys,
    tokens,
    readOpening: plans.readOpening,
    isReadByAll: () => runtime.store.isReadByAll(),
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
  const definitions = [definition, createChannelActor(operators), createSelfCheckActor(), createHeartbeatActor()];
  const subscriptions = createWebhookSubscriptions({
    redis,
    keys,
    reads,
    documents,
    post: createWebhookPost({ allowPrivate: options.webhookAllowPrivate ?? false }),
    publicUrl,
    find: (incidentId) => incidents.find(incidentId),
    send: (address, event) => runtime.send(address, event, { always: true }),
    settled: () => runtime.settled(),
    now: () => runtime.store.now(),
    log,
  });
  const runtime = createRuntime({
    redis,
    connect,
    prefix,
    definitions: [...definitions, subscriptions.definition],
    handlers: createNotifyHandlers({
      channels,
      tokens,
      publicUrl,
      plans,
      recent: (address) => runtime.recent(address),
      load: (address) => runtime.load(address),
      preview: async (message) => {
        await journal.push('outbox', message, KEPT.outbox);
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
          alert: (...alert) => native.send(...alert),
        }),
      ),
    makeRoom: async () =>
      (await retention.cutForRoom()) > 0 || (await opsgenie.cutForRoom()) > 0 || (await subscriptions.cutForRoom()) > 0,
    observe: createPagingObserver({
      observe: (seen) => {
        if (seen.type === 'timer_committed') lateness.fired(seen.latenessMs);
        observe?.(seen);
      },
      onDecision,
    }),
    ...(clock && { clock }),
    log,
  });
  const load = (serviceId: string) => runtime.load(addressOf(serviceId));
  const retention = createRetention({ redis, partitions: keys.partitions, retentionMs, now: runtime.store.now, log });
  const catchAll = createCatchAllCheck(plans, options.catchAllService ?? null, log);
  const ready = createReadiness({ redis, runtime, retention, outages, preview: channels.size === 0 });
  const readiness = async () => [...(await ready()), ...(await catchAll.check())];
  const incidents = createIncidentReads({ reads, load });
  const { find, ...incidentPart } = incidents;
  const traced = options.traceEvents ?? ((untraced: EventSender) => untraced);
  const sender = traced(
    createEventSender({
      send: (address, event, sending) => runtime.send<StoredAnswer>(address, event, sending),
      load,
      recent: (serviceId) => runtime.recent(addressOf(serviceId)),
      plans,
    }),
  );
  const native = withCatchAll(sender, options.catchAllService ?? null);
  const planPart = createPlanService({
    plans,
    load,
    openServiceIds: async () => (await reads.all('open')).map(({ member }) => member),
    close: async (serviceId) => {
      const event: SentEvent = { type: 'healthy', by: null, note: 'service deleted', fence: true };
      const reply = await runtime.send(addressOf(serviceId), event);
      const isBroken = 'refused' in reply && reply.refused === 'record_unreadable';
      return (isBroken && (await closeUnreadable(runtime, serviceId))) || reply;
    },
    isConfigured: (channel) => channels.size === 0 || channels.has(channel),
    now: runtime.store.now,
  });

  const access = createAccess({ redis, keys, now: runtime.store.now, log });
  const lateness = createLateness({ redis, keys, now: runtime.store.now, log });
  const { integrations, flush: flushIntegrations } = createIntegrations({
    redis,
    keys,
    documents,
    pager: { ...sender, ...planPart },
    now: runtime.store.now,
    log,
  });

  const opsgenie = createOpsgenieAlerts({
    redis,
    keys,
    reads,
    integrations,
    pager: { ...sender, ...planPart, ...incidentPart },
    retentionMs,
    now: runtime.store.now,
    log,
  });

  async function journalPage<T>(name: string, { limit, cursor }: PageRequest): Promise<Page<T>> {
    const before = decodeCursor(cursor, isCount) ?? Number.MAX_SAFE_INTEGER;
    const older = (await journal.numbered<T>(name)).filter(({ number }) => number < before);
    const shown = older.slice(0, limit);
    return {
      items: shown.map(({ entry }) => entry),
      nextCursor: older.length > limit ? encodeCursor(shown.at(-1)?.number) : null,
    };
  }

  const values = createSharedValues({ redis, keys });
  const pager: Pager = withFailures<Pager>({
    ...native,
    ...planPart,
    ...incidentPart,
    ...createLinks({
      keys,
      reads,
      plans,
      incidents,
      sendToIncident: sender.sendToIncident,
      now: runtime.store.now,
    }),
    ...createLiveViews({
      feed: createFeed({ redis, keys }),
      pager: { ...planPart, ...incidentPart },
      load: runtime.load,
      definition,
    }),
    ...createInspection({ definitions, reads, load: runtime.load, find }),
    ...createHeartbeats({
      send: (address, event) => runtime.send<HeartbeatAnswer>(address, event),
      load: runtime.load,
      reads,
      existing: plans.existingServices,
    }),
    policyRevisions: createPolicyRevisions({ plans, load }),
    ...createTickets({ values, now: runtime.store.now }),
    sessions: withFailures(access.sessions),
    apiKeys: withFailures(access.apiKeys),
    integrations: withFailures(integrations),
    opsgenie: withFailures(opsgenie.alerts),
    webhooks: withFailures(subscriptions.webhooks),
    preview: channels.size === 0,
    overview: createOverview({ redis, keys, plans, retention }),
    lateness: lateness.read,
    channels: health.views,
    testChannel: createChannelTest({ channels, attempted, redis, keys, now: runtime.store.now }),
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
      await Promise.race([runtime.settled(), new Promise((resolve) => setTimeout(resolve, TOLD_WITHIN_MS).unref())]);
      const after = await reads.delivery(partition, id);
      return notificationView(after ?? delivery);
    },

    readiness,
  });
  const selfCheck = createSelfCheck({
    keys,
    send: (address, event) => runtime.send(address, event),
    load: (address) => runtime.load(address),
    readiness,
    now: runtime.store.now,
    ...(heartbeat?.timerMs !== undefined && { timerMs: heartbeat.timerMs }),
  });
  const watchdog = heartbeat && createWatchdog({ ...heartbeat, check: selfCheck, log });

  return {
    pager,
    runtime,
    retention,
    cutWebhookLog: subscriptions.cutLog,
    /** Null: no watchdog is set. */
    watchdog: watchdog ?? null,
    figures: createFigures({ redis, keys, runtime, retention, readiness, outages, preview: channels.size === 0 }),
    async start(): Promise<void> {
      // First: what is due at once must find whoever wants to hear of it.
      await subscriptions.start();
      await runtime.start();
      await access.start();
      lateness.start();
      await catchAll.warnIfMissing();
      retention.start();
      outages.start();
      watchdog?.start();
    },
    async stop(): Promise<void> {
      watchdog?.stop();
      outages.stop();
      retention.stop();
      subscriptions.stop();
      await access.stop();
      await lateness.stop();
      await flushIntegrations();
      await runtime.stop();
      await Promise.all([...channels.values()].map((channel) => channel.close()));
    },
  };
}
