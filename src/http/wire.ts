/**
 * The pager's views as the API writes them: the one place where epoch milliseconds
 * become ISO 8601, and where it is said, field by field, what leaves the process.
 */
import type { z } from '@hono/zod-openapi';
import type { EventAnswer } from '../pager/event-types.ts';
import type {
  IncidentSummary,
  IncidentView,
  ListedIncidentView,
  NotificationView,
  PinnedPolicy,
  ServiceView,
  TimelineView,
  TimerView,
} from '../pager/incident-types.ts';
import type { Page } from '../pager/listing.ts';
import type { PolicyView } from '../pager/plan-types.ts';
import type { ChannelView, OutboxMessage, OverviewView, RefusedRequest } from '../pager/types.ts';
import type { OpenAlert } from '../policy/alert.ts';
import { formatDuration } from '../policy/duration.ts';
import type { eventAnswer } from './event-answers.ts';
import type { incidentAnswer, listedIncidentAnswer, timelineAnswer, timerAnswer } from './incident-answers.ts';
import type { channelAnswer, notificationAnswer, outboxAnswer } from './notification-answers.ts';
import type { overviewAnswer, refusedAnswer } from './overview-answers.ts';
import type { policyAnswer } from './policy-answers.ts';
import type { serviceAnswer } from './service-answers.ts';

type Wire<Schema extends z.ZodType> = z.input<Schema>;
type WireService = Wire<typeof serviceAnswer>;
export type WireEvent = Wire<typeof eventAnswer>;

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

// Not spread: what is added to a spread object costs a hundred times as much, and one of these is written for every event.

export function wireService(service: ServiceView): WireService {
  return Object.assign(configured(service), {
    state: service.state,
    incident: wireOpenIncident(service.incident),
  });
}

/** @param warnings what was changed or left out of the request */
export function wireEvent({ service, changed, result, reason }: EventAnswer, warnings: string[]): WireEvent {
  return Object.assign(configured(service), {
    state: service.state,
    changed,
    result,
    ...(reason !== undefined && { reason }),
    warnings,
    incident: wireOpenIncident(service.incident),
  });
}

let last: { service: ServiceView; result: string; json: string } | null = null;

/** The answer to an event as JSON. Events that were committed together are answered one after the other, mostly with the same. */
export function writeEvent(answer: EventAnswer, warnings: string[]): string {
  if (warnings.length > 0) return JSON.stringify(wireEvent(answer, warnings));
  const { service, changed, result: name, reason } = answer;
  const result = `${changed} ${name} ${reason}`;
  if (last?.service !== service || last.result !== result) {
    last = { service, result, json: JSON.stringify(wireEvent(answer, warnings)) };
  }
  return last.json;
}

function configured(service: ServiceView) {
  const { id, name, escalationPolicyId, labels, description } = service;
  const { runbookUrl, ackExpiresAfter, renotifyOnNewKey, autoResolveAfter, pageFrom } = service;
  return {
    id,
    name,
    escalationPolicyId,
    labels,
    description,
    ...(runbookUrl !== undefined && { runbookUrl }),
    ...(ackExpiresAfter !== undefined && { ackExpiresAfter }),
    ...(renotifyOnNewKey !== undefined && { renotifyOnNewKey }),
    ...(autoResolveAfter !== undefined && { autoResolveAfter }),
    ...(pageFrom !== undefined && { pageFrom }),
  };
}

const wireOpenIncident = (incident: IncidentSummary | null) => incident && wireSummary(incident);

function wireSummary(incident: IncidentSummary) {
  const { id, level, levels, cycle, cycles, nextAction, ackedBy, openAlerts, overflowed, ignoredEvents, test } =
    incident;
  return {
    id,
    openedAt: iso(incident.openedAt),
    level,
    levels,
    cycle,
    cycles,
    nextEscalationAt: isoOrNull(incident.nextEscalationAt),
    nextAction,
    ackedAt: isoOrNull(incident.ackedAt),
    ackedBy,
    snoozedUntil: isoOrNull(incident.snoozedUntil),
    autoResolvesAt: isoOrNull(incident.autoResolvesAt),
    alerts: incident.alerts.map(wireAlert),
    openAlerts,
    overflowed,
    ignoredEvents,
    test,
  };
}

function wireAlert({ key, summary, severity, source, count, firstAt, lastAt }: OpenAlert) {
  const scope = source === undefined ? {} : { source };
  return { key, summary, severity, ...scope, count, firstAt: iso(firstAt), lastAt: iso(lastAt) };
}

export function wireListedIncident(incident: ListedIncidentView): Wire<typeof listedIncidentAnswer> {
  const { serviceId, serviceName, state, closedBy, nextLevel, alertsSinceAck } = incident;
  const closedAt = isoOrNull(incident.closedAt);
  return { ...wireSummary(incident), serviceId, serviceName, state, closedAt, closedBy, nextLevel, alertsSinceAck };
}

export const wireIncident = (incident: IncidentView): Wire<typeof incidentAnswer> => ({
  ...wireListedIncident(incident),
  policy: wirePinnedPolicy(incident.policy),
  notifications: incident.notifications.map(wireNotification),
});

const wirePinnedPolicy = ({ id, name, revision, repeat, levels }: PinnedPolicy) => ({
  id,
  name,
  revision,
  repeat,
  levels: levels.map(({ ackTimeoutMs, targets }) => ({ ackTimeout: formatDuration(ackTimeoutMs), targets })),
});

export function wireNotification(notification: NotificationView): Wire<typeof notificationAnswer> {
  const { id, serviceId, incidentId, level, cycle, target, channel, state, tries, reason, providerId } = notification;
  return {
    id,
    serviceId,
    incidentId,
    level,
    cycle,
    target,
    channel,
    state,
    tries,
    createdAt: iso(notification.createdAt),
    settledAt: isoOrNull(notification.settledAt),
    nextAttemptAt: isoOrNull(notification.nextAttemptAt),
    reason,
    providerId,
  };
}

export const wireTimeline = ({ at, incidentId, type, text, data }: TimelineView): Wire<typeof timelineAnswer> => ({
  // What was left out has no time of its own.
  at: at === 0 ? null : iso(at),
  incidentId,
  type,
  text,
  data,
});

export const wireTimer = ({ serviceId, incidentId, level, kind, dueAt }: TimerView): Wire<typeof timerAnswer> => ({
  serviceId,
  incidentId,
  level,
  kind,
  dueAt: iso(dueAt),
});

export function wirePolicy(policy: PolicyView): Wire<typeof policyAnswer> {
  const { id, name, repeat, levels, revision, services, warnings } = policy;
  return { id, name, ...(repeat !== undefined && { repeat }), levels, revision, services, warnings };
}

export const wireOutboxMessage = (message: OutboxMessage): Wire<typeof outboxAnswer> => {
  const { notificationId, incidentId, target, at, subject, text } = message;
  return { notificationId, incidentId, target, at: iso(at), subject, text };
};

export const wireRefused = (refused: RefusedRequest): Wire<typeof refusedAnswer> => {
  const { at, method, route, serviceId, keyName, code, detail } = refused;
  return { at: iso(at), method, route, serviceId, keyName, code, detail };
};

export function wireChannel(channel: ChannelView): Wire<typeof channelAnswer> {
  const {
    name,
    configured: isConfigured,
    description,
    lastAcceptedAt,
    lastFailedAt,
    lastFailure,
    failingSince,
  } = channel;
  return {
    name,
    configured: isConfigured,
    description,
    lastAcceptedAt: isoOrNull(lastAcceptedAt),
    lastFailedAt: isoOrNull(lastFailedAt),
    lastFailure,
    failingSince: isoOrNull(failingSince),
  };
}

export const wireOverview = (
  { services: { total, healthy, exhausted, escalating, acked, test }, memoryShare }: OverviewView,
  {
    publicUrl,
    isPublicUrlLocal,
    preview,
  }: Pick<Wire<typeof overviewAnswer>, 'publicUrl' | 'isPublicUrlLocal' | 'preview'>,
): Wire<typeof overviewAnswer> => ({
  services: { total, healthy, exhausted, escalating, acked, test },
  preview,
  publicUrl,
  isPublicUrlLocal,
  memoryShare,
});

export const wirePage = <View, Item>({ items, nextCursor }: Page<View>, wire: (view: View) => Item) => ({
  items: items.map(wire),
  nextCursor,
});
