/** One entry of a batch of events, read as its own route would read it. */
import type { Idempotency, ServiceEventRequest } from '../pager/event-types.ts';
import { mayDo, personOf } from './access.ts';
import { readAlert } from './alert-body.ts';
import type { HttpContext } from './context.ts';
import { readResolve, readServiceAct } from './event-body.ts';
import { idempotencyKeyOf, scopedKey } from './idempotency.ts';
import { asObject, hashOf, type JsonObject, kindOf } from './json-object.ts';
import type { EventReading } from './lenient-fields.ts';
import { type InputError, type ProblemCode, STATUS_OF } from './problem.ts';

export interface BatchEntry {
  service: string;
  event: ServiceEventRequest;
  warnings: string[];
  idempotency: Idempotency | null;
}

export interface EntryRefusal {
  /** As its own route would have answered. */
  status: number;
  code: ProblemCode;
  detail: string;
  errors?: InputError[];
  /** The service that it named, if any. */
  service?: string;
}

const READERS: Record<string, (object: JsonObject) => EventReading<ServiceEventRequest>> = {
  alert: readAlert,
  resolve: readResolve,
  ack: readServiceAct('ack'),
  healthy: readServiceAct('healthy'),
};
export const ENTRY_TYPES = ['alert', 'ack', 'resolve', 'healthy'] as const;

export function readEntry(context: HttpContext, given: unknown, index: number): BatchEntry | EntryRefusal {
  const reading = asObject(given);
  if ('refused' in reading) return refusal('bad_json', reading.refused, [at(index, '', reading.refused)]);
  const { service: named, type, id, ...rest } = reading.object;
  const service = textOf(named);
  if (service === null) return invalid([at(index, '/service', 'expected the id of a service')]);
  const read = ENTRY_TYPES.find((known) => known === type);
  if (!read) return invalid([at(index, '/type', `expected one of ${ENTRY_TYPES.join(', ')}`)], service);
  const access = context.get('access');
  if (read === 'ack' && access && !mayDo(access, 'respond')) {
    return { ...refusal('forbidden', 'to acknowledge, a key needs the scope respond', []), service };
  }
  const person = read === 'ack' || read === 'healthy' ? personOf(context) : null;
  const event = READERS[read]?.(person === null ? rest : { ...rest, by: person }) ?? { errors: [] };
  if ('errors' in event) {
    return invalid(
      event.errors.map(({ pointer, message }) => at(index, pointer, message)),
      service,
    );
  }
  const own = textOf(id ?? '');
  const warnings =
    own === null ? [...event.warnings, `id: expected a text, got ${kindOf(id)}; ignored`] : event.warnings;
  const key = own || placeInRequest(context, index);
  const idempotency = key === null ? null : { key: scopedKey(context, key), bodyHash: hashOf(JSON.stringify(event)) };
  return { service, ...event, warnings, idempotency };
}

/** What an event without an id of its own is called, in a request that has an Idempotency-Key. */
function placeInRequest(context: HttpContext, index: number): string | null {
  const key = idempotencyKeyOf(context);
  return key === null ? null : `${key}#${index}`;
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;

const at = (index: number, pointer: string, message: string): InputError => ({
  pointer: `/events/${index}${pointer}`,
  message,
});

function refusal(code: ProblemCode, detail: string, errors: InputError[]): EntryRefusal {
  return { status: STATUS_OF[code], code, detail, errors };
}

const invalid = (errors: InputError[], service?: string): EntryRefusal => ({
  ...refusal('invalid', errors.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '), errors),
  ...(service !== undefined && { service }),
});
