/** What Uptime Kuma, Zabbix and netdata send, and what comes of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { givenTool, type Tool } from '../../harness/integration.ts';

let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp();
});
afterAll(() => pager.stop());

const given = (type: string, settings?: object): Promise<Tool> => givenTool(pager, type, settings);

describe('Uptime Kuma', () => {
  const beat = (status: number, msg = 'connect ECONNREFUSED') => ({
    heartbeat: { monitorID: 7, status, time: '2026-11-24 09:00:00.000', msg, important: true },
    monitor: { id: 7, name: 'Shop', url: 'https://shop.example.com', type: 'http', tags: [] },
    msg: `[Shop] ${msg}`,
  });

  test('a monitor goes down and up again, as JSON, as a form and by GET', async () => {
    const kuma = await given('uptimekuma');
    const form = (body: object) => {
      const boundary = 'a-boundary';
      const part = `--${boundary}\r\nContent-Disposition: form-data; name="data"\r\n\r\n${JSON.stringify(body)}\r\n--${boundary}--\r\n`;
      return kuma.post(part, { headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` } });
    };
    const get = (body: Record<string, unknown>) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(body))
        query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
      return kuma.post(undefined, { method: 'GET', path: `/v1/integrations/uptimekuma/${kuma.key}?${query}` });
    };
    for (const sendAs of [kuma.post, form, get]) {
      expect(await sendAs(beat(0))).toBe(200);
      expect((await kuma.service()).alerts).toEqual({ 7: 'Shop is down: connect ECONNREFUSED' });
      expect(await sendAs(beat(1, '200 OK'))).toBe(200);
      expect((await kuma.service()).state).toBe('healthy');
    }
  });

  test('its test button and a certificate that expires page nobody and stand in the timeline', async () => {
    const kuma = await given('uptimekuma');
    expect(await kuma.post({ heartbeat: null, monitor: null, msg: '[Shop] Certificate expires in 3 days' })).toBe(200);
    expect(await kuma.post(beat(2))).toBe(200);
    expect((await kuma.service()).state).toBe('healthy');
    expect(await kuma.texts()).toEqual([
      'Note: Uptime Kuma: Shop is pending',
      'Note: Uptime Kuma: [Shop] Certificate expires in 3 days',
    ]);
  });
});

describe('Zabbix', () => {
  const problem = {
    event_id: '4711',
    event_value: '1',
    event_update_status: '0',
    nseverity: '4',
    subject: 'Disk is full',
    host: 'db1',
    user: '',
  };

  test('a problem opens, is acknowledged by name, and is over', async () => {
    const zabbix = await given('zabbix');
    expect(await zabbix.post(problem)).toBe(200);
    expect(await zabbix.service()).toMatchObject({
      alerts: { 4711: 'Disk is full' },
      severities: { 4711: 'critical' },
    });
    const update = { ...problem, event_update_status: '1', user: 'Ana (ana)', update_message: 'on it' };
    expect(await zabbix.post({ ...update, event_ack_status: 'No' })).toBe(200);
    expect((await zabbix.service()).state).toBe('escalating');
    expect(await zabbix.post({ ...update, event_ack_status: 'Yes' })).toBe(200);
    expect((await zabbix.service()).state).toBe('acked');
    expect(await zabbix.texts()).toEqual(
      expect.arrayContaining(['Acknowledged by Ana (ana): on it', 'Note by Ana (ana): Zabbix: on it']),
    );
    expect(await zabbix.post({ ...problem, event_value: '0' })).toBe(200);
    expect((await zabbix.service()).state).toBe('healthy');
  });

  test('the script of another pager works as it is', async () => {
    const zabbix = await given('zabbix');
    expect(await zabbix.post({ alert_uid: 'u', title: 'Disk', state: 'alerting', message: 'full' })).toBe(200);
    expect((await zabbix.service()).alerts).toEqual({ u: 'Disk' });
    expect(await zabbix.post({ alert_uid: 'u', title: 'Disk', state: 'ok', message: '' })).toBe(200);
    expect((await zabbix.service()).state).toBe('healthy');
  });
});

describe('netdata', () => {
  test('speaks PagerDuty’s version 1 and 2, with a form’s content type', async () => {
    const netdata = await given('pagerduty');
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const v2 = (event_action: string) =>
      `\n        {\n          "payload" : {\n            "summary"   : "disk full",\n            "timestamp" : "2026-11-23T06:32:31.000",\n            "source"    : "db1",\n            "severity"  : "critical"\n          },\n          "routing_key"  : "${netdata.key}",\n          "event_action" : "${event_action}",\n          "dedup_key"    : "disk"\n        }`;
    expect(await netdata.post(v2('trigger'), { headers, path: '/v2/enqueue' })).toBe(202);
    expect((await netdata.service()).alerts).toEqual({ disk: 'disk full' });
    expect(await netdata.post(v2('resolve'), { headers, path: '/v2/enqueue' })).toBe(202);
    const v1 = {
      service_key: netdata.key,
      event_type: 'trigger',
      incident_key: 'ram',
      description: 'ram',
      details: { host: 'db1' },
    };
    expect(await netdata.post(JSON.stringify(v1), { headers, path: '/generic/2010-04-15/create_event.json' })).toBe(
      200,
    );
    expect((await netdata.service()).alerts).toEqual({ ram: 'ram' });
  });
});
