/** A test alert goes the whole way, says TEST first, counts nowhere, and hides nothing that is serious. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { smsOf } from '../../src/notify/sms-text.ts';
import { subjectOf, textOf } from '../../src/notify/texts.ts';
import { startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
beforeEach(async () => {
  pager = await startHttp();
  await pager.given(['db'], [['ana@example.com'], ['+33612345678']]);
});
afterEach(() => pager.stop());

const counted = async () => ({
  overview: (await pager.get('/v1/overview')).json.services,
  metric: [...(await pager.get('/metrics')).text.matchAll(/^pager_open_incidents\{state="(\w+)"\} (\d+)$/gm)]
    .map(([, state, count]) => `${state} ${count}`)
    .sort(),
});
const NONE = ['acked 0', 'escalating 0', 'exhausted 0'];
const transitions = async () => (await pager.get('/metrics')).text.match(/pager_transitions_total\{from="healthy".*/);

test('every message says TEST first, the incident says that it is one, and the figures do not know it', async () => {
  const { json } = await pager.post('/v1/services/db/test-alert');
  expect(json).toMatchObject({ state: 'escalating', result: 'opened', incident: { id: 'db-1', test: true } });
  await pager.passes('16m');
  const [mail, sms] = pager.sent.map(({ message }) => message);
  if (!mail || !sms) throw new Error('both levels should have been told');
  const now = mail.levelBeganAt;
  expect(subjectOf(mail)).toMatch(/^TEST \[Pager\] db: Nothing is wrong/);
  expect(textOf(mail, now)).toMatch(/^TEST db/);
  expect(smsOf(sms, sms.levelBeganAt)).toMatch(/^TEST db/);
  await pager.post('/v1/incidents/db-1/healthy', {});
  expect((await pager.get('/v1/incidents/db-1')).json.test).toBe(true);
  expect(await transitions()).toBeNull();
});

test('a serious alert beside it pages from level 1 although the test was acknowledged', async () => {
  await pager.post('/v1/services/db/test-alert');
  await pager.post('/v1/incidents/db-1/ack', {});
  const { json } = await pager.post('/v1/services/db/alert', { summary: 'disk full', key: 'disk' });
  expect(json).toMatchObject({ state: 'escalating', incident: { level: 1, test: false } });
  await pager.settled();
  const last = pager.sent.at(-1)?.message;
  expect(last && subjectOf(last)).toMatch(/^\[Pager\] db/);
});

test('while an incident is open it is refused, and for a service that nobody knows', async () => {
  await pager.post('/v1/services/db/alert', { summary: 'disk full' });
  expect((await pager.post('/v1/services/db/test-alert')).json).toMatchObject({ status: 409, code: 'incident_open' });
  expect((await pager.post('/v1/services/nobody/test-alert')).status).toBe(404);
});

test('real alerts count', async () => {
  await pager.post('/v1/services/db/alert', { summary: 'disk full' });
  expect(await transitions()).not.toBeNull();
});

test("the mark is the pager's own: an alert that a tool calls by the same key is serious", async () => {
  const { json } = await pager.post('/v1/services/db/alert', { summary: 'disk full', key: 'pager-test' });
  expect(json.incident.test).toBe(false);
  await pager.settled();
  const [mail] = pager.sent;
  expect(mail && subjectOf(mail.message)).toMatch(/^\[Pager\] db/);
  expect(await transitions()).not.toBeNull();
});

test('what was serious once counts, also when only the test is left open at its end', async () => {
  await pager.post('/v1/services/db/test-alert');
  await pager.post('/v1/services/db/alert', { summary: 'disk full', key: 'disk' });
  await pager.post('/v1/services/db/resolve', { key: 'disk' });
  expect((await pager.get('/v1/services/db')).json.incident).toMatchObject({ openAlerts: 1, test: false });
  await pager.post('/v1/services/db/healthy', {});
  expect((await pager.get('/v1/incidents/db-1')).json.test).toBe(false);
});

test('an open test is counted as one and as nothing else, in whatever state it is', async () => {
  await pager.given(['db', 'shop']);
  const quiet = { total: 2, healthy: 1, escalating: 0, acked: 0, exhausted: 0, test: 1 };
  await pager.post('/v1/services/db/test-alert');
  expect(await counted()).toEqual({ overview: quiet, metric: NONE });
  await pager.passes('16m');
  expect((await pager.get('/v1/services/db')).json.state).toBe('exhausted');
  expect(await counted()).toEqual({ overview: quiet, metric: NONE });
  await pager.post('/v1/services/db/ack', {});
  expect(await counted()).toEqual({ overview: quiet, metric: NONE });
  await pager.post('/v1/services/db/alert', { summary: 'disk full', key: 'disk' });
  expect(await counted()).toMatchObject({ overview: { ...quiet, escalating: 1, test: 0 } });
  await pager.post('/v1/services/db/healthy', {});
  await pager.post('/v1/services/db/test-alert');
  await pager.post('/v1/services/db/healthy', {});
  expect(await counted()).toEqual({ overview: { ...quiet, healthy: 2, test: 0 }, metric: NONE });
});
