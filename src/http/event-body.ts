/** What people and tools say about an incident, read as leniently as an alert: only a note must have a text. */
import { z } from '@hono/zod-openapi';
import type { IncidentEventRequest, ServiceEventRequest } from '../pager/event-types.ts';
import { snoozeFault } from '../policy/snooze.ts';
import { KEY_MAX_BYTES, SOURCE_MAX_BYTES } from './alert-body.ts';
import type { JsonObject } from './json-object.ts';
import { type EventReading, type LenientFields, readLeniently } from './lenient-fields.ts';

const BY_MAX = 200;
const NOTE_MAX = 4_096;
const ID_MAX = 120;

type EventOf<Type extends ServiceEventRequest['type']> = Extract<ServiceEventRequest, { type: Type }>;

const by = z.string().optional().openapi({ description: 'Who it was', example: 'ana' });
const note = z.string().optional();

export const resolveFields = { key: z.string().optional(), source: z.string().optional() };
export const personFields = { by, note };
export const boundPersonFields = {
  ...personFields,
  incidentId: z.string().optional().openapi({ description: 'Changes nothing when another incident is open' }),
};
export const escalateFields = {
  ...personFields,
  refreshPolicy: z.boolean().optional().openapi({
    description: 'From exhausted, start again with the policy as it is now',
  }),
};
export const snoozeFields = {
  ...personFields,
  until: z.string().openapi({
    format: 'date-time',
    description: 'At most 30 days away. It is escalated again from level 1 if it is still open then',
  }),
};
export const noteFields = { by, note: z.string() };

export function readResolve(object: JsonObject): EventReading<EventOf<'resolve'>> {
  const fields = readLeniently(object);
  const key = fields.identifier('key', KEY_MAX_BYTES);
  const source = fields.identifier('source', SOURCE_MAX_BYTES);
  return {
    event: { type: 'resolve', ...(key !== null && { key }), ...(source !== null && { source }) },
    warnings: fields.warnings(),
  };
}

/** An acknowledgement or a healthy event of a service. */
export const readServiceAct =
  <Type extends 'ack' | 'healthy'>(type: Type) =>
  (object: JsonObject): EventReading<{ type: Type; by?: string; note?: string; incidentId?: string }> => {
    const fields = readLeniently(object);
    const incidentId = fields.text('incidentId', ID_MAX);
    const event = { type, ...personOf(fields), ...(incidentId !== null && { incidentId }) };
    return { event, warnings: fields.warnings() };
  };

/** What the address binds to one incident. */
export const readIncidentAct =
  <Type extends 'ack' | 'unack' | 'healthy'>(type: Type) =>
  (object: JsonObject): EventReading<{ type: Type; by?: string; note?: string }> => {
    const fields = readLeniently(object);
    return { event: { type, ...personOf(fields) }, warnings: fields.warnings() };
  };

export function readEscalate(object: JsonObject): EventReading<IncidentEventRequest> {
  const fields = readLeniently(object);
  const refreshPolicy = fields.flag('refreshPolicy');
  const event = { type: 'escalate' as const, ...personOf(fields), ...(refreshPolicy !== null && { refreshPolicy }) };
  return { event, warnings: fields.warnings() };
}

const A_TIME = z.iso.datetime({ offset: true });

export const readSnooze =
  (now: () => number) =>
  (object: JsonObject): EventReading<IncidentEventRequest> => {
    const fields = readLeniently(object);
    const given = fields.raw('until');
    const until = A_TIME.safeParse(given).success ? Date.parse(String(given)) : null;
    const fault = until === null ? 'expected a time such as "2026-03-24T03:07:12Z"' : snoozeFault(until, now());
    if (until === null || fault !== null) return { errors: [{ pointer: '/until', message: fault ?? '' }] };
    return { event: { type: 'snooze', until, ...personOf(fields) }, warnings: fields.warnings() };
  };

export function readNote(object: JsonObject): EventReading<IncidentEventRequest> {
  const fields = readLeniently(object);
  const { by, note } = personOf(fields);
  if (note === undefined) return { errors: [{ pointer: '/note', message: 'it is missing or blank' }] };
  return { event: { type: 'note', note, ...(by !== undefined && { by }) }, warnings: fields.warnings() };
}

function personOf(fields: LenientFields): { by?: string; note?: string } {
  const by = fields.text('by', BY_MAX);
  const note = fields.text('note', NOTE_MAX);
  return { ...(by !== null && { by }), ...(note !== null && { note }) };
}
