/** What an act on an Opsgenie alert is to the incident that its key is open in, and what came of it. */

import type { EventAnswer, Idempotency, IncidentEventRequest } from './event-types.ts';
import type { InboundEvent, InboundOutcome, Integrations, KnownIntegration } from './integration-types.ts';
import type { KeptAlert, StoredAlert } from './opsgenie-alert.ts';
import { incidentIdOf, isOf } from './opsgenie-state.ts';
import type { AlertAct, AlertState } from './opsgenie-types.ts';
import type { Refusal } from './refusal.ts';
import type { Pager } from './types.ts';

const NOTE_MAX = 4_096;

export interface Performed {
  /** In Opsgenie's words, why it was not carried out. */
  failure: string | null;
  /** What is different of the alert's record. */
  changes: Partial<StoredAlert>;
  outcomes: InboundOutcome[];
}

interface Asked {
  alert: KeptAlert;
  state: AlertState;
  act: AlertAct;
  /** For the timeline. */
  told: string | null;
  requestId: string;
}

const DONE: Performed = { failure: null, changes: {}, outcomes: [] };
const failed = (failure: string): Performed => ({ ...DONE, failure });
const CLOSED = 'Alert is already closed';

export function createIncidentActs({
  pager,
  integrations,
  now,
}: {
  pager: Pick<Pager, 'send' | 'sendToIncident'>;
  integrations: Pick<Integrations, 'receive'>;
  now: () => number;
}) {
  type Result = Promise<Performed | (Refusal & { outcomes: InboundOutcome[] })>;

  return async (integration: KnownIntegration, asked: Asked): Result => {
    const { act, alert, state } = asked;
    switch (act.type) {
      case 'acknowledge':
      case 'unacknowledge':
      case 'snooze':
      case 'escalate':
        if (state.status === 'closed') return failed(CLOSED);
        return alert.place === null ? aside(alert, act, now()) : await toIncident(asked);
      case 'close':
        return state.status === 'closed' ? failed(CLOSED) : await end(integration, asked);
      case 'delete':
        return state.status === 'closed' ? DONE : await end(integration, asked);
      case 'setPriority':
        return await raise(integration, asked);
      default:
        return await tell(asked);
    }
  };

  async function toIncident({ alert, act, requestId }: Asked): Result {
    const idempotency = act.type === 'escalate' ? { key: `opsgenie ${requestId}`, bodyHash: '-' } : undefined;
    const answer = await send(alert, toEvent(act), idempotency);
    if ('refused' in answer) return isGone(answer) ? failed(CLOSED) : { ...answer, outcomes: [] };
    if (answer.result !== 'ignored') return DONE;
    if (answer.reason === 'already_acked') return failed('Alert is already acknowledged');
    if (answer.reason === 'not_acked') return failed('Alert is not acknowledged');
    return failed(CLOSED);
  }

  function send(alert: KeptAlert, event: IncidentEventRequest, idempotency?: Idempotency) {
    return pager.sendToIncident(incidentIdOf(alert), event, idempotency);
  }

  /** A line about it first, since the end of a key says nothing of who and why. */
  async function end(integration: KnownIntegration, asked: Asked): Result {
    const { alert, state, act } = asked;
    const told = await tell(asked);
    if ('refused' in told) return told;
    const closed = {
      at: now(),
      by: act.by,
      count: state.count,
      lastAt: state.lastOccurredAt,
      ackedAt: state.ackedAt,
      ackedBy: state.ackedBy,
    };
    if (alert.place === null) return { ...DONE, changes: { closed } };
    const event = { type: 'resolve' as const, key: alert.key, serviceId: alert.serviceId };
    const { outcomes, answer } = await receive(integration, event);
    if ('refused' in answer) return isGone(answer) ? failed(CLOSED) : { ...answer, outcomes };
    if (answer.result === 'ignored')
      return act.type === 'delete' ? { ...DONE, outcomes } : { ...failed(CLOSED), outcomes };
    return { ...DONE, changes: { closed }, outcomes };
  }

  /** One that no incident has may be grave enough now: then it is an alert. */
  async function raise(integration: KnownIntegration, asked: Asked): Result {
    const { alert, state, act } = asked;
    if (act.type !== 'setPriority' || alert.place !== null || state.status === 'closed') return await tell(asked);
    const { key, message: summary, serviceId } = alert;
    const { severity } = act;
    const { outcomes, answer } = await receive(integration, { type: 'alert', key, summary, severity, serviceId });
    if ('refused' in answer) return { ...answer, outcomes };
    const { incident } = answer.service;
    const open = incident?.alerts.find((each) => isOf(alert, each));
    if (!incident || !open) return await tell(asked);
    const place = { incident: Number(incident.id.slice(serviceId.length + 1)), firstAt: open.firstAt };
    return { ...DONE, changes: { place, seen: null }, outcomes };
  }

  /** Of an alert that is over its own log is enough. */
  async function tell({ alert, state, act, told }: Asked): Result {
    if (told === null || state.status === 'closed') return DONE;
    const note = {
      type: 'note' as const,
      note: told.length > NOTE_MAX ? `${told.slice(0, NOTE_MAX - 1)}…` : told,
      ...(act.by !== null && { by: act.by }),
    };
    const answer = alert.place ? await send(alert, note) : await pager.send(alert.serviceId, note);
    return 'refused' in answer && !isGone(answer) ? { ...answer, outcomes: [] } : DONE;
  }

  async function receive(
    integration: KnownIntegration,
    event: InboundEvent,
  ): Promise<{ outcomes: InboundOutcome[]; answer: EventAnswer | Refusal }> {
    const outcomes = await integrations.receive(integration, [event]);
    const answer = outcomes[0]?.answer;
    if (!answer) throw new Error('an event has an outcome');
    return { outcomes, answer };
  }
}

const isGone = ({ refused }: Refusal) => refused === 'unknown_service' || refused === 'not_found';

function toEvent(act: AlertAct): IncidentEventRequest {
  const person = { ...(act.by !== null && { by: act.by }), ...(act.note !== null && { note: act.note }) };
  switch (act.type) {
    case 'acknowledge':
      return { type: 'ack', ...person };
    case 'unacknowledge':
      return { type: 'unack', ...person };
    case 'snooze':
      return { type: 'snooze', until: act.until, ...person };
    default:
      return { type: 'escalate', ...person };
  }
}

/** Nobody is notified of it, so there is nothing to stop: who works on it is kept with it. */
function aside({ seen, createdAt }: StoredAlert, act: AlertAct, now: number): Performed {
  const before = seen ?? { count: 1, lastAt: createdAt, ackedAt: null, ackedBy: null };
  if (act.type === 'acknowledge') {
    if (before.ackedAt !== null) return failed('Alert is already acknowledged');
    return { ...DONE, changes: { seen: { ...before, ackedAt: now, ackedBy: act.by } } };
  }
  if (act.type === 'unacknowledge') {
    if (before.ackedAt === null) return failed('Alert is not acknowledged');
    return { ...DONE, changes: { seen: { ...before, ackedAt: null, ackedBy: null } } };
  }
  return failed('Nobody is notified of this alert: it is below what its service pages for');
}
