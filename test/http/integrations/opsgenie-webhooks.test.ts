/** The addresses that Opsgenie gave to single tools, with what those tools and its scripts for them send there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { givenTool, keptRequests, type Tool } from '../../harness/integration.ts';

let pager: TestPager;
let opsgenie: Tool;
beforeAll(async () => {
  pager = await startHttp();
});
afterAll(() => pager.stop());

const post = (path: string, body: object, key: string | null = opsgenie.key) =>
  pager.post(`${path}${key === null ? '' : `?apiKey=${key}`}`, body, { key: null });
const given = async () => {
  opsgenie = await givenTool(pager, 'opsgenie');
};

test('the script for Nagios and Icinga has its key in the body; it opens, acknowledges and ends', async () => {
  await given();
  const macros = {
    apiKey: opsgenie.key,
    entity_type: 'service',
    host_name: 'db1',
    host_state: 'UP',
    service_desc: 'disk',
    service_state: 'WARNING',
    service_output: 'DISK WARNING - 9 % free',
    service_group_name: '',
  };
  const send = async (notification_type: string, more: object = {}, path = '/v1/json/nagios') => {
    const { status, json } = await post(path, { ...macros, notification_type, ...more }, null);
    expect({ status, json }).toMatchObject({ status: 200, json: { requestId: expect.any(String) } });
  };
  await send('PROBLEM');
  await send('PROBLEM', { entity_type: 'host', host_name: 'db2', host_state: 'DOWN', host_output: 'no answer' });
  expect(await opsgenie.service()).toEqual({
    state: 'escalating',
    alerts: { 'db1/disk': 'disk on db1 is WARNING: DISK WARNING - 9 % free', db2: 'db2 is DOWN: no answer' },
    severities: { 'db1/disk': 'warning', db2: 'critical' },
  });
  await send('ACKNOWLEDGEMENT', {}, '/opsgenie/v1/json/icinga2');
  expect((await opsgenie.service()).state).toBe('acked');
  await send('FLAPPINGSTART');
  expect((await opsgenie.texts())[0]).toBe('Note: FLAPPINGSTART: disk on db1 is WARNING: DISK WARNING - 9 % free');
  await send('RECOVERY', { service_state: 'OK' });
  await send('RECOVERY', { entity_type: 'host', host_name: 'db2', host_state: 'UP' });
  expect((await opsgenie.service()).state).toBe('healthy');
  expect(JSON.stringify(await keptRequests(pager, opsgenie.id, 6))).not.toContain(opsgenie.key);
});

test('the script for Zabbix opens and ends by its trigger', async () => {
  await given();
  const trigger = { triggerId: '13', triggerName: 'Disk is full', hostName: 'db1', triggerSeverity: 'Disaster' };
  expect((await post('/v1/json/zabbix', { ...trigger, triggerStatus: 'PROBLEM' })).status).toBe(200);
  expect(await opsgenie.service()).toMatchObject({
    alerts: { '13 db1': 'Disk is full on db1' },
    severities: { '13 db1': 'critical' },
  });
  expect((await post('/v1/json/zabbix', { ...trigger, triggerStatus: 'OK' })).status).toBe(200);
  expect((await opsgenie.service()).state).toBe('healthy');
});

test('Alertmanager’s webhook is a group, and another tool is read by the usual names', async () => {
  await given();
  const group = { groupKey: 'g', alerts: [{ status: 'firing', labels: { alertname: 'DiskFull' } }] };
  expect((await post('/v1/json/prometheus', { ...group, status: 'firing' })).status).toBe(200);
  expect((await post('/v1/json/integrations/webhooks/mine', { title: 'Slow', id: 7 })).status).toBe(200);
  expect((await opsgenie.service()).alerts).toEqual({ g: 'DiskFull', 7: 'Slow' });
  const over = { ...group, status: 'resolved', alerts: [{ status: 'resolved', labels: {} }] };
  expect((await post('/v1/json/prometheus', over)).status).toBe(200);
  expect((await post('/v1/json/integrations/webhooks/mine', { id: 7, status: 'resolved' })).status).toBe(200);
  expect((await opsgenie.service()).state).toBe('healthy');
});

test('what can’t be understood, and who has no key, is told in Opsgenie’s words', async () => {
  await given();
  expect(await post('/v1/json/mine', { nothing: true })).toMatchObject({
    status: 422,
    json: { message: expect.any(String), errors: { body: expect.stringContaining('expected a key or a summary') } },
  });
  expect(await post('/v1/json/mine', { title: 'x' }, null)).toMatchObject({
    status: 401,
    json: { message: 'Could not authenticate', took: expect.any(Number) },
  });
  expect((await pager.get('/v1/json/mine', { key: null })).status).toBe(404);
});
