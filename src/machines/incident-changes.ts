/** How each event changes what the service remembers, and the questions that the chart's guards ask. Pure. */
import type { Plan } from '../policy/escalation-policy.ts';
import {
  alertId,
  hashKey,
  type IncidentContext,
  KEYS_AS_HASH,
  KEYS_WITH_TEXT,
  type LineRate,
  type ServiceContext,
  type StoredAlert,
} from './service-context.ts';
import type { NotifyLevel, NotifyReason, ServiceEvent } from './service-events.ts';

const SUMMARY_KEPT = 256;
const MINUTE = 60_000;

type Alert = Extract<ServiceEvent, { type: 'alert' }>;

/** The open incident. The chart asks only where one is open. */
export function open(context: ServiceContext): IncidentContext {
  if (!context.incident) throw new Error('no incident is open');
  return context.incident;
}

export const change = (context: ServiceContext, changes: Partial<IncidentContext>): ServiceContext => ({
  ...context,
  incident: { ...open(context), ...changes },
});

/** The event as the type that the chart's place promises; another one there is a fault of the chart. */
function as<Type extends ServiceEvent['type']>(event: ServiceEvent, type: Type): Extract<ServiceEvent, { type: Type }> {
  if (event.type !== type) throw new Error(`expected ${type}, got ${event.type}`);
  return event as Extract<ServiceEvent, { type: Type }>;
}

export function currentLevel(context: ServiceContext): Plan['levels'][number] {
  const { plan, level } = open(context);
  const current = plan.levels[level - 1];
  if (!current) throw new Error(`the plan has no level ${level}`);
  return current;
}

export const isThisIncident = (context: ServiceContext, event: ServiceEvent): boolean =>
  !('incidentNumber' in event) ||
  event.incidentNumber === undefined ||
  event.incidentNumber === context.incident?.number;

export const hasNextLevel = (context: ServiceContext): boolean =>
  open(context).level < open(context).plan.levels.length;

export const hasRepeatLeft = (context: ServiceContext): boolean =>
  !hasNextLevel(context) && open(context).cycle < open(context).lastCycle;

export const somebodyIsLeft = (context: ServiceContext): boolean => hasNextLevel(context) || hasRepeatLeft(context);

/** Its last level timed out: kept beside the state, for an acknowledgement that is taken back. */
export const isExhausted = (context: ServiceContext): boolean => open(context).exhausted === true;

/** Every target of the level is known to be out of reach, and a skip is left. */
export const skipsLevel = (context: ServiceContext): boolean =>
  open(context).skipsLeft > 0 && open(context).failed.length >= currentLevel(context).targets.length;

export function isOpenKey(context: ServiceContext, event: ServiceEvent): boolean {
  if (event.type !== 'alert' && event.type !== 'resolve') return false;
  const id = alertId(event.key, event.source);
  const { alerts, more } = open(context);
  return Object.hasOwn(alerts, id) || more.includes(hashKey(id));
}

/** An incident that overflowed can't tell: there an alert that repeats would undo every acknowledgement. */
export const isNewKey = (context: ServiceContext, event: ServiceEvent): boolean =>
  event.type === 'alert' && !open(context).overflowed && !isOpenKey(context, event);

/** An incident that overflowed has lost count of its keys: it closes by a healthy event only. */
export function isLastOpenKey(context: ServiceContext, event: ServiceEvent): boolean {
  const { alerts, more, overflowed } = open(context);
  return !overflowed && isOpenKey(context, event) && Object.keys(alerts).length + more.length === 1;
}

export function openIncident(context: ServiceContext, event: ServiceEvent): ServiceContext {
  const { at, opening, test } = as(event, 'alert');
  if (!opening) throw new Error('an alert that opens an incident must bring the policy');
  const number = context.lastNumber + 1;
  return {
    lastNumber: number,
    // Field by field: spread first, and added to, it cost more than all else of the transition.
    incident: {
      uid: opening.uid,
      serviceName: opening.serviceName,
      plan: opening.plan,
      options: opening.options,
      number,
      openedAt: at,
      cycle: 1,
      lastCycle: 1 + opening.plan.repeat,
      level: 1,
      levelBeganAt: at,
      failed: [],
      skipsLeft: opening.plan.levels.length,
      ack: null,
      alerts: {},
      more: [],
      overflowed: false,
      rate: { since: at, lines: 0 },
      ...(opening.release !== undefined && { release: opening.release }),
      ...(test && { test }),
    },
  };
}

export function recordAlert(before: ServiceContext, event: ServiceEvent): ServiceContext {
  const alert = as(event, 'alert');
  const context = alert.test ? before : withoutTestMark(before);
  const incident = open(context);
  const id = alertId(alert.key, alert.source);
  const hash = hashKey(id);
  const known = Object.hasOwn(incident.alerts, id) ? incident.alerts[id] : undefined;
  const isNew = !known && !incident.more.includes(hash);
  const counted = {
    rate: oneMore(incident.rate, alert.at),
    ...(incident.options.autoResolveAfterMs !== undefined && { lastAlertAt: alert.at }),
    ...(isNew && bringsDetails(alert) && { detailed: (incident.detailed ?? 0) + 1 }),
    ...(incident.ack && { alertsSinceAck: (incident.alertsSinceAck ?? 0) + alert.count }),
  };
  if (known || Object.keys(incident.alerts).length < KEYS_WITH_TEXT) {
    return change(context, { alerts: { ...incident.alerts, [id]: storedAlert(alert, known) }, ...counted });
  }
  if (!isNew) return change(context, counted);
  if (incident.more.length < KEYS_AS_HASH - KEYS_WITH_TEXT)
    return change(context, { ...counted, more: [...incident.more, hash] });
  return change(context, { ...counted, overflowed: true });
}

/** What was real once stays so, whatever is open at its end. */
function withoutTestMark(context: ServiceContext): ServiceContext {
  if (!open(context).test) return context;
  const { test: _, ...incident } = open(context);
  return { ...context, incident };
}

export const bringsDetails = (event: ServiceEvent): boolean =>
  event.type === 'alert' && (event.details !== undefined || event.links !== undefined);

export const oneMore = ({ since, lines }: LineRate, at: number): LineRate =>
  at - since < MINUTE ? { since, lines: lines + 1 } : { since: at, lines: 1 };

export function noteIgnored(context: ServiceContext, { at }: ServiceEvent): ServiceContext {
  const { count, ...rate } = open(context).ignored ?? { since: at, lines: 0, count: 0 };
  return change(context, { ignored: { ...oneMore(rate, at), count: count + 1 } });
}

function storedAlert(
  { key, source, summary, severity, count, at }: Alert,
  known: StoredAlert | undefined,
): StoredAlert {
  return {
    key,
    ...(source !== undefined && { source }),
    summary: summary.length > SUMMARY_KEPT ? `${summary.slice(0, SUMMARY_KEPT - 1)}…` : summary,
    severity,
    count: (known?.count ?? 0) + count,
    firstAt: known?.firstAt ?? at,
    lastAt: at,
  };
}

export function dropKey(context: ServiceContext, event: ServiceEvent): ServiceContext {
  const { key, source } = as(event, 'resolve');
  const id = alertId(key, source);
  const { [id]: _, ...alerts } = open(context).alerts;
  const hash = hashKey(id);
  return change(context, { alerts, more: open(context).more.filter((other) => other !== hash) });
}

/** To the level behind this one, or behind the last to level 1 of the next run. */
export function advance(context: ServiceContext, { at }: ServiceEvent): ServiceContext {
  const { level, cycle } = open(context);
  const next = hasNextLevel(context) ? { level: level + 1 } : { level: 1, cycle: cycle + 1 };
  return change(context, { ...next, levelBeganAt: at, failed: [] });
}

/** From level 1, with all repeats, and with the policy that the event brings if it brings one. */
export function startAgain(context: ServiceContext, event: ServiceEvent): ServiceContext {
  const { cycle, plan: pinned } = open(context);
  const plan = event.type === 'escalate' && event.plan ? event.plan : pinned;
  const restarted = {
    plan,
    cycle: cycle + 1,
    lastCycle: cycle + 1 + plan.repeat,
    level: 1,
    levelBeganAt: event.at,
    failed: [],
    skipsLeft: plan.levels.length,
  };
  const { exhausted: _, ...incident } = open(context);
  return { ...context, incident: { ...incident, ...restarted } };
}

export const exhaust = (context: ServiceContext): ServiceContext => change(context, { exhausted: true });

export function acknowledge(context: ServiceContext, event: ServiceEvent): ServiceContext {
  const { by, at, via } = as(event, 'ack');
  return change(context, { ack: { by, at, ...(via !== undefined && { via }) } });
}

/** Whoever acknowledged first stays. */
export function snooze(context: ServiceContext, event: ServiceEvent): ServiceContext {
  const { by, at, via, until } = as(event, 'snooze');
  const ack = open(context).ack ?? { by, at, ...(via !== undefined && { via }) };
  return change(context, { ack, snoozedUntil: until });
}

export function forgetAck(context: ServiceContext): ServiceContext {
  const { snoozedUntil: _, alertsSinceAck: __, ...incident } = open(context);
  return { ...context, incident: { ...incident, ack: null } };
}

/** A repeated message counts once; one about another level, cycle or incident does not count. */
export function noteFailure(context: ServiceContext, event: ServiceEvent): ServiceContext {
  const { uid, cycle, level, failed } = open(context);
  const failure = as(event, 'notificationFailed');
  if (failure.uid !== uid || failure.cycle !== cycle || failure.level !== level) return context;
  return failed.includes(failure.notificationId)
    ? context
    : change(context, { failed: [...failed, failure.notificationId] });
}

/** It failed for good, was tried again by hand, and was sent: so the level has reached somebody. */
export function forgetFailure(context: ServiceContext, event: ServiceEvent): ServiceContext {
  const { notificationId } = as(event, 'notificationSent');
  const { failed } = open(context);
  return failed.includes(notificationId)
    ? change(context, { failed: failed.filter((id) => id !== notificationId) })
    : context;
}

export const spendSkip = (context: ServiceContext): ServiceContext =>
  change(context, { skipsLeft: open(context).skipsLeft - 1 });

/** Who is named for an event: a person, or the target whose link was used. */
export const whoDid = (event: ServiceEvent): string | null => ('by' in event ? (event.by ?? event.via ?? null) : null);

export function notifyLevel(context: ServiceContext, why: NotifyReason): NotifyLevel {
  const { uid, number, cycle, level, plan } = open(context);
  const { targets } = currentLevel(context);
  const policy = plan.revision === undefined ? {} : { revision: plan.revision };
  return { type: 'notifyLevel', uid, number, cycle, level, why, ...policy, targets };
}
