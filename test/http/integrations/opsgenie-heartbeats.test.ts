/** Opsgenie's Heartbeat API: the same heartbeats as the pager's own, under the names that their callers gave them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { givenOpsgenie, type OpsgenieCaller } from '../../harness/opsgenie.ts';

let pager: TestPager;
let opsgenie: OpsgenieCaller;
let name = '';
let number = 0;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given();
});
afterAll(() => pager.stop());
beforeEach(async () => {
  opsgenie = await givenOpsgenie(pager);
  number += 1;
  name = `Nightly backup ${number}`;
});

const at = (rest = '') => `/v2/heartbeats/${encodeURIComponent(name)}${rest}`;
const create = (fields: object = {}) =>
  opsgenie.call('POST', '/v2/heartbeats', { name, interval: 10, intervalUnit: 'minutes', enabled: true, ...fields });
const read = async () => (await opsgenie.call('GET', at())).json.data;
const alerts = async () => (await opsgenie.state()).incident?.alerts ?? [];

test('one that was heard of and then is not alerts its service, and the next ping takes that back', async () => {
  const made = await create({
    alertMessage: 'The backup did not run',
    alertPriority: 'P1',
    alertTags: ['backup', 'db'],
    ownerTeam: { name: 'ops' },
    description: 'cron on db1',
  });
  expect(made).toMatchObject({ status: 201, json: { data: { name, enabled: true, expired: false } } });
  expect(await read()).toEqual({
    name,
    description: 'cron on db1',
    interval: 10,
    intervalUnit: 'minutes',
    enabled: true,
    expired: false,
    ownerTeam: { name: 'ops' },
    alertTags: ['backup', 'db'],
    alertPriority: 'P1',
    alertMessage: 'The backup did not run',
  });
  await pager.passes('1h');
  expect(await alerts()).toEqual([]);
  expect(await opsgenie.call('GET', at('/ping'))).toMatchObject({
    status: 202,
    json: { result: 'PONG - Heartbeat received', took: expect.any(Number), requestId: expect.any(String) },
  });
  await pager.passes('9m');
  expect(await alerts()).toEqual([]);
  await pager.passes('1m');
  expect(await alerts()).toMatchObject([{ summary: 'The backup did not run', severity: 'critical' }]);
  expect(await read()).toMatchObject({ expired: true, lastPingTime: expect.stringMatching(/Z$/) });
  expect(await opsgenie.notified()).toEqual(['ana@example.com']);
  await opsgenie.call('POST', at('/ping'));
  await pager.passes('1s');
  expect(await opsgenie.state()).toMatchObject({ state: 'healthy' });
  expect(await read()).toMatchObject({ expired: false });
});

describe('pings', () => {
  beforeEach(() => create());

  test.each(['GET', 'POST', 'PUT', 'PATCH'])('%s pings, whatever it brings', async (method) => {
    const body = method === 'GET' ? undefined : { receiver: 'watchdog', status: 'firing', alerts: [] };
    expect((await opsgenie.call(method, at('/ping'), body)).status).toBe(202);
    expect((await read()).lastPingTime).toBeDefined();
  });

  test.each(['', 'ok', '[1]', 'null', '{"broken', '<ping/>'])('a body of %j is no matter', async (body) => {
    expect((await opsgenie.call('POST', at('/ping'), body)).status).toBe(202);
    expect((await read()).lastPingTime).toBeDefined();
  });

  test('the key may stand behind the question mark, as Alertmanager’s webhook for a watchdog has it', async () => {
    const body = { receiver: 'watchdog', status: 'firing', alerts: [], version: '4' };
    const path = `${at('/ping')}?apiKey=${opsgenie.key}`;
    for (const address of [path, `/opsgenie${path}`]) {
      expect((await pager.post(address, body, { key: null })).status).toBe(202);
    }
    expect((await read()).lastPingTime).toBeDefined();
  });

  test('one of a name that nobody configured is heard as well', async () => {
    const { status, json } = await opsgenie.call('GET', '/v2/heartbeats/nobody/ping');
    expect({ status, result: json.result }).toEqual({ status: 202, result: 'PONG - Heartbeat received' });
    expect((await opsgenie.call('GET', '/v2/heartbeats/nobody')).status).toBe(404);
  });

  test('without a key it is not heard', async () => {
    expect((await pager.get(at('/ping'), { key: null })).status).toBe(401);
    expect((await read()).lastPingTime).toBeUndefined();
  });
});

test('switched off it is not waited for, and its alert is over; switched on it is waited for again', async () => {
  await create();
  await opsgenie.call('GET', at('/ping'));
  await pager.passes('10m');
  expect(await alerts()).toHaveLength(1);
  const off = await opsgenie.call('POST', at('/disable'));
  expect(off).toMatchObject({ status: 200, json: { data: { name, enabled: false, expired: false } } });
  await pager.passes('1h');
  expect(await opsgenie.state()).toMatchObject({ state: 'healthy' });
  expect((await opsgenie.call('POST', at('/enable'))).json.data).toMatchObject({ enabled: true });
  await pager.passes('10m');
  expect(await alerts()).toHaveLength(1);
});

test('one that is made switched off is not waited for', async () => {
  expect((await create({ enabled: false })).json.data).toMatchObject({ enabled: false });
  expect(await read()).toMatchObject({ enabled: false });
});

test('what is not given stays as it is, and two names that look alike are two heartbeats', async () => {
  await create({ alertMessage: 'gone', alertPriority: 'P2' });
  expect((await opsgenie.call('PATCH', at(), { interval: 2, intervalUnit: 'days' })).status).toBe(200);
  expect(await read()).toMatchObject({ interval: 2, intervalUnit: 'days', alertMessage: 'gone', alertPriority: 'P2' });
  await opsgenie.call('PATCH', at(), { description: 'new', enabled: false });
  expect(await read()).toMatchObject({ interval: 2, description: 'new', enabled: false, alertMessage: 'gone' });
  name = name.toUpperCase();
  expect((await create()).status).toBe(201);
  const { json } = await opsgenie.call('GET', '/v2/heartbeats');
  expect(json.data.heartbeats).toHaveLength(2);
});

test('a name is taken once, and free again when it was deleted', async () => {
  expect((await create()).status).toBe(201);
  const again = await create();
  expect(again).toMatchObject({ status: 409, json: { message: expect.stringContaining(name) } });
  expect((await opsgenie.call('DELETE', at())).status).toBe(200);
  for (const [method, rest] of [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/enable'],
    ['POST', '/disable'],
  ] as const) {
    expect((await opsgenie.call(method, at(rest))).status).toBe(404);
  }
  expect((await create()).status).toBe(201);
});

test.each([
  [{ name: '' }, 'name'],
  [{ interval: 0 }, 'interval'],
  [{ interval: 1.5 }, 'interval'],
  [{ intervalUnit: 'weeks' }, 'interval'],
  [{ interval: 400, intervalUnit: 'days' }, 'interval'],
  [{ alertPriority: 'P7' }, 'alertPriority'],
])('%j is refused', async (fields, field) => {
  const { status, json } = await create(fields);
  expect({ status, fields: Object.keys(json.errors) }).toEqual({ status: 422, fields: [field] });
});

test('it is the pager’s own heartbeat by another name, and another team’s integration can’t change it', async () => {
  const id = `watchdog-${opsgenie.service}`;
  name = id;
  const own = { name: id, serviceId: opsgenie.service, interval: '1h', grace: '5m', severity: 'error' };
  expect((await pager.put(`/v1/heartbeats/${id}`, own)).status).toBe(201);
  expect(await read()).toMatchObject({ name: id, interval: 1, intervalUnit: 'hours', enabled: true });
  await opsgenie.call('PATCH', at(), { description: 'by Opsgenie’s API' });
  expect((await pager.get(`/v1/heartbeats/${id}`)).json).toMatchObject({ ...own, description: 'by Opsgenie’s API' });
  const other = await givenOpsgenie(pager);
  for (const [method, rest] of [
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/disable'],
  ] as const) {
    expect((await other.call(method, at(rest), {})).status).toBe(404);
  }
  expect((await other.call('GET', '/v2/heartbeats')).json.data.heartbeats).toEqual([]);
});
