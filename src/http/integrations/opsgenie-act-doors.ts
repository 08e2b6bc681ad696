/**
 * What is done to an alert through Opsgenie's API: each act's address, what its body
 * must say, and what it means. Each is answered 202, and its status is there at once,
 * also of one that came to nothing.
 */

import { z } from '@hono/zod-openapi';
import type { AlertAct, OpsgenieAlerts } from '../../pager/opsgenie-types.ts';
import type { DistributiveOmit } from '../../policy/distributive-omit.ts';
import { snoozeFault } from '../../policy/snooze.ts';
import { cutText } from '../lenient-fields.ts';
import { asJsonObject, textOf } from './body-fields.ts';
import type { Door } from './door.ts';
import type { InboundHttp } from './inbound.ts';
import { invalid, opsgenieTaken, startAnswer, toActed } from './opsgenie-answers.ts';
import { personOf, readDetails, readRef, readTags, severityOf, toPriority, toResponder } from './opsgenie-body.ts';
import { opsgenieDoor } from './opsgenie-door.ts';

const MAX = { message: 130, description: 15_000, name: 200 };

type Errors = Record<string, string>;
/** What of the act is its own. */
type Meaning = DistributiveOmit<AlertAct, 'by' | 'note'> | { errors: Errors };

interface ActDoor {
  method?: 'post' | 'put' | 'delete';
  /** Behind the alert. */
  path?: string;
  summary: string;
  fields?: z.ZodRawShape;
  example?: Record<string, unknown>;
  query?: Record<string, string>;
  read(request: InboundHttp): Meaning;
}

const text = z.string().optional();
const named = z.looseObject({ id: text, name: text, username: text });
const EMPTY = 'can not be empty';

const ACTS: ActDoor[] = [
  { path: 'acknowledge', summary: 'Acknowledge: escalation stops', read: () => ({ type: 'acknowledge' }) },
  { path: 'unacknowledge', summary: 'Take it back: escalation goes on', read: () => ({ type: 'unacknowledge' }) },
  { path: 'close', summary: 'Close the alert', read: () => ({ type: 'close' }) },
  {
    path: 'notes',
    summary: 'Write a note',
    fields: { note: z.string() },
    example: { note: 'it is the new release' },
    read: ({ body }) => (textOf(body.note) === null ? { errors: { note: EMPTY } } : { type: 'addNote' }),
  },
  {
    path: 'snooze',
    summary: 'Acknowledged until then, and escalated again',
    fields: { endTime: z.string() },
    example: { endTime: '2027-01-01T08:00:00Z' },
    read: readSnooze,
  },
  {
    path: 'assign',
    summary: 'Name an owner: kept and told, the escalation policy stays as it is',
    fields: { owner: named },
    example: { owner: { username: 'ana@example.com' } },
    read({ body }) {
      const { id, username, name } = asJsonObject(body.owner);
      const owner = textOf(username) ?? textOf(name) ?? textOf(id);
      if (owner === null) return { errors: { owner: 'id or username should be provided' } };
      return { type: 'assign', owner: cutText(owner, MAX.name) };
    },
  },
  {
    path: 'escalate',
    summary: 'Notify the next level now',
    fields: { escalation: named },
    example: { escalation: { name: 'ops_escalation' } },
    read({ body }) {
      const { id, name } = asJsonObject(body.escalation);
      const to = textOf(name) ?? textOf(id);
      if (to === null) return { errors: { escalation: 'id or name should be provided' } };
      return { type: 'escalate', to: cutText(to, MAX.name) };
    },
  },
  {
    path: 'responders',
    summary: 'Add a responder: kept and told, the escalation policy stays as it is',
    fields: { responder: named },
    example: { responder: { type: 'team', name: 'ops' } },
    read({ body }) {
      const responder = toResponder(body.responder);
      return responder
        ? { type: 'addResponder', responder }
        : { errors: { responder: 'id or name should be provided' } };
    },
  },
  {
    path: 'teams',
    summary: 'Add a team: kept and told, the escalation policy stays as it is',
    fields: { team: named },
    example: { team: { name: 'ops' } },
    read({ body }) {
      const responder = toResponder({ ...asJsonObject(body.team), type: 'team' });
      return responder ? { type: 'addTeam', responder } : { errors: { team: 'id or name should be provided' } };
    },
  },
  {
    path: 'tags',
    summary: 'Add tags',
    fields: { tags: z.array(z.string()) },
    example: { tags: ['critical'] },
    read: ({ body }) =>
      body.tags == null ? { errors: { tags: EMPTY } } : { type: 'addTags', tags: readTags(body.tags) },
  },
  {
    method: 'delete',
    path: 'tags',
    summary: 'Take tags off',
    query: { tags: 'with commas between them', user: 'who it is', note: 'why' },
    read({ query }) {
      const tags = readTags(textOf(query.tags));
      return tags.length === 0 ? { errors: { tags: EMPTY } } : { type: 'removeTags', tags };
    },
  },
  {
    path: 'details',
    summary: 'Add details',
    fields: { details: z.record(z.string(), z.unknown()) },
    example: { details: { host: 'db1' } },
    read({ body }) {
      if (body.details == null) return { errors: { details: EMPTY } };
      return { type: 'addDetails', details: readDetails(body.details) };
    },
  },
  {
    method: 'delete',
    path: 'details',
    summary: 'Take details off',
    query: { keys: 'with commas between them', user: 'who it is', note: 'why' },
    read({ query }) {
      const keys = (textOf(query.keys) ?? '').split(',').flatMap((key) => textOf(key)?.trim() ?? []);
      return keys.length === 0 ? { errors: { keys: EMPTY } } : { type: 'removeDetails', keys };
    },
  },
  {
    path: 'actions/{action}',
    summary: 'Ask for an action: told in the timeline, nothing runs here',
    read: ({ param }) => ({ type: 'executeAction', action: cutText(param('action') ?? '', MAX.name) }),
  },
  {
    method: 'put',
    path: 'message',
    summary: 'Another message',
    fields: { message: z.string() },
    example: { message: 'Disk is 99 % full' },
    read({ body }) {
      const message = textOf(body.message);
      return message === null
        ? { errors: { message: EMPTY } }
        : { type: 'setMessage', message: cutText(message, MAX.message) };
    },
  },
  {
    method: 'put',
    path: 'description',
    summary: 'Another description',
    fields: { description: z.string() },
    example: { description: 'runbook: https://run.example.com/disk' },
    read: ({ body }) => ({
      type: 'setDescription',
      description: cutText(textOf(body.description) ?? '', MAX.description),
    }),
  },
  {
    method: 'put',
    path: 'priority',
    summary: 'Another priority',
    fields: { priority: z.string() },
    example: { priority: 'P1' },
    read({ body }) {
      const priority = toPriority(textOf(body.priority) ?? '');
      if (priority === null) return { errors: { priority: 'should be one of [ P1, P2, P3, P4, P5 ]' } };
      return { type: 'setPriority', priority, severity: severityOf(priority) };
    },
  },
  {
    method: 'delete',
    summary: 'Delete the alert: it is over, and forgotten here',
    query: { user: 'who it is' },
    read: () => ({ type: 'delete' }),
  },
];

export const actDoors = (alerts: OpsgenieAlerts): Door[] => ACTS.map((act) => actDoor(alerts, act));

function actDoor(
  alerts: OpsgenieAlerts,
  { method = 'post', path, summary, fields = {}, example = {}, query, read }: ActDoor,
): Door {
  return opsgenieDoor({
    method,
    path: `/v2/alerts/{identifier}${path === undefined ? '' : `/${path}`}`,
    summary,
    ...(query && { query }),
    schema: z.looseObject({ user: text, source: text, note: text, ...fields }),
    example,
    answer: opsgenieTaken,
    status: 202,
    async act(request, integration) {
      const answer = startAnswer();
      const ref = readRef(request);
      const meaning = read(request);
      if ('errors' in ref || 'errors' in meaning) {
        return invalid({ ...('errors' in ref && ref.errors), ...('errors' in meaning && meaning.errors) });
      }
      const said = method === 'delete' ? request.query : request.body;
      return toActed(answer, await alerts.act(integration, ref, { ...meaning, ...personOf(said) }));
    },
  });
}

function readSnooze({ body }: InboundHttp): Meaning {
  const given = textOf(body.endTime);
  if (given === null) return { errors: { endTime: EMPTY } };
  // Scripts send milliseconds since 1970 too.
  const until = /^\d{12,14}$/.test(given) ? Number(given) : Date.parse(given);
  if (Number.isNaN(until)) return { errors: { endTime: 'should be a time such as 2027-01-01T08:00:00Z' } };
  const fault = snoozeFault(until, Date.now());
  return fault === null ? { type: 'snooze', until } : { errors: { endTime: fault } };
}
