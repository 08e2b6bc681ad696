/** Two people who change the same thing: the one who has not seen the other's change is told. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given([]);
});
afterAll(() => pager.stop());

const POLICY = { name: 'P', levels: [{ targets: [{ type: 'email', address: 'ana@example.com' }] }] };
const SERVICE = { name: 'S', escalationPolicyId: 'backend' };

describe.each([
  ['a policy', '/v1/escalation-policies', POLICY],
  ['a service', '/v1/services', SERVICE],
])('%s', (_, collection, body) => {
  let path = '';
  let etag = '';
  let stale = '';
  let number = 0;
  beforeEach(async () => {
    number += 1;
    path = `${collection}/x${number}`;
    const created = await pager.put(path, body);
    expect(created.status).toBe(201);
    stale = created.headers.get('etag') ?? '';
    const replaced = await pager.put(path, { ...body, name: 'Changed' });
    expect(replaced.status).toBe(200);
    etag = replaced.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"\d+"$/);
    expect(etag).not.toBe(stale);
  });
  const put = (headers: Record<string, string>) => pager.put(path, { ...body, name: 'Mine' }, { headers });
  const nameNow = async () => (await pager.get(path)).json.name;

  test('is read with the ETag of its last change', async () => {
    expect((await pager.get(path)).headers.get('etag')).toBe(etag);
  });

  test('is replaced by one who has seen its last change', async () => {
    expect((await put({ 'If-Match': etag })).status).toBe(200);
    expect(await nameNow()).toBe('Mine');
  });

  test('is replaced when one of several revisions is its own', async () => {
    expect((await put({ 'If-Match': `${stale}, ${etag}` })).status).toBe(200);
  });

  test('is not replaced by one who has not', async () => {
    const refused = await put({ 'If-Match': stale });
    expect(refused.json).toMatchObject({ status: 412, code: 'precondition_failed' });
    expect(await nameNow()).toBe('Changed');
  });

  test('is not replaced by a weak tag, which says too little', async () => {
    expect((await put({ 'If-Match': `W/${etag}` })).status).toBe(412);
  });

  test('is replaced where it must only exist, and not created', async () => {
    expect((await put({ 'If-Match': '*' })).status).toBe(200);
    const nowhere = await pager.put(`${collection}/nowhere`, body, { headers: { 'If-Match': '*' } });
    expect(nowhere.status).toBe(412);
    expect((await pager.get(`${collection}/nowhere`)).status).toBe(404);
  });

  test('is created only where it must not exist', async () => {
    expect((await put({ 'If-None-Match': '*' })).json).toMatchObject({ status: 412, code: 'precondition_failed' });
    expect(await nameNow()).toBe('Changed');
    const created = await pager.put(`${path}-new`, body, { headers: { 'If-None-Match': '*' } });
    expect(created.status).toBe(201);
  });

  test('is not deleted by one who has not seen its last change', async () => {
    expect((await pager.remove(path, { headers: { 'If-Match': stale } })).json).toMatchObject({ status: 412 });
    expect((await pager.remove(path, { headers: { 'If-Match': etag } })).status).toBe(204);
    expect((await pager.get(path)).status).toBe(404);
  });

  test.each([
    ['If-Match', 'x'],
    ['If-Match', '12'],
    ['If-None-Match', '"1"'],
  ])('a header %s: %s says nothing that can be checked', async (name, value) => {
    const refused = await put({ [name]: value });
    expect(refused.json).toMatchObject({ status: 400, code: 'bad_header' });
    expect(await nameNow()).toBe('Changed');
  });

  test('of two who change it at the same moment one is told', async () => {
    const both = await Promise.all([put({ 'If-Match': etag }), put({ 'If-Match': etag })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});

test('a policy that the reader has already is not sent again', async () => {
  const { headers } = await pager.get('/v1/escalation-policies/backend');
  const etag = headers.get('etag') ?? '';
  const again = await pager.get('/v1/escalation-policies/backend', { headers: { 'If-None-Match': `"0", W/${etag}` } });
  expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
  const other = await pager.get('/v1/escalation-policies/backend', { headers: { 'If-None-Match': '"0"' } });
  expect(other.status).toBe(200);
});

test("an event does not change a service's revision", async () => {
  await pager.put('/v1/services/steady', SERVICE);
  const before = (await pager.get('/v1/services/steady')).headers.get('etag');
  await pager.post('/v1/services/steady/alert', { summary: 'x' });
  expect((await pager.get('/v1/services/steady')).headers.get('etag')).toBe(before);
});
