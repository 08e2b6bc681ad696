/** What is told of an incident beside what happened: which plan it runs, and what nobody heard of since somebody acknowledged. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { textOf } from '../../src/notify/texts.ts';
import { startHttp, type TestPager } from '../harness/http.ts';
import { givenIntegration } from '../harness/integration.ts';

let pager: TestPager;
beforeEach(async () => {
  pager = await startHttp();
  await pager.given(['db'], [['ana@example.com'], ['+33612345678']]);
});
afterEach(() => pager.stop());

const incident = async (id = 'db-1') => (await pager.get(`/v1/incidents/${id}`)).json;
const alert = (body: object = {}) => pager.post('/v1/services/db/alert', { summary: 'disk full', ...body });
const levelsTold = async (id: string) => {
  const { items } = (await pager.get(`/v1/incidents/${id}/timeline`)).json;
  type Line = { type: string; data: { level: number; why: string; revision: number } };
  return (items as Line[])
    .filter(({ type }) => type === 'levelNotified')
    .map(({ data: { level, why, revision } }) => ({ level, why, revision }))
    .reverse();
};

test('an incident says which revision of its policy it runs, with its levels, whatever was made of the policy since', async () => {
  const { revision } = (await pager.get('/v1/escalation-policies/backend')).json;
  await alert();
  const edited = await pager.put('/v1/escalation-policies/backend', {
    name: 'Backend, at night',
    levels: [{ ackTimeout: '5m', targets: [{ type: 'email', address: 'zoe@example.com' }] }],
  });
  expect((await incident()).policy).toEqual({
    id: 'backend',
    name: 'Backend, at night',
    revision,
    repeat: 0,
    levels: [
      { ackTimeout: '15m', targets: [{ type: 'email', address: 'ana@example.com' }] },
      { ackTimeout: '15m', targets: [{ type: 'sms', phoneNumber: '+33612345678' }] },
    ],
  });
  await pager.post('/v1/services/db/healthy', {});
  expect((await incident()).policy.revision).toBe(revision);
  await alert();
  expect((await incident('db-2')).policy).toMatchObject({
    revision: edited.json.revision,
    levels: [{ ackTimeout: '5m' }],
  });
});

test('of every level that was told stands why, and by which revision, also when somebody pages again with the present one', async () => {
  const { revision } = (await pager.get('/v1/escalation-policies/backend')).json;
  await alert();
  await pager.passes('16m');
  await pager.passes('16m');
  const edited = await pager.put('/v1/escalation-policies/backend', {
    name: 'Backend',
    levels: [{ targets: [{ type: 'email', address: 'zoe@example.com' }] }],
  });
  await pager.post('/v1/incidents/db-1/escalate', { refreshPolicy: true });
  expect(await levelsTold('db-1')).toEqual([
    { level: 1, why: 'opened', revision },
    { level: 2, why: 'timeout', revision },
    { level: 1, why: 'escalated', revision: edited.json.revision },
  ]);
});

test('a policy that was written again with the same text is another revision', async () => {
  const { name, levels } = (await pager.get('/v1/escalation-policies/backend')).json;
  await alert();
  await pager.post('/v1/services/db/healthy', {});
  const again = await pager.put('/v1/escalation-policies/backend', { name, levels });
  await alert();
  expect((await incident('db-2')).policy.revision).toBe(again.json.revision);
  expect((await incident('db-1')).policy.revision).toBeLessThan(again.json.revision);
});

test('a policy that is gone leaves its plan in the incident, without a name', async () => {
  await alert();
  await pager.post('/v1/services/db/healthy', {});
  await pager.remove('/v1/services/db');
  await pager.remove('/v1/escalation-policies/backend');
  expect((await incident()).policy).toMatchObject({ id: 'backend', name: null, levels: [{}, {}] });
});

test('alerts since the acknowledgement are counted, in lists too, until it is taken back', async () => {
  await alert();
  await alert();
  expect((await incident()).alertsSinceAck).toBeNull();
  await pager.post('/v1/services/db/ack', { by: 'Ana' });
  expect((await incident()).alertsSinceAck).toBe(0);
  // More than the timeline has lines for in a minute.
  for (let i = 0; i < 15; i++) await alert();
  await alert({ key: 'other' });
  expect((await incident()).alertsSinceAck).toBe(16);
  const { items } = (await pager.get('/v1/incidents?state=acked')).json;
  expect(items).toMatchObject([{ id: 'db-1', alertsSinceAck: 16 }]);
  await pager.post('/v1/incidents/db-1/unack', {});
  expect((await incident()).alertsSinceAck).toBeNull();
  await pager.post('/v1/services/db/ack', { by: 'Ana' });
  await alert();
  await pager.post('/v1/services/db/healthy', {});
  expect((await incident()).alertsSinceAck).toBe(1);
});

test('an alert that pages again on an acknowledged incident has reached somebody', async () => {
  await pager.put('/v1/services/db', { name: 'db', escalationPolicyId: 'backend', renotifyOnNewKey: true });
  await alert({ key: 'one' });
  await pager.post('/v1/services/db/ack', {});
  await alert({ key: 'one' });
  await alert({ key: 'two' });
  expect(await incident()).toMatchObject({ state: 'escalating', alertsSinceAck: null });
});

test('a message and its link name the integration that an alert came through, and any other source as it calls itself', async () => {
  const { key } = await givenIntegration(pager, { name: 'Alertmanager Paris', type: 'pagerduty', serviceId: 'db' });
  await alert({ key: 'disk', source: 'a script', severity: 'warning' });
  await pager.call('POST', '/v2/enqueue', {
    body: {
      routing_key: key,
      event_action: 'trigger',
      dedup_key: 'lag',
      payload: { summary: 'replica lag', source: 'db1', severity: 'critical' },
    },
    key: null,
  });
  await pager.passes('16m');
  const second = pager.sent.find(({ person }) => person === '+33612345678')?.message;
  const text = second ? textOf(second, second.levelBeganAt) : '';
  expect(text).toContain('replica lag (lag from Alertmanager Paris)');
  expect(text).toContain('disk full (disk from a script)');
  const page = await pager.ask('GET', new URL(second?.ackUrl ?? '').pathname, { key: null });
  expect(await page.text()).toContain('Alertmanager Paris');
});

test('what is open is listed without reading what was closed, page by page, newest first', async () => {
  const ids = Array.from({ length: 7 }, (_, i) => `s${i}`);
  await pager.given(ids);
  for (const id of ids) await pager.post(`/v1/services/${id}/alert`, { summary: 'x' });
  await pager.passes('1s');
  for (const id of ['s1', 's4']) await pager.post(`/v1/services/${id}/healthy`, {});
  await pager.post('/v1/services/s5/ack', {});
  const listed: string[] = [];
  for (let cursor = ''; ; ) {
    const { json } = await pager.get(`/v1/incidents?state=escalating,acked&limit=2${cursor && `&cursor=${cursor}`}`);
    listed.push(...json.items.map(({ id }: { id: string }) => id));
    if (json.nextCursor === null) break;
    expect(json.items).toHaveLength(2);
    cursor = json.nextCursor;
  }
  expect(listed).toEqual(['s6-1', 's5-1', 's3-1', 's2-1', 's0-1']);
  expect((await pager.get('/v1/incidents?state=acked')).json.items).toMatchObject([{ id: 's5-1' }]);
  const all = (await pager.get('/v1/incidents?state=closed,escalating')).json.items;
  expect(all.map(({ id }: { id: string }) => id)).toEqual(['s6-1', 's4-1', 's3-1', 's2-1', 's1-1', 's0-1']);
});
