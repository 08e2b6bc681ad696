/**
 * What is recorded of a request, an event, a timer and an attempt, and where it stands: in
 * its incident's trace, below the commit that ordered it. Nothing is exported here.
 */
import type { Channel, Message } from './notify/channel.ts';
import { maskTarget } from './notify/masked-target.ts';
import type { Decision, EventDecision } from './pager/decision.ts';
import type { EventAnswer } from './pager/event-types.ts';
import type { Refusal } from './pager/refusal.ts';
import type { TraceIds } from './tracing-ids.ts';

const SECOND = 1_000;
/** An event that nobody sent by HTTP (a heartbeat's alert) is told by itself after that long. */
const UNCLAIMED_MS = 2 * SECOND;
/** What is sent to the pager; the rest are timers, and notifications that failed. */
const SENT = new Set(['alert', 'resolve', 'ack', 'healthy', 'unack', 'escalate', 'note', 'snooze']);
const INCIDENTS_NAMED = 100;

export interface SpanPlace {
  traceId: string;
  spanId: string;
  isSampled?: boolean;
}

export interface FinishedSpan {
  name: string;
  kind: 'server' | 'client' | 'internal';
  /** Epoch ms. */
  startedAt: number;
  endedAt: number;
  attributes: Record<string, string | number | boolean | string[]>;
  /** Its place, where that is given; else one of its own, in its parent's trace. */
  traceId?: string;
  spanId?: string;
  parent?: SpanPlace;
  links?: SpanPlace[];
  /** Why it counts as failed. */
  error?: string;
}

/** Hands a span over to whoever exports it; answers with its place. */
export type RecordSpan = (span: FinishedSpan) => SpanPlace;

export interface SentEvent {
  type: string;
  startedAt: number;
  endedAt: number;
  answer: EventAnswer | Refusal;
}

/** A request that was answered. */
export interface ToldRequest {
  method: string;
  route: string;
  status: number;
  requestId: string;
  keyName: string | null;
  parent: SpanPlace | null;
  startedAt: number;
  endedAt: number;
}

export interface IncidentSpans {
  request(told: ToldRequest, events: SentEvent[]): void;
  /** `sent` is null where it threw. */
  attempt(message: Message, sent: Awaited<ReturnType<Channel['send']>> | null, startedAt: number): void;
  decided(decision: Decision): void;
}

export function createIncidentSpans({
  record,
  ids,
  now,
}: {
  record: RecordSpan;
  ids: TraceIds;
  now: () => number;
}): IncidentSpans {
  /** By span id: what ordered notifications, until its answer claims it. */
  const unclaimed = new Map<string, { decision: EventDecision; timer: NodeJS.Timeout }>();

  function recordEvent(event: SentEvent, request: SpanPlace): void {
    const { type, answer } = event;
    const about = 'refused' in answer ? null : placeOf(answer);
    const isOwnTrace = about === null || about.traceId === request.traceId;
    const parent = isOwnTrace ? request : about.opening;
    record({
      name: `event ${type}`,
      kind: 'internal',
      startedAt: event.startedAt,
      endedAt: event.endedAt,
      attributes: {
        'pager.event.type': type,
        ...(about?.ordered && orderedBy(about.ordered)),
        ...('refused' in answer ? { 'pager.refused': answer.refused } : answerAttributes(answer)),
      },
      ...(about?.ordered && { spanId: about.ordered }),
      ...(about && { traceId: about.traceId }),
      ...(parent && { parent }),
      ...(!isOwnTrace && { links: [request] }),
      ...('refused' in answer && { error: answer.refused }),
    });
  }

  /** Where an answered event stands in its incident's trace; null when it was about none. */
  function placeOf({ incidentId, result, service }: EventAnswer) {
    if (incidentId === null) return null;
    const traceId = ids.ofIncident(incidentId);
    const opening = { traceId, spanId: ids.ofLevel(incidentId, 1, 1) };
    const { incident } = service;
    const hasOrdered = (result === 'opened' || result === 'escalated') && incident?.id === incidentId;
    const ordered = hasOrdered ? ids.ofLevel(incidentId, incident.cycle, incident.level) : null;
    return { traceId, ordered, opening: ordered === opening.spanId ? null : opening };
  }

  /** The commit's own id and the notifications' ids, as the decision told them. */
  function orderedBy(spanId: string): FinishedSpan['attributes'] {
    const found = unclaimed.get(spanId);
    if (!found) return {};
    unclaimed.delete(spanId);
    clearTimeout(found.timer);
    return decisionAttributes(found.decision);
  }

  function recordDecision(decision: EventDecision, at: number): void {
    const { incidentId, event, level, cycle, notificationIds } = decision;
    if (incidentId === null) return;
    const traceId = ids.ofIncident(incidentId);
    const opening = ids.ofLevel(incidentId, 1, 1);
    const spanId = notificationIds.length > 0 ? ids.ofLevel(incidentId, cycle ?? 1, level ?? 1) : undefined;
    record({
      name: `event ${event}`,
      kind: 'internal',
      startedAt: at,
      endedAt: at,
      attributes: {
        'pager.event.type': event,
        'pager.event.result': decision.answer,
        'pager.incident.id': incidentId,
        'pager.service.id': decision.serviceId,
        ...decisionAttributes(decision),
      },
      traceId,
      ...(spanId !== undefined && { spanId }),
      ...(spanId !== opening && { parent: { traceId, spanId: opening } }),
    });
  }

  function recordRequest(told: ToldRequest, events: SentEvent[]): void {
    const incidents = new Set(events.flatMap(({ answer }) => ('refused' in answer ? [] : (answer.incidentId ?? []))));
    const [only] = incidents;
    const own = told.parent === null && incidents.size === 1 && only !== undefined ? only : null;
    const hasOpened = events.some(({ answer }) => 'result' in answer && answer.result === 'opened');
    const traceId = own === null ? null : ids.ofIncident(own);
    const parent =
      own === null || traceId === null || hasOpened ? told.parent : { traceId, spanId: ids.ofLevel(own, 1, 1) };
    const request = record({
      name: `${told.method} ${told.route}`,
      kind: 'server',
      startedAt: told.startedAt,
      endedAt: told.endedAt,
      attributes: {
        'http.request.method': told.method,
        'http.route': told.route,
        'http.response.status_code': told.status,
        'pager.request.id': told.requestId,
        ...(told.keyName !== null && { 'pager.key.name': told.keyName }),
        ...(incidents.size > 0 && { 'pager.incident.id': [...incidents].slice(0, INCIDENTS_NAMED) }),
      },
      ...(traceId !== null && { traceId }),
      ...(parent && { parent }),
      ...(told.parent && { links: [...incidents].slice(0, INCIDENTS_NAMED).map((id) => openingOf(id)) }),
      ...(told.status >= 500 && { error: `answered ${told.status}` }),
    });
    for (const event of events) recordEvent(event, request);
  }

  const openingOf = (incidentId: string): SpanPlace => ({
    traceId: ids.ofIncident(incidentId),
    spanId: ids.ofLevel(incidentId, 1, 1),
  });

  function recordAttempt(message: Message, sent: Awaited<ReturnType<Channel['send']>> | null, startedAt: number): void {
    const { incident, cycle, level } = message;
    const outcome = sent?.outcome ?? 'unknown';
    if (outcome === 'notHeld') return;
    const traceId = ids.ofIncident(incident.id);
    const reason = sent && 'reason' in sent ? sent.reason : null;
    record({
      name: `notify ${message.target.type}`,
      kind: 'client',
      startedAt,
      endedAt: now(),
      attributes: {
        'pager.notification.id': message.id,
        'pager.notification.target': maskTarget(message.target),
        'pager.notification.outcome': outcome,
        'pager.incident.id': incident.id,
        'pager.service.id': message.service.id,
        'pager.level': level,
        'pager.cycle': cycle,
      },
      parent: { traceId, spanId: ids.ofLevel(incident.id, cycle, level) },
      ...(outcome !== 'accepted' && { error: reason ?? outcome }),
    });
  }

  return {
    request: recordRequest,
    attempt: recordAttempt,
    decided(decision) {
      if (decision.type !== 'event' || decision.incidentId === null) return;
      const at = now();
      if (!SENT.has(decision.event)) return recordDecision(decision, at);
      if (decision.notificationIds.length === 0) return;
      const spanId = ids.ofLevel(decision.incidentId, decision.cycle ?? 1, decision.level ?? 1);
      const timer = setTimeout(() => {
        unclaimed.delete(spanId);
        recordDecision(decision, at);
      }, UNCLAIMED_MS).unref();
      unclaimed.set(spanId, { decision, timer });
    },
  };
}

function answerAttributes({ service, result, changed, incidentId, replayed }: EventAnswer): FinishedSpan['attributes'] {
  return {
    'pager.service.id': service.id,
    'pager.event.result': result,
    'pager.event.changed': changed,
    ...(replayed && { 'pager.event.replayed': true }),
    ...(incidentId !== null && { 'pager.incident.id': incidentId }),
  };
}

const decisionAttributes = ({ eventId, notificationIds, level, cycle }: EventDecision): FinishedSpan['attributes'] => ({
  'pager.event.id': eventId,
  ...(notificationIds.length > 0 && { 'pager.notification.ids': notificationIds }),
  ...(level !== null && { 'pager.level': level }),
  ...(cycle !== null && { 'pager.cycle': cycle }),
});
