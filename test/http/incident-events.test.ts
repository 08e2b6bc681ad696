/** What people do to an incident: bound to it, so that a late click on yesterday's changes nothing today. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
let service = '';
let number = 0;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given([], [['ana@example.com'], ['marc@example.com']]);
});
afterAll(() => pager.stop());
beforeEach(async () => {
  number += 1;
  service = `s${number}`;
  await pager.put(`/v1/services/${service}`, { name: 'S', escalationPolicyId: 'backend' });
  await pager.post(`/v1/services/${service}/alert`, { summary: 'disk full', key: 'disk' });
});
const act = (name: string, body?: object, n = 1) => pager.post(`/v1/incidents/${service}-${n}/${name}`, body);
const texts = async () =>
  (await pager.get(`/v1/incidents/${service}-1/timeline`)).json.items.map(({ text }: { text: string }) => text);

test('the service is answered as the contract shows it', async () => {
  const { json } = await pager.post(`/v1/services/${service}/alert`, {
    summary: 'fuller',
    key: 'disk',
    source: 'nagios',
  });
  expect(json).toEqual({
    id: service,
    name: 'S',
    escalationPolicyId: 'backend',
    labels: {},
    description: '',
    state: 'escalating',
    changed: false,
    result: 'recorded',
    warnings: [],
    incident: {
      id: `${service}-1`,
      openedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 1,
      levels: 2,
      cycle: 1,
      cycles: 1,
      nextEscalationAt: expect.stringMatching(/Z$/),
      nextAction: 'level',
      ackedAt: null,
      ackedBy: null,
      snoozedUntil: null,
      test: false,
      autoResolvesAt: null,
      alerts: [
        expect.objectContaining({ key: 'disk', summary: 'disk full', severity: 'critical', count: 1 }),
        expect.objectContaining({ key: 'disk', summary: 'fuller', source: 'nagios', count: 1 }),
      ],
      openAlerts: 2,
      overflowed: false,
      ignoredEvents: 0,
    },
  });
  const { changed: _, result: __, warnings: ___, ...read } = json;
  expect((await pager.get(`/v1/services/${service}`)).json).toEqual(read);
});

test('without a body it is acknowledged by nobody in particular', async () => {
  expect((await act('ack')).json).toMatchObject({ changed: true, result: 'acknowledged', state: 'acked' });
  expect((await act('ack', { by: 'marc' })).json).toMatchObject({ changed: false, reason: 'already_acked' });
});

test('from acknowledgement to healthy, each with who and why', async () => {
  expect((await act('ack', { by: 'ana', note: 'on it' })).json.incident).toMatchObject({
    ackedBy: 'ana',
    nextEscalationAt: null,
    nextAction: null,
  });
  expect((await act('unack', { by: 'ana' })).json).toMatchObject({ result: 'unacknowledged', state: 'escalating' });
  expect((await act('escalate', { by: 'zoe' })).json).toMatchObject({ result: 'escalated', incident: { level: 2 } });
  expect((await act('notes', { by: 'zoe', note: 'the new release' })).json).toMatchObject({
    result: 'noted',
    changed: false,
  });
  expect((await act('healthy', { by: 'zoe', note: 'rolled back' })).json).toMatchObject({
    result: 'closed',
    state: 'healthy',
    incident: null,
  });
  await pager.settled();
  expect((await texts()).filter((text: string) => !/^(Sent|Level|Not sent)/.test(text))).toEqual([
    'Closed as healthy by zoe: rolled back',
    'Note by zoe: the new release',
    'Escalated by zoe',
    'Acknowledgement taken back by ana: escalation goes on',
    'Acknowledged by ana: on it',
    'Incident opened: disk full',
  ]);
});

describe('on an incident that is not the open one', () => {
  beforeEach(async () => {
    await act('healthy');
    await pager.post(`/v1/services/${service}/alert`, { summary: 'again' });
  });
  test.each(['ack', 'unack', 'healthy', 'escalate', 'notes'])('%s changes nothing', async (name) => {
    const { status, json } = await act(name, { note: 'late' });
    expect({ status, ...json }).toMatchObject({
      status: 200,
      changed: false,
      result: 'ignored',
      reason: 'other_incident',
      state: 'escalating',
      incident: { id: `${service}-2`, level: 1 },
    });
  });
  test('an acknowledgement of the service that names it changes nothing either', async () => {
    for (const incidentId of [`${service}-1`, 'nonsense', 'other-1', 7]) {
      const { json } = await pager.post(`/v1/services/${service}/ack`, { incidentId });
      expect(json).toMatchObject({ changed: false, reason: 'other_incident' });
    }
  });
});

test('on a closed incident it is answered and nothing is changed', async () => {
  await act('healthy');
  expect((await act('ack')).json).toMatchObject({ changed: false, reason: 'other_incident', state: 'healthy' });
});

describe('a snooze', () => {
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

  test('acknowledges until then, says who and why, and can be said anew', async () => {
    const until = inHours(2);
    expect((await act('snooze', { until, by: 'ana', note: 'in the morning' })).json).toMatchObject({
      changed: true,
      result: 'snoozed',
      state: 'acked',
      incident: { ackedBy: 'ana', snoozedUntil: until, nextEscalationAt: until, nextAction: 'snoozeEnd' },
    });
    const later = inHours(5);
    const again = (await act('snooze', { until: later, by: 'marc' })).json;
    expect(again.incident).toMatchObject({ ackedBy: 'ana', snoozedUntil: later, nextEscalationAt: later });
    const { json } = await pager.get(`/v1/timers?limit=500`);
    const mine = json.items.filter(({ serviceId }: { serviceId: string }) => serviceId === service);
    expect(mine).toEqual([
      { serviceId: service, incidentId: `${service}-1`, level: 1, kind: 'snoozeEnd', dueAt: later },
    ]);
    expect((await texts())[1]).toBe(`Snoozed until ${until.slice(0, 16).replace('T', ' ')} UTC by ana: in the morning`);
    expect((await act('unack')).json.incident).toMatchObject({ snoozedUntil: null, nextAction: 'level' });
  });

  test.each([
    ['missing', undefined, 'expected a time such as'],
    ['no time', 'tomorrow', 'expected a time such as'],
    ['a date alone', '2026-03-24', 'expected a time such as'],
    ['past', '2020-01-01T00:00:00Z', 'at most 30 days away'],
    ['too far away', inHours(24 * 31), 'at most 30 days away'],
    ['a number', Date.now() + 3_600_000, 'expected a time such as'],
  ])('is refused where `until` is %s', async (_, until, message) => {
    const { status, json } = await act('snooze', { until });
    expect({ status, errors: json.errors }).toEqual({
      status: 422,
      errors: [{ pointer: '/until', message: expect.stringContaining(message) }],
    });
    expect((await pager.get(`/v1/services/${service}`)).json.state).toBe('escalating');
  });

  test('of an incident that is closed, or not the open one, changes nothing', async () => {
    await act('healthy');
    const late = { changed: false, result: 'ignored', reason: 'other_incident' };
    expect((await act('snooze', { until: inHours(1) })).json).toMatchObject(late);
    await pager.post(`/v1/services/${service}/alert`, { summary: 'again' });
    expect((await act('snooze', { until: inHours(1) })).json).toMatchObject({ ...late, state: 'escalating' });
    expect((await act('snooze', { until: inHours(1) }, 9)).status).toBe(404);
  });
});

test('a closed incident is read with its notifications and how each ended', async () => {
  await act('escalate');
  await pager.settled();
  await act('healthy', { by: 'ana' });
  expect((await pager.get(`/v1/incidents/${service}-1`)).json).toMatchObject({
    state: 'closed',
    closedBy: 'ana',
    closedAt: expect.stringMatching(/Z$/),
    serviceId: service,
    serviceName: 'S',
    notifications: [
      { level: 1, target: { address: 'ana@example.com' }, state: 'accepted' },
      { level: 2, target: { address: 'marc@example.com' }, state: 'accepted' },
    ],
  });
});

test('a healthy service ignores what is over', async () => {
  await act('healthy');
  const resolved = await pager.post(`/v1/services/${service}/resolve`, { key: 'disk' });
  expect(resolved.json).toMatchObject({ changed: false, result: 'ignored', reason: 'not_unhealthy' });
});

test('a key that is not open is ignored', async () => {
  const resolved = await pager.post(`/v1/services/${service}/resolve`, { key: 'other' });
  expect(resolved.json).toMatchObject({ changed: false, reason: 'unknown_key', state: 'escalating' });
});

test('a service with an open incident is deleted when that is forced', async () => {
  expect((await pager.remove(`/v1/services/${service}?force=false`)).status).toBe(409);
  expect((await pager.remove(`/v1/services/${service}?force=true`)).status).toBe(204);
  expect((await pager.get(`/v1/services/${service}`)).status).toBe(404);
  expect((await pager.get(`/v1/incidents/${service}-1`)).json).toMatchObject({ state: 'closed' });
  // There is no service to answer with.
  const { status, json } = await act('ack');
  expect({ status, ...json }).toMatchObject({
    status: 404,
    code: 'unknown_service',
    detail: `the service "${service}" of this incident was deleted`,
  });
});
