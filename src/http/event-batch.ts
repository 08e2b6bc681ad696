/**
 * Many events in one request. Not atomic: each has its own result, as its own route
 * would have answered, so that one that is wrong holds up no other. Events of one
 * service are taken in their order, different services at the same time.
 */
import { z } from '@hono/zod-openapi';
import type { EventAnswer, ServiceEventRequest } from '../pager/event-types.ts';
import { PagerFailure, type Refusal } from '../pager/refusal.ts';
import type { Pager } from '../pager/types.ts';
import { DEFAULT_KEY, type OpenAlert } from '../policy/alert.ts';
import { alertFields } from './alert-body.ts';
import { type BatchEntry, ENTRY_TYPES, type EntryRefusal, readEntry } from './batch-entry.ts';
import { readBody } from './body.ts';
import type { HttpDependencies } from './dependencies.ts';
import { batchAnswer } from './event-answers.ts';
import { boundPersonFields, resolveFields } from './event-body.ts';
import { IDEMPOTENCY_HEADER } from './idempotency.ts';
import { readLeniently } from './lenient-fields.ts';
import { chargeEvents } from './limits.ts';
import { type Api, type BodyReader, mount } from './operation.ts';
import { problem, STATUS_OF } from './problem.ts';
import type { KeepRefusal } from './refusals.ts';
import { type WireEvent, wireEvent } from './wire.ts';

const PATH = '/v1/events';
const MOST = 1_000;

type Result = ({ status: 200; replayed?: true } & WireEvent) | EntryRefusal;

export function eventBatch(api: Api, { pager }: HttpDependencies, keep: KeepRefusal) {
  return mount(
    api,
    {
      method: 'post',
      path: PATH,
      tag: 'Events',
      summary: `Up to ${MOST} events at once`,
      description:
        'Each has the fields of its `type`, names its `service`, and may have an `id` by which a repetition is recognised. Not atomic; the order within a service is kept. What several events of one service are answered with may be the service after the last of them. 503 for the whole only when nothing was taken.',
      scope: 'ingest',
      query: 'ignored',
      headers: IDEMPOTENCY_HEADER,
      body: batchBody,
      answers: { 200: { description: 'A result for each event, in their order', schema: batchAnswer } },
      refuses: ['busy', 'overloaded', 'stopping', 'store_full', 'record_newer'],
    },
    async (context, { body: { events, warnings } }) => {
      const turnedAway = chargeEvents(context, events.length);
      if (turnedAway) return turnedAway;
      const results = await Promise.all(events.map((each, index) => take(pager, readEntry(context, each, index))));
      const failed = nothingTaken(results);
      if (failed) return problem(context, failed.code, failed.detail);
      for (const result of results) {
        if ('code' in result) keep(context, { ...result, route: PATH, serviceId: result.service ?? null });
      }
      return context.json({ results: results.map(withoutService), warnings });
    },
  );
}

const batchBody: BodyReader<{ events: unknown[]; warnings: string[] }> = {
  schema: z
    .looseObject({
      events: z
        .array(
          z.looseObject({
            service: z.string(),
            type: z.enum(ENTRY_TYPES),
            id: z.string().optional(),
            ...z.object({ ...alertFields, ...resolveFields, ...boundPersonFields }).partial().shape,
          }),
        )
        .max(MOST),
    })
    .openapi('EventBatch'),
  example: {
    events: [
      { service: 'checkout-db', type: 'alert', id: '1f7c', summary: 'Disk is 95 % full', key: 'disk' },
      { service: 'search', type: 'resolve', key: 'latency' },
    ],
  },
  required: true,
  refuses: ['bad_json', 'too_large', 'invalid'],
  async read(context) {
    const read = await readBody(context, { mayBeEmpty: false, anyEncoding: true });
    if (read instanceof Response) return read;
    const fields = readLeniently(read.object);
    const events = fields.raw('events');
    if (Array.isArray(events) && events.length <= MOST) {
      return { body: { events, warnings: [...read.warnings, ...fields.warnings()] } };
    }
    const message = `expected a list of at most ${MOST} events`;
    return problem(context, 'invalid', `events: ${message}`, { errors: [{ pointer: '/events', message }] });
  },
};

/** The pager takes events in the order of these calls: nothing is awaited before it is called. */
async function take(pager: Pager, entry: BatchEntry | EntryRefusal): Promise<Result> {
  if ('code' in entry) return entry;
  const { service, event, warnings, idempotency } = entry;
  const sent = await pager.send(service, event, idempotency ?? undefined).catch(toRefusal);
  if ('refused' in sent) {
    return { status: STATUS_OF[sent.refused], code: sent.refused, detail: sent.detail, service };
  }
  return { status: 200, ...(sent.replayed && { replayed: true }), ...wireEvent(aboutItsAlert(sent, event), warnings) };
}

/** A failure of the store under one event is that event's own: the others are under way. */
function toRefusal(error: unknown): EventAnswer | Refusal {
  if (error instanceof PagerFailure) return { refused: error.code, detail: error.message };
  throw error;
}

/** A thousand answers with all open alerts in each would be a hundred times what was sent. */
function aboutItsAlert(answer: EventAnswer, event: ServiceEventRequest): EventAnswer {
  const { service } = answer;
  if (!service.incident) return answer;
  const isAbout = ({ key, source }: OpenAlert) =>
    (event.type === 'alert' || event.type === 'resolve') &&
    key === (event.key ?? DEFAULT_KEY) &&
    source === event.source;
  const alerts = service.incident.alerts.filter(isAbout);
  return { ...answer, service: { ...service, incident: { ...service.incident, alerts } } };
}

/** Sent again as a whole it doubles nothing then: the store's failure is the whole request's. */
function nothingTaken(results: Result[]): EntryRefusal | null {
  if (results.some(({ status }) => status === 200)) return null;
  return (results.find((result) => 'code' in result && result.status === 503) as EntryRefusal | undefined) ?? null;
}

function withoutService(result: Result): Omit<Result, 'service'> {
  if (!('code' in result)) return result;
  const { service: _, ...told } = result;
  return told;
}
