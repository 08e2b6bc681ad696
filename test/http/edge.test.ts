/** What holds for every request: ids, headers, limits, keys. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Asked, KEY, startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given(['db']);
});
afterAll(() => pager.stop());

const basic = (password: string) => ({
  Authorization: `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`,
});

describe('an answer', () => {
  test.each(['/v1/services', '/v1/nothing', '/healthz', '/openapi.json', '/docs', '/a/no-such-token'])(
    'to %s has an id and no guess at its type',
    async (path) => {
      const { headers } = await pager.get(path);
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test.each([
    ['a sane id that came is kept', 'trace-1:2/3=', 'trace-1:2/3='],
    ['one that could break a log is not', 'a b\tc', null],
    ['one that is too long is not', 'x'.repeat(129), null],
  ])('%s', async (_, given, expected) => {
    const { headers } = await pager.get('/v1/services', { headers: { 'X-Request-Id': given } });
    if (expected === null) expect(headers.get('x-request-id')).not.toBe(given);
    else expect(headers.get('x-request-id')).toBe(expected);
  });

  test('of the API is stored by nobody', async () => {
    for (const path of ['/v1/services', '/v1/services/nobody', '/v1/nothing']) {
      expect((await pager.get(path)).headers.get('cache-control')).toBe('no-store');
    }
  });

  test('to HEAD is the one to GET, without its body', async () => {
    const head = await pager.ask('HEAD', '/v1/services/db');
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([
      200,
      '',
      expect.stringMatching(/^"\d+"$/),
    ]);
  });
});

test('a slash at the end of an address is ignored', async () => {
  for (const path of ['/v1/services/', '/v1/services/db/', '/v1/incidents/?state=acked', '/healthz/']) {
    expect((await pager.get(path)).status).toBe(200);
  }
  expect((await pager.post('/v1/services/db/healthy/')).status).toBe(200);
});

describe('a body of over 512 KB', () => {
  const half = 512 * 1_024;
  const alert = (bytes: number) => {
    const frame = JSON.stringify({ summary: '' }).length;
    return JSON.stringify({ summary: 'x'.repeat(bytes - frame) });
  };
  test('is refused, and one of just 512 KB is not', async () => {
    expect((await pager.post('/v1/services/db/alert', alert(half))).status).toBe(200);
    const refused = await pager.post('/v1/services/db/alert', alert(half + 1));
    expect(refused.json).toMatchObject({ status: 413, code: 'too_large' });
  });

  test('is refused by the length that it says', async () => {
    const headers = { 'Content-Length': String(half + 1) };
    expect((await pager.post('/v1/services/db/alert', '{}', { headers })).status).toBe(413);
  });

  test('is refused on every route, once it is known whose it is', async () => {
    expect((await pager.put('/v1/services/db', alert(half + 1))).status).toBe(413);
    expect((await pager.post('/v1/events', alert(half + 1))).status).toBe(413);
    expect((await pager.post('/v1/session', alert(half + 1), { key: null })).status).toBe(413);
    expect((await pager.put('/v1/services/db', alert(half + 1), { key: null })).status).toBe(401);
  });
});

describe('without a key', () => {
  const status = async (path: string, asked: Asked = {}) => (await pager.get(path, { key: null, ...asked })).status;

  test.each(['/healthz', '/readyz', '/openapi.json'])('%s is open', async (path) => {
    expect(await status(path)).toBe(200);
  });

  test('a link in a message is open', async () => {
    expect(await status('/a/AAAAAAAAAAAAAAAAA')).not.toBe(401);
  });

  test.each([
    '/',
    '/docs',
    '/docs/swagger-ui.css',
    '/admin/queues',
    '/v1/services',
    '/metrics',
    '/a',
    '/a/x/y',
    '/healthz/x',
  ])('%s is closed', async (path) => {
    expect(await status(path)).toBe(401);
  });

  test('one is asked for in the way that the caller can answer', async () => {
    const api = await pager.get('/v1/services', { key: null });
    expect(api.headers.get('www-authenticate')).toBe('Bearer realm="Pager"');
    const page = await pager.get('/docs', { key: null });
    expect(page.headers.get('www-authenticate')).toMatch(/^Basic .*, Bearer realm="Pager"$/);
    const inTheClear = await pager.get('/docs', { key: null, from: '192.0.2.7' });
    expect(inTheClear.headers.get('www-authenticate')).toBe('Bearer realm="Pager"');
  });
});

describe('the key as a password', () => {
  type Row = [sentence: string, path: string, asked: Asked, status: number];
  const https = { 'X-Forwarded-Proto': 'https' };
  const rows: Row[] = [
    ['is taken on this machine', '/docs', { headers: basic(KEY) }, 200],
    ['is taken on this machine, over IPv6', '/docs', { headers: basic(KEY), from: '::1' }, 200],
    ['is taken on this machine, in its other form', '/docs', { headers: basic(KEY), from: '::ffff:127.0.0.1' }, 200],
    [
      'is taken behind a proxy that speaks TLS',
      '/docs',
      { headers: { ...basic(KEY), ...https }, from: '192.0.2.7' },
      200,
    ],
    ['is not taken from the network in the clear', '/docs', { headers: basic(KEY), from: '192.0.2.7' }, 401],
    [
      'is not taken behind a proxy on this machine that people came to in the clear',
      '/docs',
      { headers: { ...basic(KEY), 'X-Forwarded-Proto': 'http' } },
      401,
    ],
    [
      'is judged by the proxy that is nearest to the person',
      '/docs',
      { headers: { ...basic(KEY), 'X-Forwarded-Proto': 'http, https' } },
      401,
    ],
    ['is not taken by the API', '/v1/services', { headers: basic(KEY) }, 401],
    ['is not taken for metrics', '/metrics', { headers: basic(KEY) }, 401],
    ['is not taken when it is wrong', '/docs', { headers: basic('guessed') }, 401],
    ['is not taken when it can not be read', '/docs', { headers: { Authorization: 'Basic !!!' } }, 401],
    ['is taken as a bearer token from everywhere', '/docs', { key: KEY, from: '192.0.2.7' }, 200],
  ];
  test.each(rows)('%s', async (_, path, asked, status) => {
    expect((await pager.get(path, { key: null, ...asked })).status).toBe(status);
  });
});

describe('the page of the contract', () => {
  test('loads nothing from anywhere else, and has no script in itself', async () => {
    const page = await pager.get('/docs');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(page.text).not.toMatch(/https?:\/\//);
    expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(page.text).not.toMatch(/\son\w+=/);
    const parts = [...page.text.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, path]) => path ?? '');
    expect(parts).toHaveLength(3);
    for (const path of parts) expect((await pager.get(path)).status).toBe(200);
  });
});

test('requests are counted by the pattern of their route', async () => {
  await pager.get('/v1/services/db');
  await pager.get('/v1/nothing/at/all');
  const { text } = await pager.get('/metrics');
  expect(text).toMatch(/pager_http_requests_total\{method="GET",route="\/v1\/services\/:id",status="200"\} \d+/);
  expect(text).toMatch(/pager_http_requests_total\{method="GET",route="none",status="404"\} \d+/);
  expect(text).not.toContain('/v1/nothing');
});
