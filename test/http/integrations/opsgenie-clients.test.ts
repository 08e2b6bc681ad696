/** Real clients of Opsgenie's, pointed at the pager by two settings: its own SDK for Node, and Debian's Alertmanager. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startAlertmanager, type TestAlertmanager } from '../../harness/alertmanager.ts';
import { ALIAS, givenOpsgenie, type OpsgenieCaller } from '../../harness/opsgenie.ts';
import { createOpsgenieSdk, type OpsgenieSdk } from '../../harness/opsgenie-sdk.ts';
import { type ServedPager, startServed } from '../../harness/served.ts';
import { startTcpProxy, type TcpProxy } from '../../harness/tcp-proxy.ts';
import { until } from '../../harness/until.ts';

let served: ServedPager;
/** Between the clients and the pager. */
let proxy: TcpProxy;
let opsgenie: OpsgenieCaller;
beforeAll(async () => {
  served = await startServed();
  proxy = await startTcpProxy(served.server.port);
  await served.http.given([], [['ana@example.com'], ['marc@example.com']]);
});
afterAll(async () => {
  await proxy.stop();
  await served.stop();
});
beforeEach(async () => {
  opsgenie = await givenOpsgenie(served.http);
});

const host = () => `http://127.0.0.1:${proxy.port}`;
/** The pager does not answer so many requests, which never reach it. */
const awayFor = (requests: number) =>
  Promise.all(Array.from({ length: requests }, () => proxy.cutBefore((request) => request.startsWith('POST'))));
const openSummaries = async (): Promise<string[]> =>
  (await opsgenie.state()).incident?.alerts.map(({ summary }: { summary: string }) => summary) ?? [];

describe('opsgenie-sdk', () => {
  const BY_ALIAS = { identifier: ALIAS, identifierType: 'alias' };
  let sdk: OpsgenieSdk;
  beforeEach(() => {
    sdk = createOpsgenieSdk({ host: `${host()}/opsgenie`, key: opsgenie.key });
  });
  /** What became of a request, asked for by the client itself. */
  const done = async ({ error, result }: Awaited<ReturnType<OpsgenieSdk['alert']>>) => {
    expect(error).toBeNull();
    const { result: status } = await sdk.alert('getRequestStatus', result.requestId);
    return status.data;
  };

  test('an alert from its creation to its end', async () => {
    const created = await done(await sdk.alert('create', { message: 'Disk full', alias: ALIAS, priority: 'P1' }));
    expect(created).toMatchObject({ success: true, action: 'Create', alias: ALIAS });
    expect((await sdk.alert('get', BY_ALIAS)).result.data).toMatchObject({
      id: created.alertId,
      status: 'open',
      count: 1,
    });
    expect((await sdk.alert('list', { query: 'status=open', limit: 10 })).result.data).toMatchObject([
      { alias: ALIAS },
    ]);
    const endTime = new Date(Date.now() + 3_600_000).toISOString();
    for (const [name, data, status] of [
      ['acknowledge', { user: 'ana', note: 'on it' }, 'Acknowledged alert'],
      ['addNote', { user: 'ana', note: 'the release' }, 'Added note'],
      ['unacknowledge', { user: 'ana' }, 'Unacknowledged alert'],
      ['escalateToNext', { escalation: { name: 'ops' } }, 'Escalated alert'],
      ['assign', { owner: { username: 'ana@example.com' } }, 'Assigned alert'],
      ['addTeam', { team: { name: 'net' } }, 'Added team'],
      ['addTags', { tags: ['a', 'b'] }, 'Added tags'],
      ['removeTags', { tags: 'a' }, 'Removed tags'],
      ['addDetails', { details: { host: 'db1' } }, 'Added details'],
      ['removeDetails', { keys: 'host' }, 'Removed details'],
      ['executeAction', { action: 'restart' }, 'Executed action'],
      ['snooze', { endTime }, 'Snoozed alert'],
    ] as const) {
      expect({ name, ...(await done(await sdk.alert(name, BY_ALIAS, data))) }).toMatchObject({
        name,
        success: true,
        status,
      });
    }
    expect((await sdk.alert('get', BY_ALIAS)).result.data).toMatchObject({
      tags: ['b'],
      details: {},
      owner: 'ana@example.com',
      snoozed: true,
    });
    expect((await sdk.alert('listAlertNotes', BY_ALIAS, { limit: 5 })).result.data.length).toBeGreaterThan(1);
    expect((await sdk.alert('listAlertLogs', BY_ALIAS, {})).result.data.length).toBeGreaterThan(5);
    expect((await sdk.alert('listAlertRecipients', BY_ALIAS)).result.data).toEqual([]);
    expect(await done(await sdk.alert('close', BY_ALIAS, { source: 'sdk' }))).toMatchObject({ status: 'Closed alert' });
    expect((await opsgenie.state()).state).toBe('healthy');
    expect(await done(await sdk.alert('delete', { identifier: created.alertId }))).toMatchObject({
      status: 'Deleted alert',
    });
    expect(await opsgenie.notified()).toEqual(['ana@example.com', 'marc@example.com']);
  });

  test('it reads every refusal', async () => {
    expect((await sdk.alert('create', {})).error).toMatchObject({
      httpStatusCode: 422,
      errors: { message: expect.any(String) },
    });
    expect((await sdk.alert('get', BY_ALIAS)).error).toMatchObject({ httpStatusCode: 404 });
    const search = { name: 'Open ones', query: 'status: open' };
    expect((await sdk.alert('createSavedSearch', search)).error).toMatchObject({ httpStatusCode: 404 });
    expect((await sdk.alert('listSavedSearches')).result).toMatchObject({ data: [] });
    const stranger = createOpsgenieSdk({ host: host(), key: '11111111-2222-3333-4444-555555555555' });
    expect((await stranger.alert('create', { message: 'x' })).error).toMatchObject({ httpStatusCode: 401 });
  });

  /** Cuts the connection once the pager has done what was asked, before its answer is on the way. */
  const loseAnswer = (path: string, isDone: () => Promise<boolean>) =>
    proxy.cutAfter(
      (request) => request.startsWith(`POST /opsgenie/v2/alerts${path}`),
      () => until(isDone),
    );

  test('a create whose answer was lost is sent again, and nobody is notified twice', async () => {
    const lost = loseAnswer('/', async () => (await opsgenie.notified()).length > 0);
    const created = await done(await sdk.alert('create', { message: 'Disk full', alias: ALIAS }));
    await lost;
    expect(created).toMatchObject({ success: true, alias: ALIAS });
    expect(await opsgenie.alert()).toMatchObject({ id: created.alertId, status: 'open' });
    expect(await opsgenie.notified()).toEqual(['ana@example.com']);
  });

  test('an escalation whose answer was lost is sent again, and goes one level further only', async () => {
    await opsgenie.create();
    const lost = loseAnswer(`/${ALIAS}/escalate`, async () => (await opsgenie.state()).incident.level === 2);
    expect(await done(await sdk.alert('escalateToNext', BY_ALIAS, { escalation: { name: 'ops' } }))).toMatchObject({
      success: true,
      action: 'EscalateToNext',
    });
    await lost;
    expect((await opsgenie.state()).incident).toMatchObject({ level: 2, cycle: 1 });
    expect(await opsgenie.notified()).toEqual(['ana@example.com', 'marc@example.com']);
  });

  test('while the pager is away it tries again until it is back', async () => {
    const inVain = awayFor(3);
    const creating = sdk.alert('create', { message: 'Disk full', alias: ALIAS });
    await inVain;
    expect(await done(await creating)).toMatchObject({ success: true });
  });

  test('a heartbeat is created, pinged, read, switched off and on, and deleted', async () => {
    const made = await sdk.heartbeat('create', {
      name: `sdk ${opsgenie.service}`,
      interval: 2,
      intervalUnit: 'hours',
      enabled: true,
    });
    expect(made.error).toBeNull();
    const named = { identifier: encodeURIComponent(`sdk ${opsgenie.service}`) };
    expect((await sdk.heartbeat('ping', named)).result).toMatchObject({ result: 'PONG - Heartbeat received' });
    expect((await sdk.heartbeat('get', named)).result.data).toMatchObject({
      interval: 2,
      intervalUnit: 'hours',
      expired: false,
    });
    expect((await sdk.heartbeat('update', named, { interval: 3 })).result.data).toMatchObject({ enabled: true });
    expect((await sdk.heartbeat('disable', named)).result.data).toMatchObject({ enabled: false });
    expect((await sdk.heartbeat('enable', named)).result.data).toMatchObject({ enabled: true });
    expect((await sdk.heartbeat('list')).result.data.heartbeats).toMatchObject([
      { interval: 3, intervalUnit: 'hours' },
    ]);
    expect((await sdk.heartbeat('delete', named)).error).toBeNull();
    expect((await sdk.heartbeat('get', named)).error).toMatchObject({ httpStatusCode: 404 });
  });
});

describe('Alertmanager', () => {
  let alertmanager: TestAlertmanager;
  const DB1 = { alertname: 'DiskFull', instance: 'db1', severity: 'critical' };
  const DB2 = { alertname: 'DiskFull', instance: 'db2', severity: 'critical' };
  beforeEach(async () => {
    alertmanager = await startAlertmanager(`
route: {receiver: pager, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
receivers:
- name: pager
  opsgenie_configs:
  - api_key: ${opsgenie.key}
    api_url: ${host()}/
    update_alerts: true
    priority: '{{ if eq .CommonLabels.severity "critical" }}P1{{ else }}P3{{ end }}'
    tags: alertmanager
    responders: [{type: team, name: ops}]
`);
  });
  afterEach(() => alertmanager.stop());

  const opened = (text: string) =>
    until(async () => (await openSummaries()).some((summary) => summary.includes(text)), {
      what: `"${text}" never came`,
    });

  test('fires, fires again, ends in part while the pager is away, and ends; whoever is on call is notified once', async () => {
    await alertmanager.fires([DB1]);
    await opened('[FIRING:1]');
    const [{ id }] = (await opsgenie.call('GET', '/v2/alerts?query=status%3Aopen')).json.data;
    expect(await opsgenie.alertById(id)).toMatchObject({
      priority: 'P1',
      tags: ['alertmanager'],
      responders: [{ type: 'team', name: 'ops' }],
      details: { alertname: 'DiskFull', instance: 'db1', severity: 'critical' },
    });

    await alertmanager.fires([DB1, DB2]);
    await opened('[FIRING:2]');
    await until(async () => (await opsgenie.alertById(id)).message.includes('[FIRING:2]'));

    const inVain = awayFor(3);
    await alertmanager.resolves([DB1]);
    await inVain;
    await until(async () => (await opsgenie.alertById(id)).message.includes('[FIRING:1]'));
    expect(await opsgenie.alertById(id)).toMatchObject({ status: 'open' });
    expect((await opsgenie.state()).state).toBe('escalating');

    await alertmanager.resolves([DB1, DB2]);
    await until(async () => (await opsgenie.state()).state === 'healthy');
    expect(await opsgenie.alertById(id)).toMatchObject({ status: 'closed' });
    expect(await opsgenie.notified()).toEqual(['ana@example.com']);
  });

  test('what is acknowledged stays so while its group changes', async () => {
    await alertmanager.fires([DB1]);
    await opened('[FIRING:1]');
    await served.http.post(`/v1/services/${opsgenie.service}/ack`, { by: 'ana' });
    await alertmanager.fires([DB1, DB2]);
    await opened('[FIRING:2]');
    expect(await opsgenie.state()).toMatchObject({ state: 'acked', incident: { ackedBy: 'ana' } });
    expect(await opsgenie.notified()).toEqual(['ana@example.com']);
  });
});
