/** Debian's Alertmanager pages through the pager, by its webhook and as it would page through PagerDuty, and the pager goes away meanwhile. */
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveHttp } from '../../src/http/server.ts';
import { startAlertmanager, type TestAlertmanager } from '../harness/alertmanager.ts';
import { documentedBlock } from '../harness/documented-block.ts';
import { givenIntegration } from '../harness/integration.ts';
import { type ServedPager, startServed } from '../harness/served.ts';
import { until } from '../harness/until.ts';

/** The configuration that users are given, as it is but for its keys, its address, and its times: five minutes are long. */
function config(url: string, keys: Record<string, string>): string {
  let text = documentedBlock('alertmanager.md', 'yaml').replaceAll('https://pager.example.com', url);
  for (const [name, key] of Object.entries(keys)) text = text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), key);
  const times = { group_wait: '0s', group_interval: '1s', repeat_interval: '1h' };
  for (const [name, value] of Object.entries(times))
    text = text.replaceAll(new RegExp(`${name}: \\w+`, 'g'), `${name}: ${value}`);
  return text;
}

const DISK_1 = { alertname: 'DiskFull', instance: 'db1:9100', severity: 'error' };
const DISK_2 = { alertname: 'DiskFull', instance: 'db2:9100', severity: 'error' };
const WATCHDOG = { alertname: 'Watchdog', instance: 'prometheus' };
const SERVICES = ['by-webhook', 'by-alert', 'by-pagerduty'];

let served: ServedPager;
let sender: TestAlertmanager;
beforeAll(async () => {
  served = await startServed();
  const { http } = served;
  await http.given([...SERVICES, 'monitoring']);
  await http.put('/v1/heartbeats/watchdog', { name: 'Watchdog', serviceId: 'monitoring', interval: '5m' });
  const webhook = await givenIntegration(http, { type: 'alertmanager', serviceId: 'by-webhook' });
  const alerts = await givenIntegration(http, {
    type: 'alertmanager',
    serviceId: 'by-alert',
    settings: { keyPer: 'alert' },
  });
  const pagerduty = await givenIntegration(http, { type: 'pagerduty', serviceId: 'by-pagerduty' });
  const watchdog = await givenIntegration(http, { type: 'heartbeat', settings: { heartbeatId: 'watchdog' } });
  const keys = {
    ALERTMANAGER_KEY: webhook.key,
    OTHER_ALERTMANAGER_KEY: alerts.key,
    PAGERDUTY_KEY: pagerduty.key,
    HEARTBEAT_KEY: watchdog.key,
  };
  sender = await startAlertmanager(config(served.url, keys));
});
afterAll(async () => {
  await sender.stop();
  await served.stop();
});

/** Takes the port of a pager that is away, and hangs up on everybody. */
async function hangsUp(port: number) {
  let tries = 0;
  const server = createServer((socket) => {
    tries++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { tries: () => tries, close: () => new Promise((resolve) => server.close(resolve)) };
}

const service = async (id: string) => (await served.http.get(`/v1/services/${id}`)).json;
/** The open alerts of each service, as far as they matter here, once they are so. */
const untilOpen = (expected: Record<string, number>) =>
  until(
    async () => {
      const open = await Promise.all(SERVICES.map(async (id) => [id, (await service(id)).incident?.openAlerts ?? 0]));
      return JSON.stringify(Object.fromEntries(open)) === JSON.stringify(expected);
    },
    { what: `there never were so many open alerts: ${JSON.stringify(expected)}` },
  );
/** Messages that the person on call has got. */
const pages = () => served.http.sent.length;

test('what fires pages once, however often it is told, and is over when the last of it is', async () => {
  await sender.fires([DISK_1, DISK_2]);
  await untilOpen({ 'by-webhook': 1, 'by-alert': 2, 'by-pagerduty': 1 });
  await until(() => pages() === SERVICES.length);
  expect((await service('by-webhook')).incident.alerts).toMatchObject([
    {
      key: expect.stringContaining('{alertname="DiskFull"}'),
      severity: 'error',
      summary: '[FIRING:2] DiskFull (error)',
    },
  ]);
  expect((await service('by-pagerduty')).incident.alerts).toMatchObject([{ severity: 'error' }]);

  await sender.resolves([DISK_1]);
  await untilOpen({ 'by-webhook': 1, 'by-alert': 1, 'by-pagerduty': 1 });
  await sender.fires([DISK_1]);
  await untilOpen({ 'by-webhook': 1, 'by-alert': 2, 'by-pagerduty': 1 });
  expect(pages()).toBe(SERVICES.length);
});

test('what ends while the pager is away is told when it is back', async () => {
  const { server, http } = served;
  const { port } = server;
  await server.close();
  const away = await hangsUp(port);
  await sender.resolves([DISK_1, DISK_2]);
  // Each receiver has tried, and tried again.
  await until(() => away.tries() >= 2 * SERVICES.length);
  await away.close();
  served.server = await serveHttp({ app: http.app, dependencies: http.dependencies, host: '127.0.0.1', port });
  await untilOpen({ 'by-webhook': 0, 'by-alert': 0, 'by-pagerduty': 0 });
  for (const id of SERVICES) expect((await service(id)).state).toBe('healthy');
  expect(pages()).toBe(SERVICES.length);
});

test('its Watchdog keeps a heartbeat alive', async () => {
  await sender.fires([WATCHDOG]);
  const heartbeat = await until(async () => {
    const { json } = await served.http.get('/v1/heartbeats/watchdog');
    return json.state === 'alive' && json;
  });
  expect(heartbeat.lastPingAt).not.toBeNull();
});
