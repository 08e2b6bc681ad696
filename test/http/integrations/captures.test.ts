/** Requests that real clients sent, sent again as they were but for the key: status, body, and what came of each. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { type GivenIntegration, givenIntegration } from '../../harness/integration.ts';

interface Capture {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

/** What a request leaves behind: the state of its service, and the summary of each open alert by its key. */
type Step = [capture: string, state: string, open: Record<string, string>];

const FOLDER = new URL('../../fixtures/captures/', import.meta.url);
const DEDUP = '62030f51766ae9597a6b54a7c8826d18728665c37c5a3eea90d6241eedb7db0b';
const GROUP = '{}/{}:{alertname="DiskFull"}';
const ALERT_1 = '1751650d45bf7d6b';
const ALERT_2 = '70bd263dc713630c';

const BY_PAGERDUTY: Step[] = [
  ['alertmanager-0.25.0-firing-02', 'escalating', { [DEDUP]: '[FIRING:1] DiskFull (db1:9100 node critical)' }],
  ['alertmanager-0.25.0-resolved-02', 'healthy', {}],
  ['alertmanager-0.25.0-full-2-firing-04', 'escalating', { [DEDUP]: '[FIRING:2] DiskFull (node critical)' }],
  ['alertmanager-0.25.0-full-1-firing-1-resolved-05', 'escalating', { [DEDUP]: '[FIRING:1] DiskFull (node critical)' }],
  ['alertmanager-0.25.0-full-all-resolved-01', 'healthy', {}],
];
const BY_WEBHOOK: Step[] = [
  ['alertmanager-0.25.0-firing-01', 'escalating', { [GROUP]: 'Disk on db1 is 99% full' }],
  ['alertmanager-0.25.0-resolved-03', 'healthy', {}],
  ['alertmanager-0.25.0-full-2-firing-02', 'escalating', { [GROUP]: '[FIRING:2] DiskFull (node critical)' }],
  ['alertmanager-0.25.0-full-1-firing-1-resolved-02', 'escalating', { [GROUP]: 'db2 full' }],
  ['alertmanager-0.25.0-full-all-resolved-02', 'healthy', {}],
];
const BY_ALERT: Step[] = [
  ['alertmanager-0.25.0-full-2-firing-02', 'escalating', { [ALERT_1]: 'db1 full', [ALERT_2]: 'db2 full' }],
  ['alertmanager-0.25.0-full-1-firing-1-resolved-02', 'escalating', { [ALERT_2]: 'db2 full' }],
  ['alertmanager-0.25.0-full-all-resolved-02', 'healthy', {}],
];
/** Its `resolved` is a lie while another alert of the group fires that was left out. */
const CUT_SHORT: Step[] = [
  ['alertmanager-0.25.0-full-2-firing-05', 'escalating', { [GROUP]: 'db1 full' }],
  ['alertmanager-0.25.0-full-1-firing-1-resolved-03', 'escalating', { [GROUP]: 'db1 full' }],
  ['alertmanager-0.25.0-full-all-resolved-03', 'escalating', { [GROUP]: 'db1 full' }],
];
const BY_PDJS: Step[] = [
  ['npm-pagerduty-pdjs-2.2.4-01', 'escalating', { 't-1': 'Disk full' }],
  ['npm-pagerduty-pdjs-2.2.4-02', 'acked', { 't-1': 'Disk full' }],
  ['npm-pagerduty-pdjs-2.2.4-04', 'acked', { 't-1': 'Disk full' }],
  ['npm-pagerduty-pdjs-2.2.4-03', 'healthy', {}],
];

let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp();
});
afterAll(() => pager.stop());

const captureOf = (name: string): Capture => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
const isWebhook = (path: string) => path.startsWith('/webhooks/');

/** With the integration's key where the client had put its own. */
async function replay(name: string, { key }: GivenIntegration) {
  const { method, path, headers, body } = captureOf(name);
  const { 'content-length': _, host: __, connection: ___, authorization, ...sent } = headers;
  if (!isWebhook(path)) {
    const text = JSON.stringify({ ...body, routing_key: key });
    return await pager.call(method, path, { body: text, headers: sent, key: null });
  }
  const basic = `Basic ${Buffer.from(`user:${key}`).toString('base64')}`;
  const presented = authorization?.startsWith('Basic') ? basic : `Bearer ${key}`;
  return await pager.call(method, `/v1/integrations/alertmanager${authorization ? '' : `/${key}`}`, {
    body: `${JSON.stringify(body)}\n`,
    headers: { ...sent, ...(authorization && { Authorization: presented }) },
    key: null,
  });
}

async function walk(steps: Step[], serviceId: string, fields: object): Promise<void> {
  await pager.given([serviceId]);
  const integration = await givenIntegration(pager, { ...fields, serviceId });
  for (const [name, state, open] of steps) {
    const { status, json } = await replay(name, integration);
    if (isWebhook(captureOf(name).path))
      expect({ name, status, json }).toMatchObject({ status: 200, json: { status: 'success' } });
    else expect({ name, status, json }).toEqual({ name, status: 202, json: pagerdutySays(captureOf(name)) });
    const { json: service } = await pager.get(`/v1/services/${serviceId}`);
    const alerts = (service.incident?.alerts ?? []) as { key: string; summary: string; source: string }[];
    expect({ name, state: service.state }).toEqual({ name, state });
    expect(Object.fromEntries(alerts.map(({ key, summary }) => [key, summary]))).toEqual(open);
    for (const { source } of alerts) expect(source).toBe(integration.id);
  }
}

function pagerdutySays({ path, body }: Capture) {
  if (path === '/v2/change/enqueue') return { status: 'success', message: 'Change event processed' };
  return { status: 'success', message: 'Event processed', dedup_key: body.dedup_key };
}

const texts = async (path: string): Promise<string[]> =>
  (await pager.get(`${path}/timeline`)).json.items.map(({ text }: { text: string }) => text);

test('Alertmanager through its PagerDuty receiver fires, goes on, and ends', () =>
  walk(BY_PAGERDUTY, 'by-pagerduty', { type: 'pagerduty' }));

test('Alertmanager through its webhook fires, ends in part, and ends', () =>
  walk(BY_WEBHOOK, 'by-webhook', { type: 'alertmanager' }));

test('each alert of a group is one of its own where that is set', () =>
  walk(BY_ALERT, 'by-alert', { type: 'alertmanager', settings: { keyPer: 'alert' } }));

test('a group that was cut short never ends by its own word, and the timeline says so', async () => {
  await walk(CUT_SHORT, 'cut-short', { type: 'alertmanager' });
  expect((await texts('/v1/services/cut-short')).filter((text) => text.includes('left 1 alerts out'))).toHaveLength(3);
});

test("PagerDuty's own client triggers, acknowledges, tells of a change and resolves", async () => {
  await walk(BY_PDJS, 'by-pdjs', { type: 'pagerduty' });
  expect(await texts('/v1/incidents/by-pdjs-1')).toContain('Note: Change: deploy 42 (ci) https://ci/42');
  const { json } = await pager.get('/v1/incidents/by-pdjs-1/timeline');
  const opened = json.items.find(({ type }: { type: string }) => type === 'opened');
  expect(opened.data.details).toMatchObject({ source: 'db1', component: 'disk', custom_details: { free: '1%' } });
  expect(opened.data.links).toEqual([
    { href: 'https://g/1', text: 'graph' },
    { href: 'https://g', text: 'a' },
    { href: 'https://tool', text: 'my tool' },
  ]);
});

test('no request of these vendors is left out', () => {
  const replayed = [BY_PAGERDUTY, BY_WEBHOOK, BY_ALERT, CUT_SHORT, BY_PDJS].flat().map(([name]) => `${name}.json`);
  const others = readdirSync(FOLDER).filter((name) => /\/v2\/alerts/.test(captureOf(name.replace('.json', '')).path));
  expect([...new Set(replayed), ...others].toSorted()).toEqual(readdirSync(FOLDER).toSorted());
});
