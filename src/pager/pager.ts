import { createAckTokens } from '../notify/ack-token.ts';
import { createDocuments } from '../runtime/documents.ts';
import { createFeed } from '../runtime/feed.ts';
import { createFreshDocuments } from '../runtime/fresh-documents.ts';
import { createJournal } from '../runtime/journal.ts';
import { createKeyspace } from '../runtime/keys.ts';
import { createReads } from '../runtime/reads.ts';
import { createSharedValues } from '../runtime/shared-values.ts';
import { createAccess } from './access.ts';
import { createActorList } from './actor-list.ts';
import { createCatchAllCheck, withCatchAll } from './catch-all.ts';
import { createChannelTest } from './channel-test.ts';
import { createEventSender, type EventSender } from './event-sender.ts';
import { withFailures } from './failures.ts';
import { createFigures } from './figures.ts';
import type { HeartbeatAnswer } from './heartbeat-actor.ts';
import { createHeartbeats } from './heartbeats.ts';
import { createIncidentReads } from './incident-reads.ts';
import { createInspection } from './inspection.ts';
import { createIntegrations } from './integrations.ts';
import { createKeptLists } from './kept-lists.ts';
import { createLateness } from './lateness.ts';
import { createLinks } from './links.ts';
import { createLiveViews } from './live-views.ts';
import { createNotificationRetry } from './notification-retry.ts';
import { createOpsgenieAlerts } from './opsgenie-alerts.ts';
import { createOverview } from './overview.ts';
import type { PagerOptions } from './pager-options.ts';
import { createPagingRuntime } from './paging-runtime.ts';
import { createPlanService } from './plan-service.ts';
import { createPlanStore } from './plan-store.ts';
import { createPolicyRevisions } from './policy-revisions.ts';
import { createReadiness } from './readiness.ts';
import { createRetention } from './retention.ts';
import { createSelfCheck } from './self-check.ts';
import { addressOf, type SentEvent, type StoredAnswer } from './service-actor.ts';
import { createSourceNames } from './source-names.ts';
import { createTickets } from './tickets.ts';
import type { Pager } from './types.ts';
import { closeUnreadable } from './unreadable-service.ts';
import { createWatchdog } from './watchdog.ts';

export type RunningPager = ReturnType<typeof createPager>;

export function createPager(options: PagerOptions) {
  const { redis, prefix = 'pager', channels, retentionMs, heartbeat, log } = options;
  const keys = createKeyspace(prefix);
  const documents = createDocuments({ redis, keys });
  const onClose = (act: () => void) => redis.on('close', act);
  const plans = createPlanStore(documents, createFreshDocuments({ documents, onClose }));
  const tokens = createAckTokens(options.secret);
  const nameSource = createSourceNames(documents);
  const reads = createReads({ redis, keys });
  const journal = createJournal({ redis, keys });
  const kept = createKeptLists({ journal, log });
  const { runtime, definitions, outages, health, subscriptions, attempted } = createPagingRuntime({
    options,
    keys,
    documents,
    tokens,
    plans,
    reads,
    journal,
    keepPreview: kept.keepPreview,
    nameSource,
    find: (incidentId) => incidents.find(incidentId),
    alert: (...alert) => native.send(...alert),
    fired: (latenessMs) => lateness.fired(latenessMs),
    makeRoom: async () =>
      (await retention.cutForRoom()) > 0 || (await opsgenie.cutForRoom()) > 0 || (await subscriptions.cutForRoom()) > 0,
  });
  const load = (serviceId: string) => runtime.load(addressOf(serviceId));
  const retention = createRetention({ redis, partitions: keys.partitions, retentionMs, now: runtime.store.now, log });
  const catchAll = createCatchAllCheck(plans, options.catchAllService ?? null, log);
  const ready = createReadiness({ redis, runtime, retention, outages, preview: channels.size === 0 });
  const readiness = async () => [...(await ready()), ...(await catchAll.check())];
  const policyName = async (id: string) => (await plans.getPolicy(id))?.value.name ?? null;
  const incidents = createIncidentReads({ reads, load, policyName });
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

  const values = createSharedValues({ redis, keys });
  const pager: Pager = withFailures<Pager>({
    ...native,
    ...planPart,
    ...incidentPart,
    ...createLinks({
      keys,
      reads,
      tokens,
      plans,
      incidents,
      nameSource,
      sendToIncident: sender.sendToIncident,
      now: runtime.store.now,
    }),
    ...createLiveViews({
      feed: createFeed({ redis, keys }),
      pager: { ...planPart, ...incidentPart },
      load: runtime.load,
      definitions,
    }),
    ...createInspection({
      definitions,
      reads,
      load: runtime.load,
      find,
      list: createActorList({ keys, plans, reads, load: runtime.load, queueIds: subscriptions.queueIds }),
    }),
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
    outbox: kept.outbox,
    refusals: kept.refusals,
    recordRefusal: kept.recordRefusal,

    async serviceTimeline(serviceId, page) {
      if (!(await plans.getService(serviceId))) return null;
      return await incidentPart.serviceTimeline(serviceId, page);
    },

    retryNotification: createNotificationRetry({ keys, reads, runtime }),
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
      await subscriptions.stop();
      await access.stop();
      await lateness.stop();
      await flushIntegrations();
      await runtime.stop();
      await Promise.all([...channels.values()].map((channel) => channel.close()));
    },
  };
}
