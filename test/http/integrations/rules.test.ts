/** Rules that choose the service of an alert, and find its end. */
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { givenIntegration, keptRequests } from '../../harness/integration.ts';

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
const openKeys = async (id: string): Promise<string[]> =>
  ((await pager.get(`/v1/services/${id}`)).json.incident?.alerts ?? []).map(({ key }: { key: string }) => key);

test('a label or a field chooses the service; what they do not say goes to the integration’s own', async () => {
  await pager.given(['payments', 'search', 'rest']);
  const rule = { label: 'team', services: { 'Team Pay': 'payments' } };
  const { key } = await givenIntegration(pager, { type: 'pagerduty', serviceId: 'rest', rule });
  await send(trigger(key, 'listed', { custom_details: { team: 'Team Pay' } }));
  await send(trigger(key, 'by its id', { custom_details: { team: 'Search' } }));
  await send(trigger(key, 'unsaid'));
  await send(trigger(key, 'unheard of', { custom_details: { team: 'nobody' } }));
  expect(await openKeys('payments')).toEqual(['listed']);
  expect(await openKeys('search')).toEqual(['by its id']);
  expect((await openKeys('rest')).toSorted()).toEqual(['unheard of', 'unsaid']);
});

test('the end of an alert finds its beginning though it does not say the label', async () => {
  const rule = { field: '/payload/component' };
  const { key } = await givenIntegration(pager, { type: 'pagerduty', serviceId: 'rest', rule });
  await send(trigger(key, 'ends', { component: 'payments' }));
  expect(await openKeys('payments')).toContain('ends');
  const other = await startHttp({ prefix: PREFIX });
  await send({ routing_key: key, event_action: 'acknowledge', dedup_key: 'ends' }, other);
  expect((await pager.get('/v1/services/payments')).json.state).toBe('acked');
  await send({ routing_key: key, event_action: 'resolve', dedup_key: 'ends' }, other);
  await other.stop();
  expect(await openKeys('payments')).not.toContain('ends');
});

test('an alert whose label changes while it is open moves, and is open in one place', async () => {
  const { key } = await givenIntegration(pager, {
    type: 'pagerduty',
    serviceId: 'rest',
    rule: { field: '/payload/component' },
  });
  await send(trigger(key, 'moves', { component: 'payments' }));
  await send(trigger(key, 'moves', { component: 'search' }));
  expect(await openKeys('payments')).not.toContain('moves');
  expect(await openKeys('search')).toContain('moves');
});

test('a service that it meets is made, with the policy that was given', async () => {
  const rule = { label: 'service', createWithPolicyId: 'backend' };
  const { key } = await givenIntegration(pager, { type: 'pagerduty', rule });
  const alert = trigger(key, 'first', { custom_details: { service: 'Brand New' } });
  expect((await Promise.all([send(alert), send(alert)])).map(({ status }) => status)).toEqual([202, 202]);
  expect((await pager.get('/v1/services/brand-new')).json).toMatchObject({
    escalationPolicyId: 'backend',
    state: 'escalating',
  });
});

test('what no service can be chosen for is refused, kept and told', async () => {
  const { id, key } = await givenIntegration(pager, { type: 'pagerduty', rule: { label: 'service' } });
  const { status, json } = await send(trigger(key, 'lost'));
  expect({ status, errors: json.errors }).toEqual({
    status: 400,
    errors: [expect.stringContaining('chose no service')],
  });
  expect((await keptRequests(pager, id, 1))[0]).toMatchObject({ code: 'unknown_service' });
});
