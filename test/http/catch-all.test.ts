/** A service for the alerts that name none which exists: a mistyped id must not be a page that nobody gets. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp({ catchAllService: 'lost' });
});
afterAll(() => pager.stop());

const check = async () => {
  const { json } = await pager.get('/readyz', { key: null });
  return { status: json.status, ...json.checks.find(({ name }: { name: string }) => name === 'catch-all') };
};
const alert = (service: string, rest: object = {}, headers: Record<string, string> = {}) =>
  pager.post(`/v1/services/${service}/alert`, { summary: 'Disk full', ...rest }, { headers });

test('as long as it does not exist itself, they are refused as before, and it is said at the start and while it lasts', async () => {
  const { status, json } = await alert('checkuot');
  expect({ status, ...json }).toMatchObject({
    status: 404,
    code: 'unknown_service',
    detail: 'there is no service "checkuot"',
  });
  const missing = 'CATCH_ALL_SERVICE: there is no service "lost", so alerts for unknown services are refused';
  expect(await check()).toMatchObject({ status: 'ready', ok: true, detail: missing });
  expect(pager.logged).toContainEqual({ level: 'warn', message: missing, fields: { service: 'lost' } });
});

describe('once it exists', () => {
  beforeAll(() => pager.given(['lost', 'known']));
  afterEach(() => pager.post('/v1/services/lost/healthy'));

  test('an alert for an unknown service opens an incident there, with the wanted id in its summary', async () => {
    expect((await check()).detail).toBe('alerts for unknown services go to "lost"');
    const { status, json } = await alert('checkuot', { severity: 'error', key: 'disk' });
    expect({ status, ...json }).toMatchObject({
      status: 200,
      id: 'lost',
      result: 'opened',
      incident: {
        alerts: [{ key: 'checkuot/disk', severity: 'error', summary: 'Unknown service "checkuot": Disk full' }],
      },
    });
    await pager.settled();
    expect(pager.sent.at(-1)?.message.alerts[0]?.summary).toBe('Unknown service "checkuot": Disk full');
  });

  test('keys of different unknown services are different ones, and each is resolved by its own', async () => {
    await alert('one');
    await alert('two');
    expect((await pager.get('/v1/services/lost')).json.incident.openAlerts).toBe(2);
    const resolved = await pager.post('/v1/services/one/resolve', {});
    expect(resolved.json).toMatchObject({ id: 'lost', result: 'resolved', incident: { openAlerts: 1 } });
    expect((await pager.post('/v1/services/two/resolve', {})).json).toMatchObject({
      result: 'closed',
      state: 'healthy',
    });
  });

  test('what can be no id is taken too, and so are events of a batch', async () => {
    expect((await alert('Checkout%20DB')).json).toMatchObject({ id: 'lost', result: 'opened' });
    const { json } = await pager.post('/v1/events', { events: [{ service: 'thrid', type: 'alert', summary: 'Slow' }] });
    expect(json.results).toMatchObject([{ status: 200, id: 'lost', result: 'recorded' }]);
  });

  test('a repetition with the same idempotency key is recognised, one for another service is not the same', async () => {
    const again = { 'Idempotency-Key': 'k1' };
    await alert('one', {}, again);
    expect((await alert('one', {}, again)).headers.get('idempotent-replayed')).toBe('true');
    expect((await alert('two', {}, again)).headers.get('idempotent-replayed')).toBeNull();
  });

  test('what people do to an unknown service is refused, and alerts of a known one stay there', async () => {
    for (const act of ['ack', 'healthy']) expect((await pager.post(`/v1/services/checkuot/${act}`)).status).toBe(404);
    expect((await alert('known')).json).toMatchObject({ id: 'known', result: 'opened' });
    expect((await pager.get('/v1/services/lost')).json.state).toBe('healthy');
  });

  test('a heartbeat whose service was deleted raises its alert there', async () => {
    await pager.given(['gone']);
    await pager.put('/v1/heartbeats/backup', { name: 'Backup', serviceId: 'gone', interval: '5m' });
    await pager.post('/v1/heartbeats/backup/ping');
    await pager.remove('/v1/services/gone');
    await pager.passes('5m');
    const alerts = async () => (await pager.get('/v1/services/lost')).json.incident?.alerts ?? [];
    expect(await alerts()).toMatchObject([{ key: 'gone/backup', source: 'heartbeat' }]);
    await pager.post('/v1/heartbeats/backup/ping');
    await pager.settled();
    expect(await alerts()).toEqual([]);
  });
});
