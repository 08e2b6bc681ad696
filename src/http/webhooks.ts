/** Subscriptions of webhooks: their configuration, their secrets, what they were told, and telling it again. */
import { z } from '@hono/zod-openapi';
import { DAY, durationBetween, parseDuration } from '../policy/duration.ts';
import { webhookSchema } from '../policy/webhook.ts';
import { askerOf } from './access.ts';
import { pageOf } from './answers.ts';
import { configuration } from './configuration-body.ts';
import type { HttpContext } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import { EVENT_REFUSALS } from './event-route.ts';
import { type Api, mount } from './operation.ts';
import { etagOf, readCondition, WRITE_HEADERS } from './preconditions.ts';
import { type ProblemCode, problem, refusalProblem } from './problem.ts';
import { pageQuery } from './query.ts';
import {
  secretAnswer,
  webhookAnswer,
  webhookDeliveryAnswer,
  webhookTestAnswer,
  wireSecret,
  wireWebhook,
  wireWebhookDelivery,
} from './webhooks-answers.ts';
import { wirePage } from './wire.ts';

const tag = 'Webhooks';
const path = '/v1/webhooks/{id}';
const HEADERS = { ETag: 'The revision of its configuration' };
const OVERLAP = '1d';
/** What the pager may refuse of an event that is sent to a queue. */
const RESEND_REFUSALS: ProblemCode[] = [
  'not_found',
  ...EVENT_REFUSALS.filter((code) => !/^(idempotency_|unknown_service)/.test(code)),
];

const body = configuration(webhookSchema, {
  documented: z.strictObject(webhookSchema.shape).openapi('WebhookInput'),
  example: { url: 'https://chat.example.com/pager', events: ['incident.opened', 'incident.closed'] },
});

const rotation = z.strictObject({
  overlap: durationBetween(0, 30 * DAY)
    .optional()
    .openapi({ description: `So long the secret before it signs as well; \`${OVERLAP}\` unless given` }),
});

export function webhooks(api: Api, deps: HttpDependencies) {
  return [
    createWebhook(api, deps),
    changeWebhook(api, deps),
    deleteWebhook(api, deps),
    readWebhook(api, deps),
    listWebhooks(api, deps),
    rotateSecret(api, deps),
    readDeliveries(api, deps),
    resend(api, deps),
    testWebhook(api, deps),
  ];
}

function createWebhook(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/webhooks',
      tag,
      summary: 'Subscribe to what happens in incidents; the secret is shown now, and never again',
      body,
      answers: { 201: { description: 'Created', schema: secretAnswer, headers: HEADERS } },
    },
    async (context, { body: webhook }) => {
      const created = await pager.webhooks.create(webhook);
      context.header('ETag', etagOf(created.webhook.revision));
      return context.json(wireSecret(created.webhook, created.secret), 201);
    },
  );
}

function changeWebhook(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'put',
      path,
      tag,
      summary: 'Replace a subscription; its secrets stay',
      body,
      headers: { 'If-Match': WRITE_HEADERS['If-Match'] },
      answers: { 200: { description: 'Replaced', schema: webhookAnswer, headers: HEADERS } },
      refuses: ['bad_header', 'not_found', 'precondition_failed'],
    },
    async (context, { body: webhook }) => {
      const id = idOf(context);
      const condition = await readCondition(context, async () => (await pager.webhooks.get(id))?.revision ?? null);
      if (condition instanceof Response) return condition;
      const put = await pager.webhooks.put(id, webhook, condition);
      if ('refused' in put) return refusalProblem(context, put);
      context.header('ETag', etagOf(put.revision));
      return context.json(wireWebhook(put));
    },
  );
}

function deleteWebhook(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'delete',
      path,
      tag,
      summary: 'Delete a subscription: what was not told by then is told no more',
      headers: { 'If-Match': WRITE_HEADERS['If-Match'] },
      answers: { 204: { description: 'Deleted' } },
      refuses: ['bad_header', 'not_found', 'precondition_failed'],
    },
    async (context) => {
      const id = idOf(context);
      const condition = await readCondition(context, async () => (await pager.webhooks.get(id))?.revision ?? null);
      if (condition instanceof Response) return condition;
      const deleted = await pager.webhooks.remove(id, condition);
      return deleted === 'deleted' ? context.body(null, 204) : refusalProblem(context, deleted);
    },
  );
}

function readWebhook(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path,
      tag,
      summary: 'Read a subscription',
      answers: { 200: { description: 'The subscription', schema: webhookAnswer, headers: HEADERS } },
      refuses: ['not_found'],
    },
    async (context) => {
      const webhook = await pager.webhooks.get(idOf(context));
      if (!webhook) return notFound(context);
      context.header('ETag', etagOf(webhook.revision));
      return context.json(wireWebhook(webhook));
    },
  );
}

function listWebhooks(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/webhooks',
      tag,
      summary: 'List subscriptions, by id',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', schema: pageOf(webhookAnswer) } },
      refuses: ['bad_cursor'],
    },
    async (context, { query }) => context.json(wirePage(await pager.webhooks.list(query), wireWebhook)),
  );
}

function rotateSecret(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: `${path}/rotate`,
      tag,
      summary: 'Make a new secret; the one before it signs as well for a while',
      body: configuration(rotation, { documented: rotation, example: { overlap: '1d' } }),
      answers: { 200: { description: 'The subscription with its new secret', schema: secretAnswer, headers: HEADERS } },
      refuses: ['not_found', 'precondition_failed'],
    },
    async (context, { body: { overlap = OVERLAP } }) => {
      const rotated = await pager.webhooks.rotateSecret(idOf(context), parseDuration(overlap) ?? 0);
      if ('refused' in rotated) return refusalProblem(context, rotated);
      context.header('ETag', etagOf(rotated.webhook.revision));
      return context.json(wireSecret(rotated.webhook, rotated.secret));
    },
  );
}

function readDeliveries(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: `${path}/deliveries`,
      tag,
      summary: 'What it was told in the last seven days, newest first',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', schema: pageOf(webhookDeliveryAnswer) } },
      refuses: ['bad_cursor', 'not_found'],
    },
    async (context, { query }) => {
      const page = await pager.webhooks.deliveries(idOf(context), query);
      return page ? context.json(wirePage(page, wireWebhookDelivery)) : notFound(context);
    },
  );
}

function resend(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: `${path}/deliveries/{deliveryId}/resend`,
      tag,
      summary: 'Tell it once more, under the same id',
      answers: { 200: { description: 'How it stands then', schema: webhookDeliveryAnswer } },
      refuses: RESEND_REFUSALS,
    },
    async (context) => {
      const sent = await pager.webhooks.resend(idOf(context), context.req.param('deliveryId') ?? '');
      return 'refused' in sent ? refusalProblem(context, sent) : context.json(wireWebhookDelivery(sent));
    },
  );
}

function testWebhook(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: `${path}/test`,
      tag,
      summary: 'Tell it that it is tried; once, and at once',
      description: 'A signed message of the type `test`, about no incident. Once in ten seconds for each subscription.',
      answers: { 200: { description: 'What came of it', schema: webhookTestAnswer } },
      refuses: ['not_found', 'too_soon'],
    },
    async (context) => {
      const tested = await pager.webhooks.test(idOf(context), askerOf(context));
      return 'refused' in tested ? refusalProblem(context, tested) : context.json(tested);
    },
  );
}

const idOf = (context: HttpContext) => context.req.param('id') ?? '';
const notFound = (context: HttpContext) => problem(context, 'not_found', `there is no webhook "${idOf(context)}"`);
