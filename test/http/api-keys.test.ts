/** API keys: shown once, good for what their scope says, and worth nothing once revoked. */
import { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEY, startHttp, type TestPager } from '../harness/http.ts';
import { testRedisUrl } from '../harness/test-redis.ts';
import { until } from '../harness/until.ts';

let pager: TestPager;
const prefix = `t${nanoid(8)}`;
beforeAll(async () => {
  pager = await startHttp({ prefix });
  await pager.given(['db']);
});
afterAll(() => pager.stop());

let made = 0;
const make = async (scope: string) =>
  (await pager.post('/v1/api-keys', { name: `key ${++made}`, scope })).json as {
    id: string;
    key: string;
    name: string;
  };

test('a key is shown once, and stored so that nobody can read it', async () => {
  const { key, id, name } = await make('ingest');
  expect(key).toMatch(/^pgk_[0-9a-z]{8}_[\w-]{32}$/);
  const { json } = await pager.get('/v1/api-keys');
  expect(json.items.find((one: { id: string }) => one.id === id)).toEqual({
    id,
    name,
    scope: 'ingest',
    createdAt: expect.any(String),
    createdBy: 'admin',
    lastUsedAt: null,
  });
  const redis = new Redis(testRedisUrl());
  const stored = await redis.hgetall(`{${prefix}:cfg}:api-keys`);
  redis.disconnect();
  expect(JSON.stringify(stored)).not.toContain(key.slice(13));
});

test('when it was last used is known', async () => {
  const { key, id } = await make('ingest');
  await pager.post('/v1/services/db/alert', { summary: 'x' }, { key });
  const { json } = await pager.get('/v1/api-keys');
  expect(json.items.find((one: { id: string }) => one.id === id).lastUsedAt).toEqual(expect.any(String));
});

test('what is almost a key is none', async () => {
  const { key } = await make('admin');
  const other = key.endsWith('A') ? 'B' : 'A';
  expect((await pager.get('/v1/services', { key: key.slice(0, -1) + other })).status).toBe(401);
  expect((await pager.get('/v1/services', { key: `${key}A` })).status).toBe(401);
});

test('two keys of one name can’t be told apart, so there are none', async () => {
  const { name } = await make('ingest');
  for (const taken of [name, 'admin']) {
    const { status, json } = await pager.post('/v1/api-keys', { name: taken, scope: 'ingest' });
    expect([status, json.errors[0].pointer]).toEqual([422, '/name']);
  }
});

describe('the scope', () => {
  const policy = { name: 'Backend', levels: [{ targets: [{ type: 'email', address: 'ana@example.com' }] }] };
  type Row = [method: string, path: string, body: object | undefined, may: string[]];
  test.each<Row>([
    ['POST', '/v1/services/db/alert', { summary: 'x' }, ['ingest', 'respond', 'admin']],
    ['POST', '/v1/services/db/resolve', {}, ['ingest', 'respond', 'admin']],
    ['POST', '/v1/services/db/healthy', {}, ['ingest', 'respond', 'admin']],
    ['GET', '/v1/session', undefined, ['ingest', 'respond', 'admin']],
    ['POST', '/v1/services/db/ack', {}, ['respond', 'admin']],
    ['POST', '/v1/incidents/db-1/notes', { note: 'x' }, ['respond', 'admin']],
    ['GET', '/v1/services', undefined, ['respond', 'admin']],
    ['GET', '/v1/sessions', undefined, ['respond', 'admin']],
    ['POST', '/v1/escalation-policies/simulate', { policy }, ['respond', 'admin']],
    ['PUT', '/v1/escalation-policies/backend', policy, ['admin']],
    ['GET', '/v1/api-keys', undefined, ['admin']],
    ['POST', '/v1/api-keys', {}, ['admin']],
    ['GET', '/admin/queues', undefined, ['admin']],
  ])('of %s %s', async (method, path, body, may) => {
    for (const scope of ['ingest', 'respond', 'admin']) {
      const { key } = await make(scope);
      const { status, json } = await pager.call(method, path, { key, body });
      expect([scope, status === 403]).toEqual([scope, !may.includes(scope)]);
      if (status === 403) expect(json).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('scope') });
    }
  });

  test('of an acknowledgement among other events is asked for too, and the others are taken', async () => {
    const { key } = await make('ingest');
    const events = [
      { service: 'db', type: 'alert', summary: 'x' },
      { service: 'db', type: 'ack' },
    ];
    const { json } = await pager.post('/v1/events', { events }, { key });
    expect(json.results.map(({ status }: { status: number }) => status)).toEqual([200, 403]);
  });

  test('is said by the contract for every operation', async () => {
    const { json } = await pager.get('/openapi.json', { key: null });
    expect(json.paths['/v1/services/{id}/alert'].post['x-scope']).toBe('ingest');
    expect(json.paths['/v1/services/{id}'].put['x-scope']).toBe('admin');
  });
});

describe('revoking', () => {
  test('ends a key, and the sessions that it opened, on every node', async () => {
    const node = await startHttp({ prefix });
    try {
      const { key, id } = await make('respond');
      await until(async () => (await node.get('/v1/session', { key })).status === 200, {
        what: 'the other node never knew the key',
      });
      const headers = { Origin: 'https://pager.example.com', 'X-Pager-Console': '1' };
      const opened = await node.post('/v1/session', { name: 'Marc', key }, { key: null, headers });
      const Cookie = opened.headers.get('set-cookie')?.split(';', 1)[0] ?? '';

      expect((await pager.remove(`/v1/api-keys/${id}`)).status).toBe(204);
      expect((await pager.get('/v1/session', { key })).status).toBe(401);
      await until(async () => (await node.get('/v1/session', { key })).status === 401, {
        what: 'the other node goes on taking it',
      });
      await until(async () => (await node.get('/v1/session', { key: null, headers: { Cookie } })).status === 401, {
        what: 'its session goes on',
      });
      expect((await pager.remove(`/v1/api-keys/${id}`)).status).toBe(404);
    } finally {
      await node.stop();
    }
  });

  test('the administrator’s own key is none of them', async () => {
    const { json } = await pager.get('/v1/api-keys');
    expect(json.items.map(({ id }: { id: string }) => id)).not.toContain('admin');
    expect((await pager.get('/v1/session', { key: KEY })).json).toMatchObject({
      name: 'admin',
      scope: 'admin',
      id: null,
    });
  });
});
