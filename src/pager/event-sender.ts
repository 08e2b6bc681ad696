/** Turns what the edges ask for into events of the service's actor, and the actor's answers into theirs. */
import { createHash } from 'node:crypto';
import { DEFAULT_KEY } from '../policy/alert.ts';
import { idSchema } from '../policy/escalation-policy.ts';
import type { Sending } from '../runtime/host.ts';
import type { HostReply } from '../runtime/item.ts';
import type { LoadedActor } from '../runtime/record.ts';
import type { EventAnswer, Idempotency, ServiceEventRequest } from './event-types.ts';
import { incidentIdOf, parseIncidentId } from './incident-id.ts';
import type { ServiceView } from './incident-types.ts';
import type { PlanStore, Stored, StoredService } from './plan-store.ts';
import type { Refusal } from './refusal.ts';
import { addressOf, type SentEvent, type StoredAnswer } from './service-actor.ts';
import type { Pager } from './types.ts';
import { contextOf, serviceView } from './views.ts';

export type EventSender = ReturnType<typeof createEventSender>;

export function createEventSender({
  send,
  load,
  recent,
  plans,
}: {
  send: (address: string, event: SentEvent, sending?: Sending) => Promise<HostReply<StoredAnswer>>;
  load: (serviceId: string) => Promise<LoadedActor>;
  recent: (serviceId: string) => LoadedActor | Promise<LoadedActor>;
  plans: PlanStore;
}): Pick<Pager, 'send' | 'sendToIncident'> {
  /** Events that were committed together are answered one after the other, with the same service: its view is built once. */
  let last: { actor: LoadedActor; service: Stored<StoredService>; view: ServiceView } | null = null;
  function viewOf(service: Stored<StoredService>, actor: LoadedActor): ServiceView {
    if (last?.actor !== actor || last.service.value !== service.value || last.service.revision !== service.revision) {
      last = { actor, service, view: serviceView(service, actor) };
    }
    return last.view;
  }

  async function deliver(
    serviceId: string,
    event: SentEvent,
    idempotency?: Idempotency,
  ): Promise<EventAnswer | Refusal> {
    const since = performance.now();
    const reply = await send(
      addressOf(serviceId),
      event,
      idempotency && { idempotency: toHash(serviceId, idempotency) },
    );
    if ('refused' in reply) return reply as Refusal;
    const { answer, replayed } = reply;
    // The service as this node just committed it: its own commit is the newest it can know.
    const actor = await (replayed ? load(serviceId) : recent(serviceId));
    const service = await plans.getService(serviceId, since);
    if (!service) return { refused: 'unknown_service', detail: `there is no service "${serviceId}"` };
    const { number, ...result } = answer;
    return {
      service: viewOf(service, actor),
      ...result,
      incidentId: number > 0 ? incidentIdOf(serviceId, number) : null,
      replayed,
    };
  }

  return {
    async send(serviceId, request, idempotency) {
      if (!isServiceId(serviceId)) return { refused: 'unknown_service', detail: `there is no service "${serviceId}"` };
      const event = toEvent(serviceId, request);
      if (event === null) return await otherIncident(serviceId);
      return await deliver(serviceId, event, idempotency);
    },

    async sendToIncident(incidentId, request, idempotency) {
      const parsed = parseIncidentId(incidentId);
      const known = parsed && contextOf(await load(parsed.serviceId)).lastNumber >= parsed.number;
      if (!parsed || !known) return { refused: 'not_found', detail: `there never was an incident "${incidentId}"` };
      const event = toEvent(parsed.serviceId, { ...request, incidentId } as ServiceEventRequest);
      if (event === null) return { refused: 'not_found', detail: `there never was an incident "${incidentId}"` };
      const sent = await deliver(parsed.serviceId, event, idempotency);
      // It was, and there is no service to answer with.
      if ('refused' in sent && sent.refused === 'unknown_service') {
        return { ...sent, detail: `the service "${parsed.serviceId}" of this incident was deleted` };
      }
      // A healthy service has no open incident: the one that was asked about is closed.
      if ('result' in sent && sent.reason === 'not_unhealthy') return { ...sent, reason: 'other_incident', incidentId };
      return sent;
    },
  };

  async function otherIncident(serviceId: string): Promise<EventAnswer | Refusal> {
    const service = await plans.getService(serviceId);
    if (!service) return { refused: 'unknown_service', detail: `there is no service "${serviceId}"` };
    const view = serviceView(service, await load(serviceId));
    return {
      service: view,
      changed: false,
      result: 'ignored',
      reason: 'other_incident',
      incidentId: null,
      replayed: false,
    };
  }
}

/** What can't be an id needs no look, and no record. */
const isServiceId = (id: string) => idSchema.safeParse(id).success;

/** Null when it names an incident of another service. */
function toEvent(serviceId: string, request: ServiceEventRequest): SentEvent | null {
  switch (request.type) {
    case 'alert': {
      const { type, summary, key = DEFAULT_KEY, severity = 'critical', source, details, links, test } = request;
      return {
        type,
        key,
        summary,
        severity,
        count: 1,
        ...(source !== undefined && { source }),
        ...(details !== undefined && { details }),
        ...(links !== undefined && { links }),
        ...(test && { test }),
      };
    }
    case 'resolve':
      return {
        type: 'resolve',
        key: request.key ?? DEFAULT_KEY,
        ...(request.source !== undefined && { source: request.source }),
      };
    default: {
      const { incidentId, by, ...rest } = request;
      const parsed = incidentId === undefined ? null : parseIncidentId(incidentId);
      if (incidentId !== undefined && parsed?.serviceId !== serviceId) return null;
      return { ...rest, by: by ?? null, ...(parsed && { incidentNumber: parsed.number }) } as SentEvent;
    }
  }
}

function toHash(serviceId: string, { key, bodyHash }: Idempotency) {
  return { hash: createHash('sha256').update(`${serviceId}\n${key}`).digest('base64url').slice(0, 22), bodyHash };
}
