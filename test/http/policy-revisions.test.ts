/** What a policy was before can be read and put back, and open incidents that run an older one are named. */
import { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';
import { testRedisUrl } from '../harness/test-redis.ts';

let pager: TestPager;
let prefix: string;
beforeEach(async () => {
  prefix = `t${nanoid(8)}`;
  pager = await startHttp({ prefix });
});
afterEach(() => pager.stop());

const policyOf = (...people: string[]) => ({
  name: 'Backend',
  levels: people.map((name) => ({ targets: [{ type: 'email', address: `${name}@example.com` }] })),
});
const put = async (...people: string[]) =>
  (await pager.put('/v1/escalation-policies/backend', policyOf(...people))).json.revision as number;
const revisions = async () => (await pager.get('/v1/escalation-policies/backend/revisions')).json;

test('each revision is kept with who wrote it and when, newest first, and can be put back', async () => {
  const [first, second] = [await put('ana'), await put('ana', 'marc')];
  const { items } = await revisions();
  expect(items.map(({ revision }: { revision: number }) => revision)).toEqual([second, first]);
  expect(items[1]).toMatchObject({ by: 'admin', at: expect.any(String), policy: policyOf('ana') });

  await pager.put('/v1/escalation-policies/backend', items[1].policy, { headers: { 'If-Match': `"${second}"` } });
  expect((await pager.get('/v1/escalation-policies/backend')).json.levels).toHaveLength(1);
  expect((await revisions()).items).toHaveLength(3);
});

test('a write that was refused is no revision', async () => {
  const first = await put('ana');
  await put('marc');
  const refused = await pager.put('/v1/escalation-policies/backend', policyOf('zoe'), {
    headers: { 'If-Match': `"${first}"` },
  });
  expect(refused.status).toBe(412);
  expect((await revisions()).items).toHaveLength(2);
});

test('an open incident that runs an older revision is named until it closes', async () => {
  const first = await put('ana');
  await pager.put('/v1/services/db', { name: 'DB', escalationPolicyId: 'backend' });
  await pager.post('/v1/services/db/alert', { summary: 'x' });
  expect((await revisions()).openIncidents).toEqual([]);
  await put('marc');
  expect((await revisions()).openIncidents).toEqual([{ id: 'db-1', serviceId: 'db', revision: first }]);
  await pager.post('/v1/services/db/healthy');
  expect((await revisions()).openIncidents).toEqual([]);
});

test('the last fifty are kept', async () => {
  for (let i = 0; i < 52; i++) await put(`person${i}`);
  const { items } = await revisions();
  expect(items).toHaveLength(50);
  expect(items[49].policy).toEqual(policyOf('person2'));
});

test('a policy that was written before revisions were kept has the present one, and it is kept from then on', async () => {
  const redis = new Redis(testRedisUrl());
  const first = await put('ana');
  await redis.del(`{${prefix}:cfg}:history:policies/backend`);
  redis.disconnect();
  expect((await revisions()).items).toEqual([{ revision: first, at: null, by: null, policy: policyOf('ana') }]);
  const second = await put('marc');
  const { items } = await revisions();
  expect(items.map(({ revision, at }: { revision: number; at: string | null }) => [revision, at])).toEqual([
    [second, expect.any(String)],
    [first, null],
  ]);
});

test('with a policy go its revisions', async () => {
  await put('ana');
  await pager.remove('/v1/escalation-policies/backend');
  expect((await pager.get('/v1/escalation-policies/backend/revisions')).status).toBe(404);
  await put('marc');
  expect((await revisions()).items).toHaveLength(1);
});
