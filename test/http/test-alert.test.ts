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
