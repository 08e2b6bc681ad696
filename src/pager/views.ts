/** Turns what is stored into what the pager answers. Pure. */
import type { IncidentContext, ServiceContext } from '../machines/service-context.ts';
import { type StepLine, timelineEntries } from '../machines/service-timeline.ts';
import { nextAction, type ServiceSnapshot, serviceState } from '../machines/service-view.ts';
import { maskTarget } from '../notify/masked-target.ts';
import { parseTargetKey } from '../policy/target.ts';
import { describeEntry, type TimelineEntry } from '../policy/timeline.ts';
import type { OutcomeLine } from '../runtime/deliveries.ts';
import type { LoadedActor } from '../runtime/record.ts';
import type { StoredDelivery } from '../runtime/store.ts';
import type { StoredService } from './plan-store.ts';
import { addressOf, type ClosedIncident, incidentIdOf } from './service-actor.ts';
import type {
  IncidentSummary,
  IncidentView,
  NotificationState,
  NotificationView,
  ServiceView,
  TimelineView,
} from './types.ts';

export const contextOf = (actor: LoadedActor) => actor.snapshot.context as ServiceContext;
export const snapshotOf = (actor: LoadedActor) => actor.snapshot as unknown as ServiceSnapshot;

/** @param actor null where its record can't be read */
export function serviceView(id: string, service: StoredService, actor: LoadedActor | null): ServiceView {
  const { deleting: _, ...configured } = service;
  const incident = actor && contextOf(actor).incident;
  return {
    ...configured,
    id,
    labels: service.labels ?? {},
    description: service.description ?? '',
    state: actor ? serviceState(snapshotOf(actor)) : 'unreadable',
    incident: actor && incident && openSummary(id, incident, actor),
  };
}

export function openSummary(serviceId: string, incident: IncidentContext, actor: LoadedActor): IncidentSummary {
  const armed = Object.values(actor.timers).map(({ dueAt }) => dueAt);
  return {
    ...summary(serviceId, incident),
    nextEscalationAt: armed.length > 0 ? Math.min(...armed) : null,
    nextAction: nextAction(snapshotOf(actor)),
  };
}

function summary(serviceId: string, incident: IncidentContext): IncidentSummary {
  const alerts = Object.values(incident.alerts);
  return {
    id: incidentIdOf(serviceId, incident.number),
    openedAt: incident.openedAt,
    level: incident.level,
    levels: incident.plan.levels.length,
    cycle: incident.cycle,
    cycles: incident.lastCycle,
    nextEscalationAt: null,
    nextAction: null,
    ackedAt: incident.ack?.at ?? null,
    ackedBy: incident.ack ? (incident.ack.by ?? incident.ack.via ?? null) : null,
    alerts,
    openAlerts: alerts.length + incident.more.length,
    overflowed: incident.overflowed,
  };
}

export function openIncidentView(
  serviceId: string,
  incident: IncidentContext,
  actor: LoadedActor,
): Omit<IncidentView, 'notifications'> {
  const state = serviceState(snapshotOf(actor));
  return {
    ...openSummary(serviceId, incident, actor),
    serviceId,
    serviceName: incident.serviceName,
    state: state === 'healthy' ? 'closed' : state,
    closedAt: null,
    closedBy: null,
  };
}

export function closedIncidentView({
  serviceId,
  incident,
  closedAt,
  closedBy,
}: ClosedIncident): Omit<IncidentView, 'notifications'> {
  return {
    ...summary(serviceId, incident),
    serviceId,
    serviceName: incident.serviceName,
    state: 'closed',
    closedAt,
    closedBy,
  };
}

export function notificationView({ id, fields }: StoredDelivery): NotificationView {
  const serviceId = (fields.actor ?? '').slice(addressOf('').length);
  const target = parseTargetKey(fields['p.target'] ?? '');
  return {
    id,
    serviceId,
    incidentId: incidentIdOf(serviceId, Number(fields['p.n'])),
    level: Number(fields['p.level']),
    cycle: Number(fields['p.cycle']),
    target,
    channel: target.type,
    state: (fields.state ?? 'pending') as NotificationState,
    tries: Number(fields.tries ?? 0),
    createdAt: Number(fields.at),
    settledAt: fields.settled === undefined ? null : Number(fields.settled),
    nextAttemptAt: fields.next === undefined ? null : Number(fields.next),
    reason: fields.reason ?? null,
    providerId: fields.provider ?? null,
  };
}

/** The entries of one stored line, in order. */
export function timelineViews(line: string, incidentId: string | null): TimelineView[] {
  const stored = JSON.parse(line) as StepLine | OutcomeLine | { leftOut: number };
  if ('leftOut' in stored) return [view(0, incidentId, { type: 'leftOut', count: stored.leftOut })];
  if ('delivery' in stored) return [view(stored.at, incidentId, outcomeEntry(stored))];
  const details =
    'details' in stored.event || 'links' in stored.event
      ? { details: stored.event.details, links: stored.event.links }
      : {};
  return timelineEntries(stored).map((entry, index) => {
    const shown = view(stored.at, incidentId, entry);
    return index === 0 ? { ...shown, data: { ...shown.data, ...details } } : shown;
  });
}

function outcomeEntry({ delivery, payload, state, tries, reason, retryInMs }: OutcomeLine): TimelineEntry {
  return {
    type: 'notification',
    id: delivery,
    target: maskTarget(parseTargetKey(payload.target ?? '')),
    level: Number(payload.level),
    state,
    tries,
    ...(reason !== undefined && { reason }),
    ...(retryInMs !== undefined && { retryInMs }),
  };
}

function view(at: number, incidentId: string | null, entry: TimelineEntry): TimelineView {
  const { type, ...data } = entry;
  return { at, incidentId, type, text: describeEntry(entry), data };
}
