/** Incidents, open and closed, and what people do to one. */
import { z } from '@hono/zod-openapi';
import type { IncidentEventRequest } from '../pager/event-types.ts';
import { DAY, HOUR } from '../policy/duration.ts';
import { pageOf } from './answers.ts';
import type { HttpContext } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import {
  escalateFields,
  noteFields,
  personFields,
  readEscalate,
  readIncidentAct,
  readNote,
  readSnooze,
  snoozeFields,
} from './event-body.ts';
import { eventRoute } from './event-route.ts';
import { INCIDENT_STATES, incidentAnswer, listedIncidentAnswer, timelineAnswer } from './incident-answers.ts';
import type { JsonObject } from './json-object.ts';
import type { EventReading } from './lenient-fields.ts';
import { type Api, mount } from './operation.ts';
import { problem } from './problem.ts';
import { listOf, pageQuery, text, timestamp } from './query.ts';
import { wireIncident, wireListedIncident, wirePage, wireTimeline } from './wire.ts';

const tag = 'Incidents';

const filters = z.strictObject({
  ...pageQuery,
  service: text(63).exactOptional(),
  state: listOf(INCIDENT_STATES),
  since: timestamp.exactOptional().openapi({ description: 'Opened then or later' }),
  until: timestamp.exactOptional().openapi({ description: 'Opened then or before' }),
});

export function incidents(api: Api, deps: HttpDependencies) {
  return [
    listIncidents(api, deps),
    readIncident(api, deps),
    readTimeline(api, deps),
    ...personActs(api, deps),
    snooze(api, deps),
    escalate(api, deps),
    note(api, deps),
  ];
}

function listIncidents(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/incidents',
      tag,
      summary: 'List incidents, newest first',
      query: filters,
      answers: { 200: { description: 'A page', schema: pageOf(listedIncidentAnswer) } },
      refuses: ['bad_cursor'],
    },
    async (context, { query: { limit, cursor, service, ...filter } }) => {
      const page = { limit, ...(cursor !== undefined && { cursor }) };
      const found = await pager.listIncidents(
        { ...filter, ...(service !== undefined && { serviceId: service }) },
        page,
      );
      return context.json(wirePage(found, wireListedIncident));
    },
  );
}

function readIncident(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/incidents/{id}',
      tag,
      summary: 'Read an incident, with its notifications and how each ended',
      answers: { 200: { description: 'The incident', schema: incidentAnswer } },
      refuses: ['not_found'],
    },
    async (context) => {
      const incident = await pager.getIncident(idOf(context));
      return incident ? context.json(wireIncident(incident)) : notFound(context);
    },
  );
}

function readTimeline(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/incidents/{id}/timeline',
      tag,
      summary: 'What happened in an incident, newest first',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', schema: pageOf(timelineAnswer) } },
      refuses: ['bad_cursor', 'not_found'],
    },
    async (context, { query }) => {
      const page = await pager.incidentTimeline(idOf(context), query);
      return page ? context.json(wirePage(page, wireTimeline)) : notFound(context);
    },
  );
}

function personActs(api: Api, deps: HttpDependencies) {
  const fields = personFields;
  return [
    act(api, deps, {
      act: 'ack',
      summary: 'Somebody is working on it',
      name: 'IncidentAcknowledgement',
      read: readIncidentAct('ack'),
      fields,
    }),
    act(api, deps, {
      act: 'unack',
      summary: 'Nobody is after all: escalation goes on',
      name: 'Unack',
      read: readIncidentAct('unack'),
      fields,
    }),
    act(api, deps, {
      act: 'healthy',
      summary: 'It is over',
      name: 'IncidentHealthyEvent',
      read: readIncidentAct('healthy'),
      fields,
    }),
  ];
}

const snooze = (api: Api, deps: HttpDependencies) =>
  act(api, deps, {
    act: 'snooze',
    summary: 'Acknowledged until then; escalated again from level 1 if it is still open',
    name: 'Snooze',
    read: readSnooze(Date.now),
    fields: snoozeFields,
  });

const escalate = (api: Api, deps: HttpDependencies) =>
  act(api, deps, {
    act: 'escalate',
    summary: 'Notify the next level now',
    name: 'Escalate',
    read: readEscalate,
    fields: escalateFields,
  });

const note = (api: Api, deps: HttpDependencies) =>
  act(api, deps, {
    act: 'notes',
    summary: 'Write into its timeline',
    name: 'Note',
    read: readNote,
    fields: noteFields,
  });

interface Act<Name extends string, Fields extends z.ZodRawShape> {
  act: Name;
  summary: string;
  name: string;
  read(object: JsonObject): EventReading<IncidentEventRequest>;
  fields: Fields;
}

function act<Name extends string, Fields extends z.ZodRawShape>(
  api: Api,
  { pager }: HttpDependencies,
  { act, summary, name, read, fields }: Act<Name, Fields>,
) {
  return eventRoute(api, {
    path: `/v1/incidents/{id}/${act}`,
    tag,
    summary,
    description:
      'On an incident that is closed, or is not the open one, it changes nothing: `reason: other_incident`. Where its service was deleted there is none to answer with: 404, `unknown_service`.',
    name,
    fields,
    example: EXAMPLES[act] ?? { by: 'ana' },
    read,
    send: (id, event, idempotency) => pager.sendToIncident(id, event, idempotency),
    refuses: ['not_found'],
  });
}

/** One that works when it is tried: a day after the start. */
const TOMORROW = new Date(Math.ceil(Date.now() / HOUR) * HOUR + DAY).toISOString();
const EXAMPLES: Partial<Record<string, object>> = {
  notes: { by: 'ana', note: 'it is the new release' },
  snooze: { by: 'ana', until: TOMORROW },
};

const idOf = (context: HttpContext) => context.req.param('id') ?? '';
const notFound = (context: HttpContext) => problem(context, 'not_found', `there is no incident "${idOf(context)}"`);
