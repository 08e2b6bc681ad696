/** Monitored services: their configuration, with the state that they are in. */
import { z } from '@hono/zod-openapi';
import { serviceSchema } from '../policy/service.ts';
import { pageOf } from './answers.ts';
import { configuration } from './configuration-body.ts';
import type { HttpContext } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import { timelineAnswer } from './incident-answers.ts';
import { readNewId } from './new-id.ts';
import { type Api, mount } from './operation.ts';
import { etagOf, readCondition, WRITE_HEADERS } from './preconditions.ts';
import { problem, refusalProblem } from './problem.ts';
import { flag, labels, listOf, pageQuery, text } from './query.ts';
import { SERVICE_STATES, serviceAnswer } from './service-answers.ts';
import { wirePage, wireService, wireTimeline } from './wire.ts';

const tag = 'Services';
const path = '/v1/services/{id}';
const HEADERS = { ETag: 'The revision of its configuration; events do not change it' };

const serviceBody = configuration(serviceSchema, {
  documented: z.strictObject(serviceSchema.shape).openapi('ServiceInput'),
  example: {
    name: 'Checkout DB',
    escalationPolicyId: 'backend',
    labels: { team: 'payments' },
    runbookUrl: 'https://wiki.example.com/checkout-db',
  },
});

const filters = z.strictObject({
  ...pageQuery,
  state: listOf(SERVICE_STATES),
  label: labels,
  q: text(200).exactOptional().openapi({ description: 'A part of the id or the name' }),
  escalationPolicyId: text(63).exactOptional(),
});

export function services(api: Api, deps: HttpDependencies) {
  return [
    putService(api, deps),
    deleteService(api, deps),
    readService(api, deps),
    listServices(api, deps),
    readTimeline(api, deps),
  ];
}

function putService(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'put',
      path,
      tag,
      summary: 'Create or replace a service',
      body: serviceBody,
      headers: WRITE_HEADERS,
      answers: {
        200: { description: 'Replaced', schema: serviceAnswer, headers: HEADERS },
        201: { description: 'Created', schema: serviceAnswer, headers: HEADERS },
      },
      refuses: ['bad_header', 'precondition_failed', 'unknown_policy'],
    },
    async (context, { body }) => {
      const id = readNewId(context);
      if (id instanceof Response) return id;
      const condition = await readCondition(context, async () => (await pager.getService(id))?.revision ?? null);
      if (condition instanceof Response) return condition;
      const put = await pager.putService(id, body, condition);
      if ('refused' in put) {
        const errors = [{ pointer: '/escalationPolicyId', message: put.detail }];
        return put.refused === 'unknown_policy'
          ? problem(context, put.refused, put.detail, { errors })
          : refusalProblem(context, put);
      }
      context.header('ETag', etagOf(put.service.revision));
      return context.json(wireService(put.service), put.created ? 201 : 200);
    },
  );
}

function deleteService(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'delete',
      path,
      tag,
      summary: 'Delete a service',
      query: z.strictObject({
        force: flag.exactOptional().openapi({ description: 'Close an open incident first' }),
      }),
      headers: { 'If-Match': WRITE_HEADERS['If-Match'] },
      answers: { 204: { description: 'Deleted' } },
      refuses: [
        'bad_header',
        'not_found',
        'incident_open',
        'service_in_use',
        'precondition_failed',
        'busy',
        'overloaded',
        'stopping',
      ],
    },
    async (context, { query }) => {
      const id = idOf(context);
      const condition = await readCondition(context, async () => (await pager.getService(id))?.revision ?? null);
      if (condition instanceof Response) return condition;
      const { ifMatch } = condition;
      const options = { force: query.force ?? false, ...(ifMatch !== undefined && { ifMatch }) };
      const deleted = await pager.deleteService(id, options);
      return deleted === 'deleted' ? context.body(null, 204) : refusalProblem(context, deleted);
    },
  );
}

function readService(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path,
      tag,
      summary: 'Read a service and its state',
      answers: { 200: { description: 'The service', schema: serviceAnswer, headers: HEADERS } },
      refuses: ['not_found'],
    },
    async (context) => {
      const service = await pager.getService(idOf(context));
      if (!service) return notFound(context);
      context.header('ETag', etagOf(service.revision));
      return context.json(wireService(service));
    },
  );
}

function listServices(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/services',
      tag,
      summary: 'List services, by id',
      query: filters,
      answers: { 200: { description: 'A page', schema: pageOf(serviceAnswer) } },
      refuses: ['bad_cursor'],
    },
    async (context, { query: { limit, cursor, label, ...filter } }) => {
      const page = { limit, ...(cursor !== undefined && { cursor }) };
      const found = await pager.listServices({ ...filter, ...(label && { labels: label }) }, page);
      return context.json(wirePage(found, wireService));
    },
  );
}

function readTimeline(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/services/{id}/timeline',
      tag,
      summary: 'What happened to a service, newest first',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', schema: pageOf(timelineAnswer) } },
      refuses: ['bad_cursor', 'not_found'],
    },
    async (context, { query }) => {
      const page = await pager.serviceTimeline(idOf(context), query);
      return page ? context.json(wirePage(page, wireTimeline)) : notFound(context);
    },
  );
}

const idOf = (context: HttpContext) => context.req.param('id') ?? '';
const notFound = (context: HttpContext) => problem(context, 'not_found', `there is no service "${idOf(context)}"`);
