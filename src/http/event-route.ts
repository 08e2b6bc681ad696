/**
 * A route that takes one event: reads its body leniently, sends it to the pager, and
 * answers with the service after it.
 */
import { z } from '@hono/zod-openapi';
import type { Scope } from '../pager/access-types.ts';
import type { EventAnswer, Idempotency } from '../pager/event-types.ts';
import type { Refusal } from '../pager/refusal.ts';
import { personOf } from './access.ts';
import { readBody } from './body.ts';
import type { HttpContext } from './context.ts';
import { eventAnswer } from './event-answers.ts';
import { IDEMPOTENCY_HEADER, REPLAYED_HEADER, readIdempotency } from './idempotency.ts';
import type { JsonObject } from './json-object.ts';
import type { EventReading } from './lenient-fields.ts';
import { type Api, type BodyReader, mount } from './operation.ts';
import { type ProblemCode, problem, refusalProblem } from './problem.ts';
import { completeJson } from './request-ids.ts';
import { writeEvent } from './wire.ts';

/** What the pager may refuse of an event, beyond what every operation may. */
export const EVENT_REFUSALS: ProblemCode[] = [
  'unknown_service',
  'idempotency_in_progress',
  'idempotency_mismatch',
  'idempotency_full',
  'busy',
  'overloaded',
  'stopping',
  'store_full',
  'record_unreadable',
  'record_newer',
];

export interface EventRoute<Event, At extends `/v1/${string}`, Fields extends z.ZodRawShape> {
  path: At;
  tag: string;
  summary: string;
  description?: string;
  /** `respond` unless given: what people do. */
  scope?: Scope;
  /** How the contract describes its fields. Unknown ones are passed over. */
  fields: Fields;
  /** The component's name in the contract. */
  name: string;
  example: object;
  read(object: JsonObject): EventReading<Event>;
  send(id: string, event: Event, idempotency?: Idempotency): Promise<EventAnswer | Refusal>;
  refuses?: ProblemCode[];
}

interface ReadEvent<Event> {
  event: Event;
  warnings: string[];
  idempotency: Idempotency | null;
}

export function eventRoute<Event, const At extends `/v1/${string}`, Fields extends z.ZodRawShape>(
  api: Api,
  route: EventRoute<Event, At, Fields>,
) {
  const { path, tag, summary, description, send, scope = 'respond', refuses = [] } = route;
  return mount(
    api,
    {
      method: 'post',
      path,
      tag,
      summary,
      ...(description !== undefined && { description }),
      scope,
      query: 'ignored',
      headers: IDEMPOTENCY_HEADER,
      body: eventBody(route),
      answers: { 200: { description: 'The service after the event', schema: eventAnswer, headers: REPLAYED_HEADER } },
      refuses: [...EVENT_REFUSALS, ...refuses],
    },
    async (context, { body: { event, warnings, idempotency } }) => {
      const sent = await send(context.req.param('id') ?? '', event, idempotency ?? undefined);
      if ('refused' in sent) return refusalProblem(context, sent);
      return completeJson(context, writeEvent(sent, warnings), sent.replayed ? { 'Idempotent-Replayed': 'true' } : {});
    },
  );
}

/** Whatever its content type says: what reads as a JSON object is taken for one. */
function eventBody<Event, At extends `/v1/${string}`, Fields extends z.ZodRawShape>({
  fields,
  name,
  example,
  read,
}: EventRoute<Event, At, Fields>) {
  const mayBeEmpty = Object.values(fields).every((field) => (field as z.ZodType).safeParse(undefined).success);
  return {
    schema: z.looseObject(fields).openapi(name),
    example,
    required: !mayBeEmpty,
    refuses: ['bad_json', 'too_large', ...(mayBeEmpty ? [] : (['invalid'] as const))],
    async read(context) {
      const sent = await readBody(context, { mayBeEmpty, anyEncoding: true });
      if (sent instanceof Response) return sent;
      const person = personOf(context);
      // Whoever is signed in has said their name: it stands behind every act.
      const reading = read(person !== null && 'by' in fields ? { ...sent.object, by: person } : sent.object);
      if ('errors' in reading) return invalid(context, reading.errors);
      return {
        body: {
          event: reading.event,
          warnings: [...sent.warnings, ...reading.warnings, ...ignoredQuery(context)],
          idempotency: readIdempotency(context, sent.bytes),
        },
      };
    },
  } satisfies BodyReader<ReadEvent<Event>>;
}

function invalid(context: HttpContext, errors: { pointer: string; message: string }[]): Response {
  return problem(context, 'invalid', errors.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '), {
    errors,
  });
}

/** An event is not refused for what stands behind the question mark. */
function ignoredQuery(context: HttpContext): string[] {
  if (!context.req.url.includes('?')) return [];
  return Object.keys(context.req.query()).map((name) => `${name.slice(0, 60)}: unknown query parameter, ignored`);
}
