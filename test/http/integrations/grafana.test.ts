/** What Grafana sends, and what comes of it. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { givenTool, type Tool } from '../../harness/integration.ts';

let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp();
});
afterAll(() => pager.stop());

const given = (type: string, settings?: object): Promise<Tool> => givenTool(pager, type, settings);

const group = {
  receiver: 'pager',
  status: 'firing',
  state: 'alerting',
  title: '[FIRING:1] High CPU',
  version: '1',
  orgId: 1,
  groupKey: '{}:{alertname="High CPU"}',
  truncatedAlerts: 0,
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'High CPU', severity: 'P3' },
      annotations: {},
      fingerprint: 'c6eadffa33fcdf37',
      silenceURL: 'https://grafana.example.com/silence',
      dashboardURL: '',
      panelURL: '',
    },
  ],
  commonLabels: { alertname: 'High CPU' },
  commonAnnotations: {},
  externalURL: 'https://grafana.example.com/',
};

test('fires by POST and ends by PUT', async () => {
  const grafana = await given('grafana');
  expect(await grafana.post(group)).toBe(200);
  expect(await grafana.service()).toMatchObject({
    alerts: { [group.groupKey]: '[FIRING:1] High CPU' },
    severities: { [group.groupKey]: 'warning' },
  });
  const over = { ...group, status: 'resolved', state: 'ok', alerts: [{ ...group.alerts[0], status: 'resolved' }] };
  expect(await grafana.post(over, { method: 'PUT' })).toBe(200);
  expect((await grafana.service()).state).toBe('healthy');
});

test('a signed body is taken, one that was changed or not signed is not', async () => {
  const secret = 'a secret of this test';
  const grafana = await given('grafana', { signature: { secret, timestampHeader: 'X-Time' } });
  const body = JSON.stringify(group);
  const signature = createHmac('sha256', secret).update(`1700000000:${body}`).digest('hex');
  const headers = { 'X-Time': '1700000000', 'X-Grafana-Alerting-Signature': signature };
  expect(await grafana.post(body)).toBe(401);
  expect(await grafana.post(`${body} `, { headers })).toBe(401);
  expect(await grafana.post(body, { headers: { ...headers, 'X-Time': '1700000001' } })).toBe(401);
  expect((await grafana.service()).state).toBe('healthy');
  expect(await grafana.post(body, { headers })).toBe(200);
  expect((await grafana.service()).state).toBe('escalating');
});

test('the form of Grafana 8 and a template of somebody’s own are read too', async () => {
  const grafana = await given('grafana');
  const rule = { title: '[Alerting] Disk', ruleId: 7, ruleName: 'Disk', state: 'alerting', evalMatches: [] };
  expect(await grafana.post(rule)).toBe(200);
  expect(await grafana.post({ key: 'mine', summary: 'My own', status: 'firing' })).toBe(200);
  expect((await grafana.service()).alerts).toEqual({ 'rule 7': '[Alerting] Disk', mine: 'My own' });
  expect(await grafana.post({ ...rule, state: 'paused' })).toBe(200);
  expect(await grafana.post({ ...rule, state: 'ok' })).toBe(200);
  expect((await grafana.service()).alerts).toEqual({ mine: 'My own' });
  expect(await grafana.texts()).toContain('Note: Grafana: [Alerting] Disk is paused');
});
