/** Heartbeats: what must be heard of at least so often, else its service is alerted. */
import { z } from '@hono/zod-openapi';
import type { HeartbeatAnswered } from '../pager/heartbeats.ts';
import type { Refusal } from '../pager/refusal.ts';
import { heartbeatSchema } from '../policy/heartbeat.ts';
import { pageOf } from './answers.ts';
import { configuration } from './configuration-body.ts';
import type { HttpContext } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import { EVENT_REFUSALS } from './event-route.ts';
import { HEARTBEAT_STATES, heartbeatAnswer, pingAnswer, wireHeartbeat, wirePing } from './heartbeat-answers.ts';
import { readNewId } from './new-id.ts';
import { type Api, mount } from './operation.ts';
import { etagOf, readCondition, WRITE_HEADERS } from './preconditions.ts';
import { type ProblemCode, problem, refusalProblem } from './problem.ts';
import { listOf, pageQuery, text } from './query.ts';
import { wirePage } from './wire.ts';

const tag = 'Heartbeats';
const path = '/v1/heartbeats/{id}';
const HEADERS = { ETag: 'The revision of its configuration; pings do not change it' };
/** What the pager may refuse of an event that is sent to a heartbeat. */
const REFUSALS: ProblemCode[] = [
  'not_found',
  ...EVENT_REFUSALS.filter((code) => !/^(idempotency_|unknown_service)/.test(code)),
];

const heartbeatBody = configuration(heartbeatSchema, {
  documented: z.strictObject(heartbeatSchema.shape).openapi('HeartbeatInput'),
  example: { name: 'Nightly backup', serviceId: 'backups', interval: '1d', grace: '30m', severity: 'error' },
});

const filters = z.strictObject({
  ...pageQuery,
  state: listOf(HEARTBEAT_STATES),
  service: text(63).exactOptional(),
});

export function heartbeats(api: Api, deps: HttpDependencies) {
  return [
    putHeartbeat(api, deps),
    deleteHeartbeat(api, deps),
    readHeartbeat(api, deps),
    listHeartbeats(api, deps),
    ping(api, deps, 'post'),
    ping(api, deps, 'get'),
    act(api, 'pause', 'It is not waited for; its alert is resolved', deps.pager.pauseHeartbeat),
    act(api, 'resume', 'It is waited for again, from now on, if it was ever heard of', deps.pager.resumeHeartbeat),
  ];
}

function putHeartbeat(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'put',
      path,
      tag,
      summary: 'Create or replace a heartbeat',
      description: 'It is waited for once it was heard of. Another interval or grace begins the wait anew.',
      body: heartbeatBody,
      headers: WRITE_HEADERS,
      answers: {
        200: { description: 'Replaced', schema: heartbeatAnswer, headers: HEADERS },
        201: { description: 'Created', schema: heartbeatAnswer, headers: HEADERS },
      },
      refuses: ['bad_header', 'precondition_failed', ...REFUSALS],
    },
    async (context, { body }) => {
      const id = readNewId(context);
      if (id instanceof Response) return id;
      const condition = await readCondition(context, async () => (await pager.getHeartbeat(id))?.revision ?? null);
      if (condition instanceof Response) return condition;
      const put = await pager.putHeartbeat(id, body, condition);
      if ('refused' in put) return refusedPut(context, put);
      context.header('ETag', etagOf(put.heartbeat.revision));
      return context.json(wireHeartbeat(put.heartbeat), put.created ? 201 : 200);
    },
  );
}

/** A service that is named in the body and does not exist is a fault of the body. */
function refusedPut(context: HttpContext, refusal: Refusal): Response {
  if (refusal.refused !== 'unknown_service') return refusalProblem(context, refusal);
  return problem(context, 'invalid', refusal.detail, {
    errors: [{ pointer: '/serviceId', message: `expected the id of a service; ${refusal.detail}` }],
  });
}

function deleteHeartbeat(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'delete',
      path,
      tag,
      summary: 'Delete a heartbeat; its alert is resolved',
      headers: { 'If-Match': WRITE_HEADERS['If-Match'] },
      answers: { 204: { description: 'Deleted' } },
      refuses: ['bad_header', 'precondition_failed', ...REFUSALS],
    },
    async (context) => {
      const id = idOf(context);
      const condition = await readCondition(context, async () => (await pager.getHeartbeat(id))?.revision ?? null);
      if (condition instanceof Response) return condition;
      const { ifMatch } = condition;
      const deleted = await pager.deleteHeartbeat(id, ifMatch === undefined ? {} : { ifMatch });
      return deleted === 'deleted' ? context.body(null, 204) : refusalProblem(context, deleted);
    },
  );
}

function readHeartbeat(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path,
      tag,
      summary: 'Read a heartbeat and its state',
      answers: { 200: { description: 'The heartbeat', schema: heartbeatAnswer, headers: HEADERS } },
      refuses: ['not_found'],
    },
    async (context) => {
      const found = await pager.getHeartbeat(idOf(context));
      if (!found) return problem(context, 'not_found', `there is no heartbeat "${idOf(context)}"`);
      context.header('ETag', etagOf(found.revision));
      return context.json(wireHeartbeat(found));
    },
  );
}

function listHeartbeats(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/heartbeats',
      tag,
      summary: 'List heartbeats, by id',
      query: filters,
      answers: { 200: { description: 'A page', schema: pageOf(heartbeatAnswer) } },
      refuses: ['bad_cursor'],
    },
    async (context, { query: { limit, cursor, service, state } }) => {
      const page = { limit, ...(cursor !== undefined && { cursor }) };
      const filter = { ...(state && { state }), ...(service !== undefined && { serviceId: service }) };
      return context.json(wirePage(await pager.listHeartbeats(filter, page), wireHeartbeat));
    },
  );
}

/** By GET too: many a tool can do nothing else. What it sends along is not looked at. */
function ping<By extends 'post' | 'get'>(api: Api, { pager }: HttpDependencies, method: By) {
  return mount(
    api,
    {
      method,
      path: `${path}/ping`,
      tag,
      summary: method === 'post' ? 'It works: resolves its alert' : 'The same, for tools that can only GET',
      scope: 'ingest',
      query: 'ignored',
      answers: { 200: { description: 'Committed', schema: pingAnswer } },
      refuses: REFUSALS,
    },
    async (context) => {
      const answer = await pager.pingHeartbeat(idOf(context));
      return 'refused' in answer ? refusalProblem(context, answer) : context.json(wirePing(answer));
    },
  );
}

type Send = (id: string) => Promise<HeartbeatAnswered | Refusal>;

function act<Name extends string>(api: Api, name: Name, summary: string, send: Send) {
  return mount(
    api,
    {
      method: 'post',
      path: `${path}/${name}`,
      tag,
      summary,
      scope: 'respond',
      query: 'ignored',
      answers: { 200: { description: 'The heartbeat after it', schema: heartbeatAnswer } },
      refuses: REFUSALS,
    },
    async (context) => answerAct(context, await send(idOf(context))),
  );
}

const answerAct = (context: HttpContext, answer: HeartbeatAnswered | Refusal): Response =>
  'refused' in answer ? refusalProblem(context, answer) : context.json(wireHeartbeat(answer.heartbeat));

const idOf = (context: HttpContext) => context.req.param('id') ?? '';
