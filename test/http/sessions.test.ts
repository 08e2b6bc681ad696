/** People sign in by a key or a link; their name stands behind what they do, and what they may ends in time. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Asked, KEY, startHttp, type TestPager } from '../harness/http.ts';

const ORIGIN = 'https://pager.example.com';
const OURS = { 'X-Pager-Console': '1', Origin: ORIGIN };

let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given(['db']);
});
afterAll(() => pager.stop());

const cookieOf = ({ headers }: { headers: Headers }) => headers.get('set-cookie')?.split(';', 1)[0] ?? '';
const signIn = (body: object, asked: Asked = {}) =>
  pager.post('/v1/session', body, { key: null, headers: OURS, ...asked });
const as = (cookie: string, headers: Record<string, string> = OURS): Asked => ({
  key: null,
  headers: { Cookie: cookie, ...headers },
});
const signedIn = async (name = 'Ana', key = KEY) => cookieOf(await signIn({ name, key }));
const keyOf = async (scope: string, name = `${scope} of this test`) =>
  (await pager.post('/v1/api-keys', { name: `${name} ${Math.random()}`, scope })).json;

describe('signing in', () => {
  test('by the key opens a session that no script and no other site gets hold of', async () => {
    const answer = await signIn({ name: 'Ana', key: KEY });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({ name: 'Ana', scope: 'admin', mayAdminister: true });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^pager_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
    const own = await pager.get('/v1/session', as(cookieOf(answer)));
    expect(own.json).toEqual(answer.json);
  });

  test('over TLS the cookie never goes in the clear', async () => {
    const answer = await signIn({ name: 'Ana', key: KEY }, { headers: { ...OURS, 'X-Forwarded-Proto': 'https' } });
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure/);
  });

  test.each([
    ['a wrong key', { name: 'Ana', key: 'guessed' }, 401, 'unauthorized'],
    ['a link that never was', { name: 'Ana', token: 'A'.repeat(43) }, 401, 'unauthorized'],
    ['what is no link at all', { name: 'Ana', token: 'x' }, 401, 'unauthorized'],
    ['no name', { key: KEY }, 422, 'invalid'],
    ['a blank name', { name: '  ', key: KEY }, 422, 'invalid'],
    ['neither key nor link', { name: 'Ana' }, 422, 'invalid'],
    ['both', { name: 'Ana', key: KEY, token: 'A'.repeat(43) }, 422, 'invalid'],
  ])('with %s opens none', async (_, body, status, code) => {
    const answer = await signIn(body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('by a page of another site is refused', async () => {
    const headers = { ...OURS, Origin: 'https://evil.example' };
    expect((await signIn({ name: 'Ana', key: KEY }, { headers })).json.code).toBe('cross_site');
  });

  test('by the key from the network in the clear is refused, and by a link is not', async () => {
    expect((await signIn({ name: 'Ana', key: KEY }, { from: '192.0.2.7' })).json.code).toBe('forbidden');
    const { token } = await pager.pager.sessions.makeLink({ id: 'admin', name: 'admin', scope: 'admin' });
    expect((await signIn({ name: 'Ana', token }, { from: '192.0.2.7' })).status).toBe(201);
  });

  test('by a key that only sends alerts is refused', async () => {
    const { key } = await keyOf('ingest');
    expect((await signIn({ name: 'Ana', key })).json.code).toBe('forbidden');
  });
});

describe('a link', () => {
  test('signs in once, and a look at it spends nothing', async () => {
    const { token } = await pager.pager.sessions.makeLink({ id: 'admin', name: 'admin', scope: 'admin' });
    expect((await signIn({ token })).json.errors).toEqual([expect.objectContaining({ pointer: '/name' })]);
    const all = await Promise.all([1, 2, 3, 4].map(() => signIn({ name: 'Ana', token })));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 401, 401, 401]);
  });

  test('for a phone brings the name and the rights of whoever made it, and no more', async () => {
    const { key } = await keyOf('respond');
    const { json } = await pager.post('/v1/sign-in-links', undefined, as(await signedIn('Marc', key)));
    const url = new URL(json.url);
    expect([url.origin, url.pathname]).toEqual([ORIGIN, '/sign-in']);
    const token = new URLSearchParams(url.hash.slice(1)).get('token');
    expect((await signIn({ token })).json).toMatchObject({ name: 'Marc', scope: 'respond', mayAdminister: false });
  });

  test('of a session that was ended signs nobody in', async () => {
    const cookie = await signedIn();
    const { json } = await pager.post('/v1/sign-in-links', undefined, as(cookie));
    await pager.remove('/v1/session', as(cookie));
    const token = new URLSearchParams(new URL(json.url).hash.slice(1)).get('token');
    expect((await signIn({ name: 'Ana', token })).status).toBe(401);
  });
});

describe('with a session', () => {
  let cookie: string;
  beforeEach(async () => {
    cookie = await signedIn();
  });

  test('the name stands behind every act, whatever the body says', async () => {
    await pager.post('/v1/services/db/alert', { summary: 'x' }, as(cookie));
    const { json } = await pager.post('/v1/services/db/ack', { by: 'somebody else' }, as(cookie));
    expect(json.incident.ackedBy).toBe('Ana');
    await pager.post(`/v1/incidents/${json.incident.id}/healthy`, {}, as(cookie));
    expect((await pager.get(`/v1/incidents/${json.incident.id}`)).json.closedBy).toBe('Ana');
  });

  type Row = [sentence: string, headers: Record<string, string>, status: number];
  test.each<Row>([
    ['what changes something needs the header', { Origin: ORIGIN }, 403],
    ['and an Origin', { 'X-Pager-Console': '1' }, 403],
    ['which is not another site’s', { 'X-Pager-Console': '1', Origin: 'https://evil.example' }, 403],
    ['nor none that can be read', { 'X-Pager-Console': '1', Origin: 'null' }, 403],
    ['but the one the request went to', { 'X-Pager-Console': '1', Origin: 'http://here:1', Host: 'here:1' }, 200],
    ['or the one that links lead to', OURS, 200],
  ])('%s', async (_, headers, status) => {
    const body = { name: 'Backend', levels: [{ targets: [{ type: 'email', address: 'ana@example.com' }] }] };
    const put = await pager.put('/v1/escalation-policies/backend', body, as(cookie, headers));
    expect(put.status).toBe(status);
    if (status === 403) expect(put.json.code).toBe('cross_site');
  });

  test('reading needs neither', async () => {
    expect((await pager.get('/v1/services', as(cookie, {}))).status).toBe(200);
  });

  test('signing out ends it', async () => {
    const out = await pager.remove('/v1/session', as(cookie));
    expect(out.headers.get('set-cookie')).toMatch(/^pager_session=; Max-Age=0/);
    expect((await pager.get('/v1/services', as(cookie))).status).toBe(401);
  });

  test('every session is listed, and another can be ended', async () => {
    const other = await signedIn('Marc');
    const { json } = await pager.get('/v1/sessions', as(cookie));
    const marc = json.items.find(({ name }: { name: string }) => name === 'Marc');
    expect(json.items.filter(({ isCurrent }: { isCurrent: boolean }) => isCurrent)).toHaveLength(1);
    expect((await pager.remove(`/v1/sessions/${marc.id}`, as(cookie))).status).toBe(204);
    expect((await pager.get('/v1/session', as(other))).status).toBe(401);
    expect((await pager.remove(`/v1/sessions/${marc.id}`, as(cookie))).status).toBe(404);
  });

  test.each([
    [
      'Chrome on Android',
      'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
    ],
    [
      'Safari on iPhone',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    ],
    [
      'Edge on Windows',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
    ],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
    [null, 'a program of mine'],
  ])('a session says what was signed in: %s', async (device, agent) => {
    const opened = await signIn({ name: 'Ana', key: KEY }, { headers: { ...OURS, 'User-Agent': agent } });
    const { json } = await pager.get('/v1/sessions', as(cookie));
    expect(json.items.find(({ id }: { id: string }) => id === opened.json.id).device).toBe(device);
  });

  test.each(['/docs', '/admin/queues', '/metrics'])('%s opens', async (path) => {
    expect((await pager.get(path, as(cookie, {}))).status).toBe(200);
  });

  test('a made-up cookie is none', async () => {
    expect((await pager.get('/v1/services', as('pager_session=x'))).status).toBe(401);
    expect((await pager.get('/v1/services', as(`pager_session=${'A'.repeat(43)}`))).status).toBe(401);
  });
});

describe('time', () => {
  let timed: TestPager;
  beforeEach(async () => {
    timed = await startHttp();
    return () => timed.stop();
  });
  const open = async () =>
    cookieOf(await timed.post('/v1/session', { name: 'Ana', key: KEY }, { key: null, headers: OURS }));
  const policy = { name: 'Backend', levels: [{ targets: [{ type: 'email', address: 'ana@example.com' }] }] };

  test('after twelve hours administration asks for the key again, and acts on incidents do not', async () => {
    await timed.given(['db']);
    const cookie = await open();
    await timed.passes('13h');
    const refused = await timed.put('/v1/escalation-policies/backend', policy, as(cookie));
    expect([refused.status, refused.json.code]).toEqual([403, 'key_needed']);
    expect((await timed.post('/v1/services/db/healthy', {}, as(cookie))).status).toBe(200);

    expect((await timed.post('/v1/session/admin', { key: 'guessed' }, as(cookie))).status).toBe(403);
    const renewed = await timed.post('/v1/session/admin', { key: KEY }, as(cookie));
    expect(renewed.json).toMatchObject({ name: 'Ana', scope: 'admin' });
    expect((await timed.put('/v1/escalation-policies/backend', policy, as(cookie))).status).toBe(200);
  });

  test('it lasts as long as it is used within thirty days', async () => {
    const cookie = await open();
    for (let weeks = 0; weeks < 3; weeks++) {
      await timed.passes('21d');
      expect((await timed.get('/v1/session', as(cookie))).status).toBe(200);
    }
    await timed.passes('31d');
    expect((await timed.get('/v1/session', as(cookie))).status).toBe(401);
    expect((await timed.get('/v1/sessions')).json.items).toEqual([]);
  });
});
