/** Turns what is stored into what the pager answers. Pure. */
import { autoResolvesAt } from '../machines/auto-resolve.ts';
import type { IncidentContext, ServiceContext } from '../machines/service-context.ts';
import { type StepLine, timelineEntries } from '../machines/service-timeline.ts';
import { nextAction, type ServiceSnapshot, serviceState, timerKind } from '../machines/service-view.ts';
import { unpackIncident } from '../machines/stored-context.ts';
import { maskTarget } from '../notify/masked-target.ts';
import type { Plan } from '../policy/escalation-policy.ts';
import { parseTargetKey } from '../policy/target.ts';
import { describeEntry, type TimelineEntry } from '../policy/timeline.ts';
import type { OutcomeLine } from '../runtime/delivery-outcome.ts';
import type { LoadedActor } from '../runtime/record.ts';
import type { StoredDelivery } from '../runtime/stored-delivery.ts';
import { incidentIdOf } from './incident-id.ts';
import type {
  IncidentSummary,
  ListedIncidentView,
  NotificationState,
  NotificationView,
  PinnedPolicy,
  ServiceView,
  TimelineView,
} from './incident-types.ts';
import type { Stored, StoredService } from './plan-store.ts';
import { addressOf } from './service-actor.ts';
import type { ClosedIncident } from './service-read-models.ts';

export const contextOf = (actor: LoadedActor) => actor.snapshot.context as ServiceContext;
export const snapshotOf = (actor: LoadedActor) => actor.snapshot as unknown as ServiceSnapshot;

/** @param actor null where its record can't be read */
export function serviceView(
  { id, revision, value: service }: Stored<StoredService>,
  actor: LoadedActor | null,
): ServiceView {
  const { deleting: _, labels = {}, description = '', ...configured } = service;
  const incident = actor && contextOf(actor).incident;
  return {
    id,
    revision,
    labels,
    description,
    state: actor ? serviceState(snapshotOf(actor)) : 'unreadable',
    incident: actor && incident && openSummary(id, incident, actor),
    ...configured,
  };
}

export function openSummary(serviceId: string, incident: IncidentContext, actor: LoadedActor): IncidentSummary {
  return {
    ...summary(serviceId, incident),
    nextEscalationAt: nextEscalationAt(actor),
    nextAction: nextAction(snapshotOf(actor)),
    snoozedUntil: incident.snoozedUntil ?? null,
    autoResolvesAt: autoResolvesAt(contextOf(actor)),
  };
}

/** When the timer of what comes next is due; null when none is armed. */
export function nextEscalationAt({ timers }: LoadedActor): number | null {
  const armed = Object.values(timers).filter(({ event }) => timerKind(event) !== 'autoResolve');
  return armed.length > 0 ? Math.min(...armed.map(({ dueAt }) => dueAt)) : null;
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
    snoozedUntil: null,
    autoResolvesAt: null,
    alerts,
    openAlerts: alerts.length + incident.more.length,
    overflowed: incident.overflowed,
    ignoredEvents: incident.ignored?.count ?? 0,
    test: incident.test === true,
  };
}

export function openIncidentView(serviceId: string, incident: IncidentContext, actor: LoadedActor): ListedIncidentView {
  const state = serviceState(snapshotOf(actor));
  return {
    ...openSummary(serviceId, incident, actor),
    serviceId,
    serviceName: incident.serviceName,
    state: state === 'healthy' ? 'closed' : state,
    closedAt: null,
    closedBy: null,
    nextLevel: nextLevelOf(incident),
    alertsSinceAck: alertsSinceAck(incident),
  };
}

export function closedIncidentView({
  serviceId,
  incident: packed,
  closedAt,
  closedBy,
}: ClosedIncident): ListedIncidentView {
  const incident = unpackIncident(packed);
  return {
    ...summary(serviceId, incident),
    serviceId,
    serviceName: incident.serviceName,
    state: 'closed',
    closedAt,
    closedBy,
    nextLevel: null,
    alertsSinceAck: alertsSinceAck(incident),
  };
}

const alertsSinceAck = ({ ack, alertsSinceAck: alerts = 0 }: IncidentContext): number | null => ack && alerts;

/** @param name of the policy as it is now */
export function pinnedPolicy({ policyId, revision, repeat, levels }: Plan, name: string | null): PinnedPolicy {
  const told = levels.map(({ ackTimeoutMs, targets }) => ({ ackTimeoutMs, targets: targets.map(parseTargetKey) }));
  return { id: policyId, name, revision: revision ?? null, repeat, levels: told };
}

/** Of the plan that is pinned to the incident, not of the policy as it is now. */
function nextLevelOf({ plan, level }: IncidentContext): ListedIncidentView['nextLevel'] {
  const next = level < plan.levels.length ? level + 1 : 1;
  return { level: next, targets: (plan.levels[next - 1]?.targets ?? []).map(parseTargetKey) };
}

export function notificationView({ id, fields, payload }: StoredDelivery): NotificationView {
  const serviceId = (fields.actor ?? '').slice(addressOf('').length);
  const target = parseTargetKey(payload.target ?? '');
  return {
    id,
    serviceId,
    incidentId: incidentIdOf(serviceId, Number(payload.n)),
    level: Number(payload.level),
    cycle: Number(payload.cycle),
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

/** A line of a timeline as it is stored: a step of the machine, the outcome of a delivery, or what was left out. */
export type TimelineLine = StepLine | OutcomeLine | { leftOut: number };

/**
 * The entries of one stored line, in order.
 * @param before when the line before it was written: what was left out has no time of its own
 */
export function timelineViews(
  line: TimelineLine,
  incidentId: string | null,
  before: number,
  deliveryOf: (id: string) => StoredDelivery | undefined,
): TimelineView[] {
  if ('leftOut' in line) return [view(before, incidentId, { type: 'leftOut', count: line.leftOut })];
  if ('delivery' in line) return [view(line.at, incidentId, outcomeEntry(line, deliveryOf(line.delivery)))];
  const { event } = line;
  const details = 'details' in event || 'links' in event ? { details: event.details, links: event.links } : {};
  return timelineEntries(line).map((entry, index) => {
    const shown = view(line.at, incidentId, entry);
    return index === 0 ? { ...shown, data: { ...shown.data, ...details } } : shown;
  });
}

function outcomeEntry(
  { delivery, state, tries, reason, retryInMs }: OutcomeLine,
  stored: StoredDelivery | undefined,
): TimelineEntry {
  return {
    type: 'notification',
    id: delivery,
    target: maskTarget(parseTargetKey(stored?.payload.target ?? '')),
    level: Number(stored?.payload.level ?? 0),
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
