/** Events about a service, as monitoring tools send them. */
import type { EventAnswer, Idempotency, ServiceEventRequest } from '../pager/event-types.ts';
import type { Refusal } from '../pager/refusal.ts';
import { alertFields, readAlert } from './alert-body.ts';
import type { HttpDependencies } from './dependencies.ts';
import { boundPersonFields, readResolve, readServiceAct, resolveFields } from './event-body.ts';
import { eventRoute } from './event-route.ts';
import type { Api } from './operation.ts';

const tag = 'Events';

type Send = (id: string, event: ServiceEventRequest, idempotency?: Idempotency) => Promise<EventAnswer | Refusal>;

export function serviceEvents(api: Api, { pager }: HttpDependencies) {
  const send: Send = (id, event, idempotency) => pager.send(id, event, idempotency);
  return [alertEvent(api, send), resolveEvent(api, send), ackEvent(api, send), healthyEvent(api, send)];
}

function alertEvent(api: Api, send: Send) {
  return eventRoute(api, {
    path: '/v1/services/{id}/alert',
    tag,
    scope: 'ingest',
    summary: 'Something is wrong with the service',
    description:
      'Taken if at all possible: a long text is cut, an unknown field is ignored, and `warnings` names each. Refused only when it cannot be read, is too large, names no known service, or has no `summary`.',
    name: 'Alert',
    fields: alertFields,
    example: { summary: 'Disk is 95 % full', key: 'disk', severity: 'error', source: 'node-exporter' },
    read: readAlert,
    send,
  });
}

function resolveEvent(api: Api, send: Send) {
  return eventRoute(api, {
    path: '/v1/services/{id}/resolve',
    tag,
    scope: 'ingest',
    summary: 'One alert is over',
    description: 'Closes the incident when no other key is open.',
    name: 'Resolve',
    fields: resolveFields,
    example: { key: 'disk', source: 'node-exporter' },
    read: readResolve,
    send,
  });
}

function ackEvent(api: Api, send: Send) {
  return eventRoute(api, {
    path: '/v1/services/{id}/ack',
    tag,
    summary: 'Somebody is working on it: escalation stops',
    name: 'Acknowledgement',
    fields: boundPersonFields,
    example: { by: 'ana', note: 'looking at it' },
    read: readServiceAct('ack'),
    send,
  });
}

function healthyEvent(api: Api, send: Send) {
  return eventRoute(api, {
    path: '/v1/services/{id}/healthy',
    tag,
    scope: 'ingest',
    summary: 'The service works again: closes the incident, whatever is open',
    name: 'HealthyEvent',
    fields: boundPersonFields,
    example: { by: 'ana' },
    read: readServiceAct('healthy'),
    send,
  });
}
