/** What clients of GoAlert, a cron job and any other tool send, and what comes of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { givenIntegration, givenTool, type Tool } from '../../harness/integration.ts';
import { until } from '../../harness/until.ts';

let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp();
});
afterAll(() => pager.stop());

const given = (type: string, settings?: object): Promise<Tool> => givenTool(pager, type, settings);

describe('GoAlert’s generic API', () => {
  test('takes JSON, a form and the question mark; close resolves', async () => {
    const goalert = await given('goalert');
    const path = `/api/v2/generic/incoming?token=${goalert.key}`;
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect(await goalert.post({ summary: 'A', details: 'more', dedup: 'a' }, { path })).toBe(200);
    expect(await goalert.post('summary=B&details=more', { path, headers })).toBe(200);
    expect(await goalert.post(undefined, { path: `${path}&summary=C&dedup=c` })).toBe(200);
    expect(Object.values((await goalert.service()).alerts)).toEqual(['A', 'B', 'C']);
    expect(await goalert.post('summary=B&action=close', { path, headers })).toBe(200);
    expect(await goalert.post({ dedup: 'a', action: 'close' }, { path })).toBe(200);
    expect(await goalert.post(undefined, { path: `${path}&dedup=c&action=close` })).toBe(200);
    expect((await goalert.service()).state).toBe('healthy');
  });

  test('Uptime Kuma’s type of that name goes down and up by its monitor’s name', async () => {
    const goalert = await given('goalert');
    const send = (fields: Record<string, string>) => {
      const part = (name: string) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${fields[name]}\r\n`;
      const body = `${Object.keys(fields).map(part).join('')}--b--\r\n`;
      const headers = { 'Content-Type': 'multipart/form-data; boundary=b' };
      return goalert.post(body, { path: `/api/v2/generic/incoming?token=${goalert.key}`, headers });
    };
    expect(await send({ summary: '[Shop] [🔴 Down] connect ECONNREFUSED' })).toBe(200);
    expect((await goalert.service()).alerts).toEqual({
      'Uptime Kuma Shop': '[Shop] [🔴 Down] connect ECONNREFUSED',
    });
    expect(await send({ summary: '[Shop] [✅ Up] 200 - OK', action: 'close' })).toBe(200);
    expect((await goalert.service()).state).toBe('healthy');
  });

  test('a body that says nothing is told so', async () => {
    const goalert = await given('goalert');
    expect(await goalert.post({ details: 'x' })).toBe(422);
    expect(await goalert.post({ summary: 'x' }, { path: '/api/v2/generic/incoming' })).toBe(401);
  });
});

describe('any other tool', () => {
  test('is understood by the usual names', async () => {
    const webhook = await given('webhook');
    expect(await webhook.post({ title: 'Disk full', message: 'on db1', state: 'alerting', priority: 'low' })).toBe(200);
    expect(await webhook.service()).toMatchObject({
      alerts: { 'Disk full': 'Disk full' },
      severities: { 'Disk full': 'warning' },
    });
    expect(await webhook.post({ title: 'Disk full', state: 'acknowledged', user: 'ana' })).toBe(200);
    expect((await webhook.service()).state).toBe('acked');
    expect(await webhook.texts()).toContain('Acknowledged by ana: through The tool');
    expect(await webhook.post({ title: 'Disk full', state: 'OK' })).toBe(200);
    expect((await webhook.service()).state).toBe('healthy');
  });

  test('is read by a mapping: places with fallbacks, words of its own, a list of alerts', async () => {
    const mapping = {
      list: '/checks',
      key: ['/id', '/name'],
      summary: ['/text', '/name'],
      action: { from: ['/kind'], resolve: ['GONE'], ack: ['SEEN'], ignore: ['HINT'] },
      severity: { from: ['/grade'], values: { a: 'info', b: 'error' } },
      details: ['/more'],
      link: ['/where'],
    };
    const webhook = await given('webhook', { mapping });
    const check = {
      id: 1,
      name: 'disk',
      text: ' ',
      kind: 'NEW',
      grade: 'b',
      more: { free: '1%' },
      where: 'https://x.example.com',
    };
    expect(
      await webhook.post({ checks: [check, { name: 'cpu', kind: 'NEW', grade: 'a' }, { name: 'ram', kind: 'HINT' }] }),
    ).toBe(200);
    expect(await webhook.service()).toMatchObject({
      alerts: { 1: 'disk', cpu: 'cpu' },
      severities: { 1: 'error', cpu: 'info' },
    });
    expect(await webhook.texts()).toContain('Note: ram (hint)');
    expect(
      await webhook.post({
        checks: [
          { id: 1, kind: 'gone' },
          { name: 'cpu', kind: 'GONE' },
        ],
      }),
    ).toBe(200);
    expect((await webhook.service()).state).toBe('healthy');
    expect(await webhook.post({ nothing: [] })).toBe(422);
    expect(await webhook.post({ checks: [{ kind: 'NEW' }] })).toBe(422);
  });

  test('an alert without a severity has that of the integration', async () => {
    const webhook = await given('webhook', { defaultSeverity: 'info' });
    await webhook.post({ summary: 'quiet', key: 'q' });
    await webhook.post({ summary: 'loud', key: 'l', severity: 'fatal' });
    expect((await webhook.service()).severities).toEqual({ q: 'info', l: 'critical' });
  });

  test('one that Alertmanager lists by the hundred is one commit’s work, and each is open', async () => {
    const alerts = Array.from({ length: 150 }, (_, n) => ({
      status: 'firing',
      labels: { alertname: 'Disk', instance: `db${n}` },
      fingerprint: `f${n}`,
    }));
    const alertmanager = await given('alertmanager', { keyPer: 'alert' });
    expect(await alertmanager.post({ status: 'firing', groupKey: 'g', alerts })).toBe(200);
    expect(Object.keys((await alertmanager.service()).alerts)).toHaveLength(150);
  });
});

describe('Prometheus without an Alertmanager', () => {
  test('an alert fires again and again, and is over when it says since when', async () => {
    const prometheus = await given('alertmanager');
    const path = `/v1/integrations/alertmanager/${prometheus.key}/api/v2/alerts`;
    const alert = { labels: { alertname: 'DiskFull', instance: 'db1' }, annotations: { summary: 'Disk is full' } };
    const ends = (inMs: number) => [{ ...alert, endsAt: new Date(Date.now() + inMs).toISOString() }];
    expect(await prometheus.post([alert], { path })).toBe(200);
    expect(await prometheus.post(ends(240_000), { path })).toBe(200);
    expect(Object.values((await prometheus.service()).alerts)).toEqual(['Disk is full']);
    const sameLabels = { ...alert, labels: { instance: 'db1', alertname: 'DiskFull' } };
    expect(await prometheus.post([{ ...ends(-1_000)[0], ...sameLabels }], { path })).toBe(200);
    expect((await prometheus.service()).state).toBe('healthy');
    expect(await prometheus.post({ no: 'list' }, { path })).toBe(422);
  });
});

describe('a heartbeat', () => {
  test('is pinged by whatever asks for its address, and not by what says that it ended', async () => {
    await pager.given(['backup']);
    await pager.put('/v1/heartbeats/nightly', { name: 'Nightly', serviceId: 'backup', interval: '1h' });
    const { key } = await givenIntegration(pager, { type: 'heartbeat', settings: { heartbeatId: 'nightly' } });
    const state = async () => (await pager.get('/v1/heartbeats/nightly')).json.state;
    const service = async () => (await pager.get('/v1/services/backup')).json.state;
    const path = `/v1/integrations/heartbeat/${key}`;
    expect((await pager.post(path, { status: 'resolved' }, { key: null })).status).toBe(200);
    expect(await state()).toBe('unstarted');
    expect((await pager.get(path, { key: null })).status).toBe(200);
    expect(await state()).toBe('alive');
    await pager.passes('1h');
    await until(async () => (await service()) === 'escalating');
    expect((await pager.post(path, { status: 'firing' }, { key: null })).status).toBe(200);
    await until(async () => (await service()) === 'healthy');
  });

  test('that is not there is told, and kept as a refusal', async () => {
    const { id, key } = await givenIntegration(pager, { type: 'heartbeat', settings: { heartbeatId: 'nowhere' } });
    expect((await pager.get(`/v1/integrations/heartbeat/${key}`, { key: null })).status).toBe(404);
    expect((await pager.get('/v1/refusals')).json.items[0]).toMatchObject({ code: 'not_found', keyName: 'The tool' });
    expect(id).toBeTruthy();
  });
});
