/** /openapi.json describes what is mounted, all of it, in a form that other programs can read. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpEnv } from '../../src/http/context.ts';
import { mountResources } from '../../src/http/resources.ts';
import { INTEGRATION_TYPES } from '../../src/policy/integration.ts';
import { startHttp, type TestPager } from '../harness/http.ts';

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, { schema: object; example: unknown }> };
  responses: Record<string, { description: string; content?: Record<string, { schema?: object }> }>;
  security?: Record<string, unknown>[];
}
interface Document {
  openapi: string;
  tags: { name: string }[];
  security: Record<string, unknown>[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
}

let pager: TestPager;
let document: Document;
beforeAll(async () => {
  pager = await startHttp();
  document = (await pager.get('/openapi.json', { key: null })).json;
});
afterAll(() => pager.stop());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
/** For the tools of others: behind the key of an integration. */
const DOORS = new RegExp(`^/v1/integrations/(${INTEGRATION_TYPES.join('|')})(/|$)`);
/** Addresses that Opsgenie gave to tools begin like ours, and answer in its words. */
const OPSGENIE = '/v1/json/';
const isOurs = (path: string) => path.startsWith('/v1/') && !path.startsWith(OPSGENIE);
const inVersionOne = () => operations().filter(({ path }) => isOurs(path));

test('every route of v1 that is mounted stands in it, and no other', () => {
  const mounted = new Set(
    pager.app.routes
      .filter(({ path, method }) => isOurs(path) && method !== 'ALL')
      .map(({ path, method }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`),
  );
  const described = inVersionOne().map(({ path, method }) => `${method.toUpperCase()} ${path}`);
  expect(described.sort()).toEqual([...mounted].sort());
  expect(described.length).toBeGreaterThan(25);
});

test('every operation of v1 but the doors of tools is known to a client that is typed by the routes', () => {
  const known = mountResources(new OpenAPIHono<HttpEnv>(), pager.dependencies, () => undefined);
  const described = inVersionOne().filter(({ path }) => !DOORS.test(path));
  const named = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
  expect(known.map(named).sort()).toEqual(described.map(named).sort());
});

test('the routes beside v1 stand in it too', () => {
  for (const path of ['/healthz', '/readyz', '/metrics', '/a/{token}']) expect(document.paths).toHaveProperty([path]);
});

test('it is OpenAPI 3.1 whose references lead somewhere', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
    ([, reference]) => reference ?? '',
  );
  expect(references.length).toBeGreaterThan(50);
  for (const reference of references) {
    const [, place, kind, name] = /^#\/(components)\/(schemas)\/([\w.-]+)$/.exec(reference) ?? [];
    expect([place, kind], reference).toEqual(['components', 'schemas']);
    expect(document.components.schemas).toHaveProperty([name ?? '']);
  }
});

test('every operation has a name of its own, a tag that is explained, and says what it is for', () => {
  const names = operations().map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  const tags = document.tags.map(({ name }) => name);
  for (const { operation } of operations()) {
    expect(operation.summary).not.toBe('');
    for (const tag of operation.tags) expect(tags).toContain(tag);
  }
});

test('every part of a path is a required parameter, and nothing else is', () => {
  for (const { path, operation } of operations()) {
    const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const parameters = operation.parameters ?? [];
    expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(parts);
    for (const one of parameters) expect(one.required === true, `${one.name} of ${path}`).toBe(one.in === 'path');
  }
});

test('every operation of v1 is behind the key, and refuses in problem details', () => {
  expect(document.security).toEqual([{ apiKey: [] }, { session: [] }]);
  expect(document.components.securitySchemes.session).toMatchObject({ in: 'cookie', name: 'pager_session' });
  expect(document.components.securitySchemes.apiKey).toEqual({ type: 'http', scheme: 'bearer' });
  for (const { path, method, operation } of inVersionOne()) {
    const isOpen = DOORS.test(path) || (path === '/v1/session' && method === 'post');
    expect(operation.security, path).toEqual(isOpen ? [] : undefined);
    const statuses = Object.keys(operation.responses);
    expect(statuses, path).toEqual(expect.arrayContaining(['401', '500', '503']));
    for (const status of statuses.filter((each) => Number(each) >= 400)) {
      expect(Object.keys(operation.responses[status]?.content ?? {})).toEqual(['application/problem+json']);
    }
  }
});

test('every answer with a body has a schema that can be used, and every example of a body fits its own', async () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document as unknown as object, 'contract');
  const compile = (...place: string[]) =>
    ajv.compile({
      $ref: `contract#/${encodeURI(place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/'))}`,
    });
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    const fits = compile('components', 'schemas', name);
    if ('example' in schema) expect(fits(schema.example) ? [] : fits.errors, `the example of ${name}`).toEqual([]);
  }
  const seen = new Set<string>();
  for (const { path, method, operation } of inVersionOne()) {
    // The pager of this process goes on meanwhile.
    await new Promise(setImmediate);
    for (const [status, { content = {} }] of Object.entries(operation.responses)) {
      for (const [type, { schema }] of Object.entries(content)) {
        // The same refusals stand at every operation: each is looked at once.
        const text = JSON.stringify(schema);
        if (seen.has(text)) continue;
        seen.add(text);
        compile('paths', path, method, 'responses', status, 'content', type, 'schema');
      }
    }
    for (const [type, { example }] of Object.entries(operation.requestBody?.content ?? {})) {
      const fits = compile('paths', path, method, 'requestBody', 'content', type, 'schema');
      expect(fits(example) ? [] : fits.errors, `the example of ${method} ${path}`).toEqual([]);
    }
  }
});

test('the examples work: a policy, a service, an alert and what follows', async () => {
  const example = (path: string, method: string) =>
    document.paths[path]?.[method]?.requestBody?.content['application/json']?.example;
  const at = (path: string, id: string) => path.replace('{id}', id);
  expect(
    (await pager.put('/v1/escalation-policies/backend', example('/v1/escalation-policies/{id}', 'put'))).status,
  ).toBe(201);
  expect((await pager.put('/v1/services/checkout-db', example('/v1/services/{id}', 'put'))).status).toBe(201);
  await pager.put('/v1/services/search', example('/v1/services/{id}', 'put'));
  const events = inVersionOne().filter(
    ({ path, method }) => method === 'post' && /^\/v1\/(services|incidents|events)(\/|$)/.test(path),
  );
  for (const { path, method, operation } of events) {
    if (!operation.requestBody) continue;
    const id = path.startsWith('/v1/incidents') ? 'checkout-db-1' : 'checkout-db';
    const answer = await pager.post(at(path, id), example(path, method));
    expect({ path, status: answer.status, warnings: answer.json.warnings }).toEqual({
      path,
      status: 200,
      warnings: [],
    });
  }
});
