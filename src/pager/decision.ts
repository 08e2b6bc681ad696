/**
 * What the pager decides, as it is counted and logged: each event of a service and
 * what it came to, each notification and how it went. Targets are masked; what is
 * not about paging (the self-check, the channels' own actors) is not told.
 */
import type { ServiceContext } from '../machines/service-context.ts';
import { type ServiceSnapshot, serviceState, timerKind } from '../machines/service-view.ts';
import { maskTarget } from '../notify/masked-target.ts';
import { type ChannelName, parseTargetKey } from '../policy/target.ts';
import type { Observation, ObservedStep } from '../runtime/observation.ts';
import { incidentIdOf } from './incident-id.ts';
import type { ServiceState } from './incident-types.ts';
import { addressOf, type StoredAnswer } from './service-actor.ts';
import { isWebhookNews } from './webhook-news.ts';

export interface EventDecision {
  type: 'event';
  /** The commit and the place in it. */
  eventId: string;
  event: string;
  answer: string;
  serviceId: string;
  incidentId: string | null;
  from: ServiceState;
  to: ServiceState;
  level: number | null;
  cycle: number | null;
  /** Those that it ordered. */
  notificationIds: string[];
  /** How many events it stands for. */
  count: number;
  by: string | null;
  /** Of an incident that only tries whether people are reached. */
  isTest: boolean;
  reason: string | null;
}

export interface NotificationDecision {
  type: 'notification';
  notificationId: string;
  serviceId: string;
  incidentId: string;
  channel: ChannelName;
  /** Masked. */
  target: string;
  level: number;
  result: string;
  tries: number;
  reason: string | null;
  retryInMs: number | null;
}

export type Decision = EventDecision | NotificationDecision;

const SERVICES = addressOf('');
export const isAboutService = (actor: string) => actor.startsWith(SERVICES);

export function decisionsOf(observation: Observation): Decision[] {
  if (observation.type === 'committed' && isAboutService(observation.actor)) {
    const { actor, commitId, steps } = observation;
    return steps.map((step, index) => eventDecision(actor.slice(SERVICES.length), `${commitId}.${index}`, step));
  }
  if (observation.type === 'delivery' && isAboutService(observation.actor)) {
    const { id, actor, payload, state, tries, reason, retryInMs } = observation;
    if (payload.target === undefined) return [];
    const serviceId = actor.slice(SERVICES.length);
    const target = parseTargetKey(payload.target);
    return [
      {
        type: 'notification',
        notificationId: id,
        serviceId,
        incidentId: incidentIdOf(serviceId, Number(payload.n)),
        channel: target.type,
        target: maskTarget(target),
        level: Number(payload.level),
        result: state === 'pending' ? 'retry' : state,
        tries,
        reason: reason ?? null,
        retryInMs: retryInMs ?? null,
      },
    ];
  }
  return [];
}

const notificationsOf = ({ deliveries }: ObservedStep) => deliveries.filter((id) => !isWebhookNews(id));

function eventDecision(serviceId: string, eventId: string, step: ObservedStep): EventDecision {
  const { event, before, after, answer, count } = step;
  const { number, reason } = answer as StoredAnswer;
  const incident = (after.context as ServiceContext).incident ?? (before.context as ServiceContext).incident;
  const from = serviceState(before as ServiceSnapshot);
  const to = serviceState(after as ServiceSnapshot);
  return {
    type: 'event',
    eventId,
    event: nameOf(event.type),
    answer: answerOf(step, from, to),
    serviceId,
    incidentId: number > 0 ? incidentIdOf(serviceId, number) : null,
    from,
    to,
    level: incident?.level ?? null,
    cycle: incident?.cycle ?? null,
    notificationIds: notificationsOf(step),
    count,
    by: 'by' in event && typeof event.by === 'string' ? event.by : null,
    isTest: incident?.test === true,
    reason: reason ?? null,
  };
}

/** Sent by the runtime, and answered to nobody. */
const UNANSWERED = ['notificationFailed', 'notificationSent', 'autoResolve'];

/** What people and tools send is answered; what a timer or a failed notification came to shows in the chart. */
function answerOf(step: ObservedStep, from: ServiceState, to: ServiceState): string {
  const { event, answer } = step;
  const isAnswered = !event.type.startsWith('xstate.') && !UNANSWERED.includes(event.type);
  if (isAnswered) return (answer as StoredAnswer).result;
  if (notificationsOf(step).length > 0) return 'escalated';
  if (to === 'healthy') return 'closed';
  return to === 'exhausted' && from !== 'exhausted' ? 'exhausted' : 'recorded';
}

function nameOf(type: string): string {
  return type.startsWith('xstate.after.') ? timerKind(type) : type;
}
