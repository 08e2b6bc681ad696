/** A door's place in /openapi.json: open without an API key, since the integration's own key opens it. */
import { STATUS_CODES } from 'node:http';
import { z } from '@hono/zod-openapi';
import type { Api } from '../operation.ts';
import { problemAnswer } from '../problem-answer.ts';
import type { Door } from './door.ts';

export function describeDoor(api: Api, door: Door): void {
  for (const path of door.paths) for (const method of door.methods) describe(api, door, path, method);
}

function describe(api: Api, door: Door, path: Door['paths'][number], method: Door['methods'][number]): void {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const { summary, description, query, schema, example, answer, failure, statuses } = door;
  const refusal =
    failure === 'problem'
      ? { 'application/problem+json': { schema: problemAnswer } }
      : { 'application/json': { schema: failure } };
  api.openAPIRegistry.registerPath({
    method,
    path,
    tags: ['Integrations'],
    summary,
    operationId: `${method}${path.replaceAll(/[^a-z0-9]+(.|$)/gi, (_, next: string) => next.toUpperCase())}`,
    ...(description !== undefined && { description }),
    security: [],
    request: {
      ...(names.length > 0 && { params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }),
      ...(query && {
        query: z.object(mapValues(query, (text) => z.string().optional().openapi({ description: text }))),
      }),
      ...(method !== 'get' &&
        method !== 'delete' && { body: { required: false, content: { 'application/json': { schema, example } } } }),
    },
    responses: {
      [statuses.accepted]: { description: 'Accepted', content: { 'application/json': { schema: answer } } },
      ...Object.fromEntries(
        statuses.refused.map((status) => [status, { description: STATUS_CODES[status] ?? 'Error', content: refusal }]),
      ),
    },
  });
}

const mapValues = <From, To>(record: Record<string, From>, change: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
