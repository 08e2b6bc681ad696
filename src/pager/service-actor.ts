/**
 * The monitored service as the runtime's actor: what its events need, what its
 * effects order, and what of it is kept for reading. The rules of paging are in
 * the chart; here is only where they meet the store.
 */

import type { AnyMachineSnapshot } from 'xstate';
import { isNewKey } from '../machines/incident-changes.ts';
import { monitoredService } from '../machines/monitored-service.ts';
import { alertId, type IncidentContext, type ServiceContext } from '../machines/service-context.ts';
import type { NotifyLevel, ServiceEffect, ServiceEvent } from '../machines/service-events.ts';
import { type StepLine, stepLine, timelineEntries } from '../machines/service-timeline.ts';
import { type ServiceSnapshot, scopeOf, timerKind } from '../machines/service-view.ts';
import { isOfSchema2, type PackedContext, packContext, unpackContext } from '../machines/stored-context.ts';
import type { DistributiveOmit } from '../policy/distributive-omit.ts';
import type { EventResult, IgnoredReason } from '../policy/event-result.ts';
import { parseTargetKey } from '../policy/target.ts';
import { type ActorDefinition, defineActor, type KnownDelivery, type NewDelivery } from '../runtime/definition.ts';
import type { Keyspace } from '../runtime/keys.ts';
import { keepDetails } from './alert-details.ts';
import { asSchema1Knows } from './as-schema-1-knows.ts';
import { attachOpening, type ReadOpening } from './attach-opening.ts';
import { incidentIdOf } from './incident-id.ts';
import { SERVICE_MACHINE } from './inspection-types.ts';
import { notificationId } from './notification-id.ts';
import { readModels, statesOf } from './service-read-models.ts';
import type { WebhookNews } from './webhook-news.ts';

export const SERVICE = SERVICE_MACHINE;

export const addressOf = (serviceId: string) => `${SERVICE}/${serviceId}`;

/** A repeated alert, or an event that changes nothing, beyond that many a minute is counted and writes no line. */
const LINES_A_MINUTE = 10;

/** Of what came while a service was healthy only so much is kept: tools that say "healthy" every minute must not fill Redis. */
const LINES_OUTSIDE_INCIDENTS = 20;

/** Events as the pager sends them: `at` is stamped by the host, the policy is attached here. */
export type SentEvent = DistributiveOmit<ServiceEvent, 'at'> & {
  refreshPolicy?: boolean;
  /** Committed also for a service that is unknown by now: it fences off what was prepared before. */
  fence?: true;
};

export interface StoredAnswer {
  result: EventResult;
  changed: boolean;
  reason?: IgnoredReason;
  /** The number of the incident that it was about, 0 when there was none. */
  number: number;
}

export function createServiceActor({
  keys,
  readOpening,
  isReadByAll,
  release,
  news = () => [],
}: {
  keys: Keyspace;
  readOpening: ReadOpening;
  /** Every pager that runs reads records of this schema. */
  isReadByAll: () => boolean;
  /** Of this pager: what it records can be told from what another one recorded. */
  release?: string | undefined;
  /** What else is ordered by a line of the timeline, for those who want to hear of it. */
  news?: WebhookNews;
}) {
  return defineActor<ServiceEvent, StoredAnswer>({
    name: SERVICE,
    machine: monitoredService,
    schema: 2,
    // What nothing new is in reads as before, so that the release before this one can go on beside it.
    schemaOf: ({ context }) => (isOfSchema2(context as ServiceContext) ? 2 : 1),
    upgrade: (stored) => stored,
    pack: (context) => packContext(context as ServiceContext),
    unpack: (stored) => unpackContext(stored as PackedContext),

    async prepare(id, snapshot, events) {
      const prepared = await attachOpening(id, snapshot, events, readOpening, release);
      return isReadByAll() ? prepared : prepared.map(asSchema1Knows);
    },

    merge(earlier, later, before) {
      if (earlier.type !== 'alert' || later.type !== 'alert') return null;
      if (earlier.key !== later.key || earlier.source !== later.source || earlier.test !== later.test) return null;
      const open = contextOf(before).incident?.alerts[alertId(later.key, later.source)];
      if (!open) return null;
      // What was said last of each.
      const { details, links } = earlier;
      const kept = { ...(details !== undefined && { details }), ...(links !== undefined && { links }) };
      return { ...kept, ...later, count: earlier.count + later.count };
    },

    step({ id, at, event, before, after, effects }) {
      const typed = effects as ServiceEffect[];
      const was = contextOf(before).incident;
      const is = contextOf(after).incident;
      const incident = is ?? was;
      const { inLine, fields } = keepDetails(event, contextOf(before), contextOf(after));
      const notified = typed.filter((effect) => effect.type === 'notifyLevel');
      const deliveries = notified.flatMap((effect) => toDeliveries(id, effect, scopeOf(after as ServiceSnapshot)));
      const line = isCountedOnly(event, typed, before, after) ? null : stepLine(inLine, typed);
      const about = incident && { serviceId: id, incidentId: incidentIdOf(id, incident.number), isClosed: !is };
      return {
        answer: answerOf(typed, incident?.number ?? 0),
        deliveries: line && about ? [...deliveries, ...news(about, () => timelineEntries(line))] : deliveries,
        timeline:
          line === null
            ? null
            : {
                line: JSON.stringify(markedLine(line, incident, release)),
                ...(incident ? { list: incident.uid } : { list: `service/${id}`, keep: LINES_OUTSIDE_INCIDENTS }),
              },
        fields,
        ...readModels({ id, at, was, is, effects: typed, deliveries, states: statesOf(before, after) }),
      };
    },

    // Neither makes Redis any fuller by itself, and closing makes history that can be cut.
    isEssential: ({ type }) => type !== 'alert' && type !== 'note',

    scope: (after) => scopeOf(after as ServiceSnapshot),

    describeTimer(id, timerEvent, after) {
      const incident = contextOf(after).incident;
      return {
        name: timerKind(timerEvent),
        data: { incident: incident ? incidentIdOf(id, incident.number) : null, level: incident?.level ?? null },
      };
    },

    sanitize: ({ type, at }) => ({ type, at }),

    deliveryFailed: (delivery) => aboutNotification('notificationFailed', delivery),
    deliveryRecovered: (delivery) => aboutNotification('notificationSent', delivery),
  }) as unknown as ActorDefinition;

  function toDeliveries(id: string, effect: NotifyLevel, scope: string): NewDelivery[] {
    const partition = keys.partitionOf(addressOf(id));
    return effect.targets.map((target) => {
      const notification = notificationId(partition, effect, target);
      return {
        id: notification,
        kind: parseTargetKey(target).type,
        scope,
        timeline: effect.uid,
        payload: {
          target,
          n: String(effect.number),
          cycle: String(effect.cycle),
          level: String(effect.level),
        },
      };
    });
  }
}

/** The line that opens an incident names the release with what it was opened with; those behind it only where it was another. */
const markedLine = (line: StepLine, incident: IncidentContext | null, release: string | undefined): StepLine =>
  release === undefined || incident === null || incident.release === release ? line : { ...line, release };

/** Its time is stamped by the host. */
function aboutNotification(
  type: 'notificationFailed' | 'notificationSent',
  { id, timeline: uid, payload: { cycle, level } }: KnownDelivery,
): ServiceEvent {
  return { type, uid, cycle: Number(cycle), level: Number(level), notificationId: id } as ServiceEvent;
}

const contextOf = (snapshot: AnyMachineSnapshot) => snapshot.context as ServiceContext;

function answerOf(effects: ServiceEffect[], number: number): StoredAnswer {
  const answer = effects.find((effect) => effect.type === 'answer');
  if (!answer) return { result: 'recorded', changed: false, number };
  const { result, changed, reason } = answer;
  return { result, changed, ...(reason && { reason }), number };
}

/** Beyond the rate a repetition of an open key stands in its key's entry only, and what changed nothing in the incident's count. */
function isCountedOnly(
  event: ServiceEvent,
  effects: ServiceEffect[],
  before: AnyMachineSnapshot,
  after: AnyMachineSnapshot,
): boolean {
  // Its timer looked, and alerts still come.
  if (event.type === 'autoResolve') return effects.length === 0;
  // The notification's own line has said it, unless the next level is notified because of it.
  if ('notificationId' in event) return effects.length === 0;
  const was = contextOf(before).incident;
  const is = contextOf(after).incident;
  if (!was || !is || was.uid !== is.uid) return false;
  const { result, reason } = answerOf(effects, is.number);
  if (result === 'ignored') return (is.ignored?.lines ?? 0) > LINES_A_MINUTE;
  if (event.type !== 'alert') return false;
  const opensKey = reason !== 'below_page_from' && isNewKey(contextOf(before), event);
  return !opensKey && is.rate.lines > LINES_A_MINUTE;
}
