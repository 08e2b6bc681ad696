/** One entry of a batch of events, read as its own route would read it. */
import type { Idempotency, ServiceEventRequest } from '../pager/event-types.ts';
import { mayDo, personOf } from './access.ts';
import { readAlert } from './alert-body.ts';
import type { HttpContext } from './context.ts';
import { readResolve, readServiceAct } from './event-body.ts';
import { BAD_IDEMPOTENCY_KEY, isIdempotencyKey, scopedKey } from './idempotency.ts';
import { asObject, hashOf, type JsonObject } from './json-object.ts';
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
  const key = entryKey(context, id, index);
  if (key !== null && !isIdempotencyKey(key)) {
    return {
      ...refusal('bad_idempotency_key', `id: ${BAD_IDEMPOTENCY_KEY}`, [at(index, '/id', BAD_IDEMPOTENCY_KEY)]),
      service,
    };
  }
  const idempotency = key === null ? null : { key: scopedKey(context, key), bodyHash: hashOf(JSON.stringify(event)) };
  return { service, ...event, idempotency };
}

/** The event's own id; without one, its place in a request that has an Idempotency-Key. */
function entryKey(context: HttpContext, id: unknown, index: number): string | null {
  if (id !== undefined && id !== null) return textOf(id) ?? '';
  const ofRequest = context.req.header('idempotency-key');
  return ofRequest === undefined ? null : `${ofRequest}#${index}`;
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
