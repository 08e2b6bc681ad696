/** API keys: made, listed and revoked by administrators; each shown once. */
import { z } from '@hono/zod-openapi';
import { SCOPES } from '../pager/access-types.ts';
import { askerOf } from './access.ts';
import { apiKeyAnswer, newApiKeyAnswer } from './access-answers.ts';
import { pageOf } from './answers.ts';
import { configuration } from './configuration-body.ts';
import type { HttpDependencies } from './dependencies.ts';
import { type Api, mount } from './operation.ts';
import { problem } from './problem.ts';
import { wireApiKey } from './wire-access.ts';

const tag = 'Access';
const NAME_MAX = 100;
const newKey = z.strictObject({ name: z.string().trim().min(1).max(NAME_MAX), scope: z.enum(SCOPES) });

export function apiKeys(api: Api, deps: HttpDependencies) {
  return [listKeys(api, deps), createKey(api, deps), revokeKey(api, deps)];
}

function listKeys(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/api-keys',
      tag,
      summary: 'The API keys, newest first, without the keys themselves',
      scope: 'admin',
      answers: { 200: { description: 'All of them', schema: pageOf(apiKeyAnswer) } },
    },
    async (context) => context.json({ items: (await pager.apiKeys.list()).map(wireApiKey), nextCursor: null }),
  );
}

function createKey(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/api-keys',
      tag,
      summary: 'Make an API key',
      description:
        '`ingest` sends what monitoring tools send: alert, resolve, healthy. `respond` reads, and does what people do about incidents. `admin` does everything.',
      body: configuration(newKey, {
        documented: z.strictObject(newKey.shape).openapi('ApiKeyInput'),
        example: { name: 'Prometheus', scope: 'ingest' },
      }),
      answers: { 201: { description: 'The key, told here and never again', schema: newApiKeyAnswer } },
    },
    async (context, { body }) => {
      const made = await pager.apiKeys.create({ ...body, by: askerOf(context) });
      if (made === 'name_taken') {
        const message = 'another key has that name';
        return problem(context, 'invalid', `name: ${message}`, { errors: [{ pointer: '/name', message }] });
      }
      if (made === 'too_many') return problem(context, 'invalid', 'there are 200 keys already: revoke some first');
      return context.json({ ...wireApiKey(made.view), key: made.key }, 201);
    },
  );
}

function revokeKey(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'delete',
      path: '/v1/api-keys/{id}',
      tag,
      summary: 'Revoke an API key',
      description: 'Every node knows within a second or so. The sessions that it opened end too.',
      answers: { 204: { description: 'Revoked' } },
      refuses: ['not_found'],
    },
    async (context) => {
      const id = context.req.param('id') ?? '';
      const existed = await pager.apiKeys.revoke(id);
      return existed ? context.body(null, 204) : problem(context, 'not_found', `there is no API key "${id}"`);
    },
  );
}
