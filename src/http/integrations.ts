/** Inbound integrations: their configuration, their keys, and what came through them. */
import { z } from '@hono/zod-openapi';
import type { Refusal } from '../pager/refusal.ts';
import { DAY, durationBetween, parseDuration } from '../policy/duration.ts';
import { INTEGRATION_TYPES, integrationFields, integrationSchema } from '../policy/integration.ts';
import { pageOf } from './answers.ts';
import { configuration } from './configuration-body.ts';
import type { HttpContext } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import {
  integrationAnswer,
  keyAnswer,
  requestAnswer,
  wireIntegration,
  wireKey,
  wireRequest,
} from './integration-answers.ts';
import { tryIntegration } from './integration-try.ts';
import { type Api, mount } from './operation.ts';
import { etagOf, readCondition, WRITE_HEADERS } from './preconditions.ts';
import { problem, refusalProblem } from './problem.ts';
import { pageQuery, text } from './query.ts';
import { wirePage } from './wire.ts';

const tag = 'Integrations';
const path = '/v1/integrations/{id}';
const HEADERS = { ETag: 'The revision of its configuration' };
const OVERLAP = '1d';

const body = configuration(integrationSchema, {
  documented: z.strictObject(integrationFields.shape).openapi('IntegrationInput'),
  example: {
    type: 'alertmanager',
    name: 'Alertmanager of the shop',
    serviceId: 'checkout-db',
    settings: { keyPer: 'alert' },
  },
});

const rotation = z.strictObject({
  overlap: durationBetween(0, 30 * DAY)
    .optional()
    .openapi({ description: `So long the key before it counts on; \`${OVERLAP}\` unless given` }),
});

export function integrations(api: Api, deps: HttpDependencies) {
  return [
    createIntegration(api, deps),
    changeIntegration(api, deps),
    deleteIntegration(api, deps),
    readIntegration(api, deps),
    listIntegrations(api, deps),
    rotateKey(api, deps),
    readRequests(api, deps),
    tryIntegration(api, deps),
  ];
}

function createIntegration(api: Api, { pager, publicUrl }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/integrations',
      tag,
      summary: 'Create an integration; its key is shown now, and never again',
      body,
      answers: { 201: { description: 'Created', schema: keyAnswer, headers: HEADERS } },
    },
    async (context, { body: integration }) => {
      const created = await pager.integrations.create(integration);
      if ('refused' in created) return refusedReference(context, created);
      context.header('ETag', etagOf(created.integration.revision));
      return context.json(wireKey(created.integration, created.key, publicUrl), 201);
    },
  );
}

function changeIntegration(api: Api, { pager, publicUrl }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'put',
      path,
      tag,
      summary: 'Replace an integration; its type and its keys stay',
      body,
      headers: { 'If-Match': WRITE_HEADERS['If-Match'] },
      answers: { 200: { description: 'Replaced', schema: integrationAnswer, headers: HEADERS } },
      refuses: ['bad_header', 'not_found', 'precondition_failed'],
    },
    async (context, { body: integration }) => {
      const id = idOf(context);
      const stored = await pager.integrations.get(id);
      if (!stored) return notFound(context);
      if (stored.type !== integration.type) return typeStays(context, stored.type);
      const condition = await readCondition(context, () => Promise.resolve(stored.revision));
      if (condition instanceof Response) return condition;
      const put = await pager.integrations.put(id, integration, condition);
      if ('refused' in put) return refusedReference(context, put);
      context.header('ETag', etagOf(put.revision));
      return context.json(wireIntegration(put, publicUrl));
    },
  );
}

function deleteIntegration(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'delete',
      path,
      tag,
      summary: 'Delete an integration: its keys are worth nothing then',
      headers: { 'If-Match': WRITE_HEADERS['If-Match'] },
      answers: { 204: { description: 'Deleted' } },
      refuses: ['bad_header', 'not_found', 'precondition_failed'],
    },
    async (context) => {
      const id = idOf(context);
      const condition = await readCondition(context, async () => (await pager.integrations.get(id))?.revision ?? null);
      if (condition instanceof Response) return condition;
      const deleted = await pager.integrations.remove(id, condition);
      return deleted === 'deleted' ? context.body(null, 204) : refusalProblem(context, deleted);
    },
  );
}

function readIntegration(api: Api, { pager, publicUrl }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path,
      tag,
      summary: 'Read an integration',
      answers: { 200: { description: 'The integration', schema: integrationAnswer, headers: HEADERS } },
      refuses: ['not_found'],
    },
    async (context) => {
      const integration = await pager.integrations.get(idOf(context));
      if (!integration) return notFound(context);
      context.header('ETag', etagOf(integration.revision));
      return context.json(wireIntegration(integration, publicUrl));
    },
  );
}

function listIntegrations(api: Api, { pager, publicUrl }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/integrations',
      tag,
      summary: 'List integrations, by id',
      query: z.strictObject({
        ...pageQuery,
        serviceId: text(63).exactOptional(),
        type: z.enum(INTEGRATION_TYPES, { message: `expected one of ${INTEGRATION_TYPES.join(', ')}` }).exactOptional(),
      }),
      answers: { 200: { description: 'A page', schema: pageOf(integrationAnswer) } },
      refuses: ['bad_cursor'],
    },
    async (context, { query: { limit, cursor, ...filter } }) => {
      const page = { limit, ...(cursor !== undefined && { cursor }) };
      const found = await pager.integrations.list(filter, page);
      return context.json(wirePage(found, (integration) => wireIntegration(integration, publicUrl)));
    },
  );
}

function rotateKey(api: Api, { pager, publicUrl }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/integrations/{id}/rotate',
      tag,
      summary: 'Make a new key; the one before it counts on for a while',
      body: configuration(rotation, { documented: rotation, example: { overlap: '1d' } }),
      answers: { 200: { description: 'The integration with its new key', schema: keyAnswer, headers: HEADERS } },
      refuses: ['not_found', 'precondition_failed'],
    },
    async (context, { body: { overlap = OVERLAP } }) => {
      const rotated = await pager.integrations.rotateKey(idOf(context), parseDuration(overlap) ?? 0);
      if ('refused' in rotated) return refusalProblem(context, rotated);
      context.header('ETag', etagOf(rotated.integration.revision));
      return context.json(wireKey(rotated.integration, rotated.key, publicUrl));
    },
  );
}

function readRequests(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/integrations/{id}/requests',
      tag,
      summary: 'The last 50 requests that came through it, newest first',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', schema: pageOf(requestAnswer) } },
      refuses: ['bad_cursor', 'not_found'],
    },
    async (context, { query }) => {
      const page = await pager.integrations.requests(idOf(context), query);
      return page ? context.json(wirePage(page, wireRequest)) : notFound(context);
    },
  );
}

const idOf = (context: HttpContext) => context.req.param('id') ?? '';
const notFound = (context: HttpContext) => problem(context, 'not_found', `there is no integration "${idOf(context)}"`);

/** The form of its keys and what its tool sends hang on it. */
function typeStays(context: HttpContext, type: string): Response {
  const message = `expected ${type}: the type of an integration stays; make another one`;
  return problem(context, 'invalid', message, { errors: [{ pointer: '/type', message }] });
}

/** What the body names must exist; the address may name nothing. */
function refusedReference(context: HttpContext, refusal: Refusal): Response {
  const named = { unknown_service: '/serviceId', unknown_policy: '/rule/createWithPolicyId' } as const;
  if (refusal.refused !== 'unknown_service' && refusal.refused !== 'unknown_policy') {
    return refusalProblem(context, refusal);
  }
  return problem(context, 'invalid', refusal.detail, {
    errors: [{ pointer: named[refusal.refused], message: refusal.detail }],
  });
}
