/** What is kept and counted of the requests that come through an integration. */
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { givenIntegration, keptRequests } from '../../harness/integration.ts';
import { until } from '../../harness/until.ts';

const PREFIX = `t${nanoid(8)}`;
let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp({ prefix: PREFIX });
  await pager.given(['db', 'web']);
});
afterAll(() => pager.stop());

const trigger = (routing_key: string, key: string, payload: object = {}) => ({
  routing_key,
  event_action: 'trigger',
  dedup_key: key,
  payload: { summary: 'Disk full', source: 'db1', severity: 'critical', ...payload },
});
const send = (body: object, on: TestPager = pager) => on.post('/v2/enqueue', body, { key: null });
const read = async (id: string) => (await pager.get(`/v1/integrations/${id}`)).json;

test('are counted and kept, with contacts and secrets shortened', async () => {
  const { id, key } = await givenIntegration(pager, { type: 'pagerduty', serviceId: 'db' });
  await send(
    trigger(key, 'kept', { summary: 'ask ana@example.com or +33612345678', custom_details: { password: 'hunter2' } }),
  );
  await send({ routing_key: key, event_action: 'trigger' });
  const [refused, accepted] = await keptRequests(pager, id, 2);
  expect(accepted).toMatchObject({
    method: 'POST',
    path: '/v2/enqueue',
    status: 202,
    code: null,
    events: [{ type: 'alert', key: 'kept', serviceId: 'db' }],
  });
  expect(accepted.body).toContain('ana@…');
  for (const secret of ['example.com', '612345678', key, 'hunter2']) expect(accepted.body).not.toContain(secret);
  expect(refused).toMatchObject({ status: 400, code: 'invalid', detail: expect.stringContaining('payload.summary') });
  const counted = await until(async () => {
    const view = await read(id);
    return view.accepted === 1 && view;
  });
  expect(counted).toMatchObject({ accepted: 1, refused: { invalid: 1 }, lastUsedAt: expect.any(String) });
  const kept = (await pager.get('/v1/refusals')).json.items;
  expect(kept[0]).toMatchObject({ route: '/v2/enqueue', code: 'invalid', keyName: 'The tool' });
});

test('a body that can’t be read is kept too, where the address says whose it is', async () => {
  const { id, key } = await givenIntegration(pager, { type: 'webhook', serviceId: 'db' });
  const broken = await pager.post(`/v1/integrations/webhook/${key}?source=scanner`, '{"half', { key: null });
  expect(broken).toMatchObject({ status: 400, json: { code: 'bad_json' } });
  const [kept] = await keptRequests(pager, id, 1);
  expect(kept).toMatchObject({ code: 'bad_json', body: '{"half', path: '/v1/integrations/webhook/***?source=scanner' });
});

test('only the last fifty are kept, and paged through', async () => {
  const { id, key } = await givenIntegration(pager, { type: 'pagerduty', serviceId: 'db' });
  for (let n = 1; n <= 60; n++) await send(trigger(key, `n${n}`));
  await until(async () => (await read(id)).accepted === 60);
  const keysOf = (items: { events: { key: string }[] }[]) => items.map(({ events }) => events[0]?.key);
  const first = (await pager.get(`/v1/integrations/${id}/requests?limit=30`)).json;
  const second = (await pager.get(`/v1/integrations/${id}/requests?limit=30&cursor=${first.nextCursor}`)).json;
  expect(keysOf([...first.items, ...second.items])).toEqual(Array.from({ length: 50 }, (_, index) => `n${60 - index}`));
  expect(second.nextCursor).toBeNull();
});

test('what is gathered is written when the pager stops', async () => {
  const other = await startHttp({ prefix: PREFIX });
  const { id, key } = await givenIntegration(other, { type: 'pagerduty', serviceId: 'db' });
  await send(trigger(key, 'last words'), other);
  await other.stop();
  expect((await read(id)).accepted).toBe(1);
});
