/** Integrations as people set them up, strictly, and what a body would do, tried out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { givenIntegration } from '../../harness/integration.ts';

let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given(['db', 'web']);
});
afterAll(() => pager.stop());

const openKeys = async (id: string): Promise<string[]> =>
  ((await pager.get(`/v1/services/${id}`)).json.incident?.alerts ?? []).map(({ key }: { key: string }) => key);
const read = async (id: string) => (await pager.get(`/v1/integrations/${id}`)).json;

describe('configuration', () => {
  test('is strict, and every error says where and what was expected', async () => {
    const wrong: [object, string, string][] = [
      [{ type: 'pager', name: 'x' }, '/type', 'expected one of'],
      [{ type: 'pagerduty', name: '', serviceId: 'db' }, '/name', 'at least 1'],
      [{ type: 'pagerduty', name: 'x' }, '', 'or a "rule" that chooses one'],
      [{ type: 'pagerduty', name: 'x', serviceId: 'nowhere' }, '/serviceId', 'there is no service "nowhere"'],
      [{ type: 'pagerduty', name: 'x', serviceId: 'db', colour: 'red' }, '/colour', 'unknown field'],
      [
        { type: 'pagerduty', name: 'x', serviceId: 'db', settings: { keyPer: 'alert' } },
        '/settings/keyPer',
        'no setting of pagerduty',
      ],
      [
        { type: 'webhook', name: 'x', serviceId: 'db', settings: { mapping: { key: ['key'] } } },
        '/settings/mapping/key/0',
        '',
      ],
      [{ type: 'webhook', name: 'x', rule: {} }, '/rule', 'either "label" or "field"'],
      [
        { type: 'webhook', name: 'x', rule: { label: 'a', createWithPolicyId: 'none' } },
        '/rule/createWithPolicyId',
        'no escalation policy "none"',
      ],
      [{ type: 'heartbeat', name: 'x' }, '/settings/heartbeatId', 'it is missing'],
    ];
    for (const [body, pointer, message] of wrong) {
      const { status, json } = await pager.post('/v1/integrations', body);
      const found = json.errors?.find((error: { pointer: string }) => error.pointer === pointer);
      expect({ body, status, found }).toEqual({
        body,
        status: 422,
        found: { pointer, message: expect.stringContaining(message) },
      });
    }
  });

  test('it is replaced as a whole, keeps its keys, and a change in between is not overwritten', async () => {
    const { id, key } = await givenIntegration(pager, { type: 'alertmanager', serviceId: 'db' });
    const before = await pager.get(`/v1/integrations/${id}`);
    const etag = before.headers.get('etag') ?? '';
    const next = { type: 'alertmanager', name: 'Shop', serviceId: 'web', settings: { keyPer: 'alert' } };
    const put = await pager.put(`/v1/integrations/${id}`, next, { headers: { 'If-Match': etag } });
    expect(put.json).toMatchObject({
      name: 'Shop',
      serviceId: 'web',
      settings: { keyPer: 'alert' },
      keys: before.json.keys,
    });
    expect((await pager.put(`/v1/integrations/${id}`, next, { headers: { 'If-Match': etag } })).status).toBe(412);
    const other = await pager.put(`/v1/integrations/${id}`, { ...next, type: 'grafana' });
    expect(other).toMatchObject({ status: 422, json: { errors: [{ pointer: '/type' }] } });
    const at = `/v1/integrations/${id}`;
    const both = await Promise.all([pager.put(at, next), pager.put(at, next), pager.post(`${at}/rotate`, {})]);
    expect(both.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await read(id)).keys).toHaveLength(2);
    const group = { status: 'firing', alerts: [{ status: 'firing', labels: { alertname: 'A' }, fingerprint: 'f1' }] };
    expect((await pager.post(`/v1/integrations/alertmanager/${key}`, group, { key: null })).status).toBe(200);
    expect(await openKeys('web')).toContain('f1');
  });

  test('a signature’s secret is never shown, and stays when what stands for it is sent back', async () => {
    const settings = { signature: { secret: 'a secret of the test' } };
    const { id } = await givenIntegration(pager, { type: 'grafana', serviceId: 'db', settings });
    const shown = await read(id);
    expect(shown.settings).toEqual({ signature: { secret: '***' } });
    await pager.put(`/v1/integrations/${id}`, {
      type: 'grafana',
      name: 'x',
      serviceId: 'db',
      settings: shown.settings,
    });
    const known = await pager.pager.integrations.known(id);
    expect(known?.settings).toEqual(settings);
  });

  test('a service that an integration sends to is not deleted', async () => {
    await pager.given(['fed']);
    const { id } = await givenIntegration(pager, { type: 'pagerduty', serviceId: 'fed' });
    const refused = await pager.remove('/v1/services/fed?force=true');
    expect(refused).toMatchObject({
      status: 409,
      json: { code: 'service_in_use', detail: expect.stringContaining(id) },
    });
    await pager.remove(`/v1/integrations/${id}`);
    expect((await pager.remove('/v1/services/fed')).status).toBe(204);
  });

  test('they are listed by id, by service and by type', async () => {
    await pager.given(['listed']);
    const made = [
      await givenIntegration(pager, { type: 'pagerduty', serviceId: 'listed' }),
      await givenIntegration(pager, { type: 'zabbix', serviceId: 'listed' }),
    ].map(({ id }) => id);
    const ids = async (query: string) =>
      (await pager.get(`/v1/integrations?${query}`)).json.items.map(({ id }: { id: string }) => id);
    expect(await ids('serviceId=listed')).toEqual(made.toSorted());
    expect(await ids('serviceId=listed&type=zabbix')).toEqual([made[1]]);
    const first = (await pager.get('/v1/integrations?serviceId=listed&limit=1')).json;
    expect(first.items).toHaveLength(1);
    expect(await ids(`serviceId=listed&cursor=${first.nextCursor}`)).toEqual(made.toSorted().slice(1));
  });
});

describe('trying out', () => {
  const tried = async (id: string, body: object) => (await pager.post(`/v1/integrations/${id}/try`, body)).json;

  test('tells what a body would do, and does nothing', async () => {
    const { id } = await givenIntegration(pager, { type: 'webhook', serviceId: 'db' });
    const body = { title: 'Disk full', state: 'alerting', severity: 'high', alert_uid: 'u1' };
    const told = await tried(id, { body });
    expect(told).toMatchObject({
      errors: [],
      events: [{ type: 'alert', serviceId: 'db', key: 'u1', summary: 'Disk full', severity: 'error' }],
    });
    expect(await openKeys('db')).not.toContain('u1');
    expect((await pager.get(`/v1/integrations/${id}/requests`)).json.items).toEqual([]);
  });

  test('with a mapping that is not stored yet, and with a body that it can’t read', async () => {
    const { id } = await givenIntegration(pager, { type: 'webhook', serviceId: 'db' });
    const mapping = { list: '/things', key: ['/no'], summary: ['/nothing', '/what', { text: 'Something' }] };
    const told = await tried(id, { body: { things: [{ no: 1, what: 'A' }, { no: 2 }] }, settings: { mapping } });
    expect(told.events).toMatchObject([
      { key: '1', summary: 'A' },
      { key: '2', summary: 'Something' },
    ]);
    expect((await tried(id, { body: {}, settings: { mapping } })).errors).toEqual([
      '/things: expected a list of alerts',
    ]);
    expect((await tried(id, { body: '{"half' })).errors[0]).toContain('expected a JSON object');
    expect((await pager.post('/v1/integrations/00000000/try', { body: {} })).status).toBe(404);
  });

  test('through Opsgenie’s API, as its client would create an alert', async () => {
    await pager.given(['team']);
    const { id } = await givenIntegration(pager, { type: 'opsgenie', serviceId: 'team' });
    const body = { message: 'Disk full', alias: 'db1-disk', priority: 'P2', details: { host: 'db1' } };
    const told = await tried(id, { body });
    expect(told).toMatchObject({
      errors: [],
      events: [{ type: 'alert', serviceId: 'team', would: 'open', key: 'db1-disk', summary: 'Disk full' }],
    });
    expect(told.events[0]).toMatchObject({ severity: 'error', details: { priority: 'P2', details: { host: 'db1' } } });
    const unnamed = (await tried(id, { body: { message: 'Without an alias' } })).events[0].key;
    expect(unnamed).not.toBe((await tried(id, { body: { message: 'Without an alias' } })).events[0].key);
    expect((await tried(id, { body: { alias: 'nothing said' } })).errors).toEqual(['message: can not be empty']);
    expect((await pager.get('/v1/services/team')).json.incident).toBeNull();
  });

  test('tells what would follow at the service', async () => {
    await pager.given(['quiet']);
    const { json } = await pager.get('/v1/escalation-policies');
    const escalationPolicyId = json.items[0].id;
    await pager.put('/v1/services/quiet', { name: 'Quiet', escalationPolicyId, pageFrom: 'error' });
    const tool = await givenIntegration(pager, { type: 'webhook', serviceId: 'quiet' });
    const would = async (body: object, other: object = {}) => {
      const { events } = await tried(tool.id, { body, ...other });
      return events.map((event: { would: string; serviceId: string }) => [event.would, event.serviceId]);
    };
    const disk = { key: 'disk', title: 'Disk full', severity: 'critical' };
    expect(await would({ ...disk, severity: 'info' })).toEqual([['record', 'quiet']]);
    expect(await would(disk)).toEqual([['open', 'quiet']]);
    expect(await would({ ...disk, state: 'resolved' })).toEqual([['nothing', 'quiet']]);
    expect(await would({ ...disk, state: 'acknowledged' })).toEqual([['note', 'quiet']]);

    const sent = await pager.call('POST', new URL(tool.url).pathname, { body: disk, key: null });
    expect(sent.status).toBeLessThan(300);
    expect(await would(disk)).toEqual([['repeat', 'quiet']]);
    expect(await would({ ...disk, key: 'lag' })).toEqual([['add', 'quiet']]);
    expect(await would({ ...disk, state: 'acknowledged' })).toEqual([['acknowledge', 'quiet']]);
    expect(await would({ ...disk, state: 'resolved' })).toEqual([['close', 'quiet']]);
    await pager.call('POST', new URL(tool.url).pathname, { body: { ...disk, key: 'lag' }, key: null });
    expect(await would({ ...disk, state: 'resolved' })).toEqual([['resolve', 'quiet']]);
  });

  test('goes by the rule that sending goes by, and can be asked of another one, or of none', async () => {
    await pager.given(['ruled', 'other']);
    const { json } = await pager.get('/v1/escalation-policies');
    const createWithPolicyId = json.items[0].id;
    const rule = { field: '/host', services: { h1: 'other' } };
    const { id } = await givenIntegration(pager, { type: 'webhook', serviceId: 'ruled', rule });
    const where = async (host: string, other: object = {}) => {
      const { events } = await tried(id, { body: { title: 'Disk full', key: 'disk', host }, ...other });
      return [events[0].serviceId, events[0].would];
    };
    expect(await where('h1')).toEqual(['other', 'open']);
    expect(await where('nobody-knows')).toEqual(['ruled', 'open']);
    expect(await where('nobody-knows', { rule: { ...rule, createWithPolicyId } })).toEqual(['nobody-knows', 'create']);
    expect(await where('nobody-knows', { serviceId: null })).toEqual(['nobody-knows', 'refuse']);
    expect(await where('h1', { rule: null })).toEqual(['ruled', 'open']);
    expect((await tried(id, { body: {}, rule: null, serviceId: null })).errors[0]).toContain('expected a "serviceId"');
    expect((await pager.get('/v1/services/nobody-knows')).status).toBe(404);
  });
});
