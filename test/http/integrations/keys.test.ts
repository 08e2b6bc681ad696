/** Keys of integrations: shown once, rotated without a gap, worth nothing when they are revoked, on every node. */
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { givenIntegration } from '../../harness/integration.ts';
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

test('a key is shown when it is made, in the form of its vendor, and never again', async () => {
  const forms = { pagerduty: /^[0-9A-Za-z]{32}$/, opsgenie: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ };
  for (const [type, form] of Object.entries(forms)) {
    const { json } = await pager.post('/v1/integrations', { type, name: type, serviceId: 'db' });
    expect(json.key).toMatch(form);
    expect(json.keys).toEqual([{ endsWith: json.key.slice(-4), createdAt: expect.any(String), expiresAt: null }]);
    const { text } = await pager.get(`/v1/integrations/${json.id}`);
    expect(text).not.toContain(json.key);
    expect((await pager.get('/v1/integrations')).text).not.toContain(json.key);
  }
});

test('the address that a tool is given holds its key', async () => {
  const { url, key } = await givenIntegration(pager, { type: 'grafana', serviceId: 'db' });
  expect(url).toBe(`https://pager.example.com/v1/integrations/grafana/${key}`);
});

test('a rotated key counts on for the overlap, and no longer', async () => {
  const { id, key } = await givenIntegration(pager, { type: 'pagerduty', serviceId: 'db' });
  const { status, json } = await pager.post(`/v1/integrations/${id}/rotate`, { overlap: '1h' });
  expect({ status, keys: json.keys.length }).toEqual({ status: 200, keys: 2 });
  for (const each of [key, json.key]) expect((await send(trigger(each, 'rotated'))).status).toBe(202);
  await pager.passes('61m');
  expect((await send(trigger(key, 'too late'))).json.errors).toEqual(['Invalid routing key']);
  expect((await send(trigger(json.key, 'rotated'))).status).toBe(202);
  expect((await read(id)).keys).toHaveLength(1);
});

test('a key without overlap is worth nothing at once, and so is that of a deleted integration', async () => {
  const { id, key } = await givenIntegration(pager, { type: 'pagerduty', serviceId: 'db' });
  const { json } = await pager.post(`/v1/integrations/${id}/rotate`, { overlap: '0s' });
  expect((await send(trigger(key, 'x'))).status).toBe(400);
  expect((await pager.remove(`/v1/integrations/${id}`)).status).toBe(204);
  expect((await send(trigger(json.key, 'x'))).status).toBe(400);
  expect((await pager.get(`/v1/integrations/${id}`)).status).toBe(404);
});

test('a key opens the doors of its own type only', async () => {
  const { key } = await givenIntegration(pager, { type: 'alertmanager', serviceId: 'db' });
  expect((await send(trigger(key, 'x'))).json.errors).toEqual(['Invalid routing key']);
  const grafana = await pager.post(`/v1/integrations/grafana/${key}`, { alerts: [] }, { key: null });
  expect(grafana.status).toBe(401);
  expect((await pager.get('/v1/services', { key })).status).toBe(401);
});

test('one that another node made opens at once, and one that it deleted closes soon', async () => {
  const other = await startHttp({ prefix: PREFIX });
  try {
    const { id, key } = await givenIntegration(pager, { type: 'pagerduty', serviceId: 'db' });
    expect((await send(trigger(key, 'from the other node'), other)).status).toBe(202);
    await pager.remove(`/v1/integrations/${id}`);
    await until(async () => (await send(trigger(key, 'from the other node'), other)).status === 400);
  } finally {
    await other.stop();
  }
});
