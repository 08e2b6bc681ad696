/** The lines of docs/integrations, as they stand there: what users paste works. Those of Alertmanager are tried with Alertmanager itself. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentedBlock } from '../harness/documented-block.ts';
import { type GivenIntegration, givenIntegration } from '../harness/integration.ts';
import { type ServedPager, startServed } from '../harness/served.ts';

const run = promisify(execFile);

let served: ServedPager;
beforeAll(async () => {
  served = await startServed();
  await served.http.given(['checkout-db', 'web', 'everything-else']);
});
afterAll(() => served.stop());

const service = async (id: string) => (await served.http.get(`/v1/services/${id}`)).json;
const given = (type: string, serviceId: string) => givenIntegration(served.http, { type, serviceId });

test('the bodies that make an integration are taken', async () => {
  for (const [page, which] of [
    ['README.md', 0],
    ['webhook.md', 0],
  ] as const) {
    const { status, json } = await served.http.post('/v1/integrations', documentedBlock(page, 'json', which));
    expect({ page, status, errors: json.errors }).toEqual({ page, status: 201, errors: undefined });
  }
});

test('the script for Nagios, Icinga and monit triggers, acknowledges and resolves', async () => {
  await served.http.given(['nagios']);
  const { key } = await given('pagerduty', 'nagios');
  const folder = mkdtempSync(join(tmpdir(), 'pager-test-script-'));
  const script = join(folder, 'pager-event');
  writeFileSync(script, documentedBlock('nagios.md', 'sh'));
  const send = (...flags: string[]) =>
    run('sh', [script, '-k', key, '-i', 'db1/disk', ...flags], { env: { ...process.env, PAGER_URL: served.url } });
  await send('-t', 'PROBLEM', '-d', 'disk on db1 is "CRITICAL":\n99 % \\ full');
  const { incident } = await service('nagios');
  expect(incident.alerts).toMatchObject([{ key: 'db1/disk', summary: 'disk on db1 is "CRITICAL": 99 % \\ full' }]);
  await send('-t', 'acknowledge');
  expect((await service('nagios')).state).toBe('acked');
  await send('-t', 'RECOVERY');
  expect((await service('nagios')).state).toBe('healthy');
  rmSync(folder, { recursive: true });
});

test('the script for Zabbix sends its parameters, and throws what it was answered else', async () => {
  await served.http.given(['zabbix']);
  const { url, key } = await given('zabbix', 'zabbix');
  const problem = { event_id: '4711', event_value: '1', event_update_status: '0', nseverity: '5', subject: 'Disk' };
  expect(await runInZabbix({ url, ...problem })).toContain('success');
  expect((await service('zabbix')).incident.alerts).toMatchObject([{ key: '4711', severity: 'critical' }]);
  await expect(runInZabbix({ url: url.replace(key, 'another'), ...problem })).rejects.toContain('Pager answered 401');
});

/** As Zabbix runs it: a function of a text, with an `HttpRequest` that answers before it returns. */
async function runInZabbix(parameters: Record<string, string>): Promise<string> {
  const body = documentedBlock('zabbix.md', 'js');
  const { url = '', ...sent } = parameters;
  const path = new URL(url).pathname;
  const answer = await served.http.post(path, JSON.stringify(sent), { key: null });
  class HttpRequest {
    addHeader(header: string): void {
      expect(header).toBe('Content-Type: application/json');
    }
    post(address: string, text: string): string {
      expect(address).toBe(url);
      expect(JSON.parse(text)).toEqual(sent);
      return answer.text;
    }
    getStatus(): number {
      return answer.status;
    }
  }
  return new Function('value', 'HttpRequest', body)(JSON.stringify(parameters), HttpRequest) as string;
}

test('the two lines for GoAlert open and close', async () => {
  await served.http.given(['goalert']);
  const integration: GivenIntegration = await given('goalert', 'goalert');
  const [open = '', close = ''] = documentedBlock('goalert.md', 'sh').trim().split('\n');
  const address = integration.url.replace('https://pager.example.com', served.url);
  const paste = (line: string) => run('sh', ['-c', line], { env: { ...process.env, URL: address } });
  await paste(open);
  expect((await service('goalert')).incident.alerts).toMatchObject([
    { key: 'db1-disk', summary: 'Disk on db1 is 99 % full' },
  ]);
  await paste(close);
  expect((await service('goalert')).state).toBe('healthy');
});
