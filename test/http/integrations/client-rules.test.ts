/** What the clients of other vendors force on a server, rule by rule: each was seen to fail where a server did otherwise. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { type GivenIntegration, givenIntegration } from '../../harness/integration.ts';

let pager: TestPager;
let pagerduty: GivenIntegration;
let alertmanager: GivenIntegration;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given(['db', 'web']);
  pagerduty = await givenIntegration(pager, { type: 'pagerduty', serviceId: 'db' });
  alertmanager = await givenIntegration(pager, { type: 'alertmanager', serviceId: 'web' });
});
afterAll(() => pager.stop());

const service = async (id: string) => (await pager.get(`/v1/services/${id}`)).json;
const openKeys = async (id: string): Promise<string[]> =>
  ((await service(id)).incident?.alerts ?? []).map(({ key }: { key: string }) => key);
const trigger = (key: string, fields: object = {}) => ({
  routing_key: pagerduty.key,
  event_action: 'trigger',
  dedup_key: key,
  payload: { summary: 'Disk full', source: 'db1', severity: 'critical' },
  ...fields,
});
const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  pager.post(path, body, { key: null, headers });
const firing = (groupKey: string, fields: object = {}) => ({
  version: '4',
  groupKey,
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'DiskFull' },
      annotations: { summary: 'Disk full' },
      fingerprint: groupKey,
    },
  ],
  truncatedAlerts: 0,
  ...fields,
});

describe('addresses', () => {
  test('a slash at the end is ignored, and two in a row are one', async () => {
    for (const path of ['/v2/enqueue/', '/v2//enqueue', '/pagerduty//v2/enqueue//']) {
      expect((await send(path, trigger(path))).status).toBe(202);
      expect(await openKeys('db')).toContain(path);
    }
    expect((await send(`/v1//integrations/alertmanager/${alertmanager.key}/`, firing('slashes'))).status).toBe(200);
  });

  test('PagerDuty is at the root and under a prefix of its own', async () => {
    for (const prefix of ['', '/pagerduty']) {
      expect((await send(`${prefix}/v2/enqueue`, trigger(`at${prefix}`))).status).toBe(202);
      const change = { routing_key: pagerduty.key, payload: { summary: 'deploy' } };
      expect((await send(`${prefix}/v2/change/enqueue`, change)).status).toBe(202);
      const old = { service_key: pagerduty.key, event_type: 'resolve', incident_key: `at${prefix}` };
      expect((await send(`${prefix}/generic/2010-04-15/create_event.json`, old)).status).toBe(200);
    }
  });
});

describe('bodies', () => {
  test('they are read as JSON whatever the content type says, with white space around them', async () => {
    const types = [
      'application/x-www-form-urlencoded',
      'text/plain',
      'application/json; charset=utf-8',
      'application/json',
    ];
    for (const type of types) {
      const body = `\n    ${JSON.stringify(trigger(type))}\n`;
      expect((await send('/v2/enqueue', body, { 'Content-Type': type })).status).toBe(202);
      expect(await openKeys('db')).toContain(type);
    }
  });

  test('a resolve may have a payload or none, and an acknowledgement too', async () => {
    for (const event_action of ['acknowledge', 'resolve']) {
      await send('/v2/enqueue', trigger('with or without'));
      for (const payload of [undefined, { summary: 'over', source: 'db1', severity: 'info' }]) {
        expect((await send('/v2/enqueue', trigger('with or without', { event_action, payload }))).status).toBe(202);
      }
    }
    expect(await openKeys('db')).not.toContain('with or without');
  });

  test('unknown keys and those of version 1 are ignored, and so are blanks', async () => {
    const odd = {
      service_key: 'x',
      incident_key: 'y',
      new_in_2030: [],
      client: '',
      client_url: '',
      links: [{ href: '' }],
      images: [],
    };
    const payload = {
      summary: 'Disk full',
      source: '',
      severity: 'sev-unheard-of',
      component: '',
      custom_details: 'a text',
    };
    expect((await send('/v2/enqueue', trigger('odd', { ...odd, payload }))).status).toBe(202);
    const { incident } = await service('db');
    expect(incident.alerts.find(({ key }: { key: string }) => key === 'odd').severity).toBe('critical');
    expect((await send('/v2/enqueue', trigger('odd', { event_action: 'resolve' }))).status).toBe(202);
  });

  test('an over-long summary is cut and not refused', async () => {
    const payload = { summary: 'x'.repeat(5_000), source: 'db1', severity: 'info' };
    expect((await send('/v2/enqueue', trigger('long', { payload }))).status).toBe(202);
    const { items } = (await pager.get('/v1/services/db/timeline')).json;
    expect(items[0].data.summary).toHaveLength(1_024);
  });

  test('a version other than 4 and fields that are new are no reason to refuse a group', async () => {
    const later = firing('later', { version: '7', notification_reason: 'firing', routeLabels: {} });
    expect((await send(`/v1/integrations/alertmanager/${alertmanager.key}`, later)).status).toBe(200);
    expect(await openKeys('web')).toContain('later');
  });
});

describe('answers', () => {
  test('the codes of success are those that clients compare', async () => {
    const old = { service_key: pagerduty.key, event_type: 'trigger', incident_key: 'v1', description: 'Disk full' };
    const answers = {
      v2: await send('/v2/enqueue', trigger('codes')),
      change: await send('/v2/change/enqueue', { routing_key: pagerduty.key, payload: { summary: 'deploy' } }),
      v1: await send('/generic/2010-04-15/create_event.json', old),
    };
    expect(Object.values(answers).map(({ status }) => status)).toEqual([202, 202, 200]);
    expect(answers.v1.json).toEqual({ status: 'success', message: 'Event processed', incident_key: 'v1' });
  });

  test('version 2 tells the dedup key of all three actions, and makes one for a trigger that has none', async () => {
    for (const event_action of ['trigger', 'acknowledge', 'resolve']) {
      const { json } = await send('/v2/enqueue', trigger('told', { event_action }));
      expect(json).toEqual({ status: 'success', message: 'Event processed', dedup_key: 'told' });
    }
    const { json } = await send('/v2/enqueue', trigger('', { dedup_key: undefined }));
    expect(json.dedup_key).toMatch(/^[0-9a-f]{32}$/);
    expect(await openKeys('db')).toContain(json.dedup_key);
  });

  test('each is a JSON object that holds something, whatever was wrong', async () => {
    const large = trigger('large', { payload: { summary: 'x'.repeat(600_000) } });
    const place = `/v1/integrations/alertmanager/${alertmanager.key}`;
    const wrong: [string, string, unknown, number][] = [
      ['POST', '/v2/enqueue', '', 400],
      ['POST', '/v2/enqueue', '{"routing_key":', 400],
      ['POST', '/v2/enqueue', '[]', 400],
      ['POST', '/v2/enqueue', new Uint8Array([0xff, 0xfe]), 400],
      ['POST', '/v2/enqueue', { routing_key: 'x' }, 400],
      ['POST', '/v2/enqueue', { routing_key: pagerduty.key }, 400],
      ['POST', '/v2/enqueue', large, 413],
      ['GET', '/v2/enqueue', undefined, 405],
      ['POST', '/generic/2010-04-15/create_event.json', { service_key: pagerduty.key }, 400],
      ['POST', '/pagerduty/v3/enqueue', {}, 401],
      ['POST', place, 'no JSON', 400],
      ['POST', place, {}, 422],
      ['POST', place, large, 413],
      ['PUT', place, firing('put'), 405],
      ['POST', '/v1/integrations/alertmanager/unknown', firing('x'), 401],
    ];
    for (const [method, path, body, status] of wrong) {
      const answer = await pager.call(method, path, { body, key: null });
      expect({ method, path, status: answer.status }).toEqual({ method, path, status });
      expect(Object.keys(answer.json).length, path).toBeGreaterThan(0);
    }
  });

  test('what is refused is told in the texts of the vendor', async () => {
    const told = async (body: unknown) => (await send('/v2/enqueue', body)).json;
    expect(await told({ ...trigger('x'), routing_key: '0'.repeat(32) })).toEqual({
      status: 'invalid event',
      message: 'Event object is invalid',
      errors: ['Invalid routing key'],
    });
    expect((await told({ routing_key: pagerduty.key, event_action: 'resolve' })).errors).toEqual([
      "'dedup_key' is missing or blank",
    ]);
    expect((await told(trigger('x', { payload: {} }))).errors).toEqual(["'payload.summary' is missing or blank"]);
    expect((await told(trigger('x', { event_action: 'page' }))).errors[0]).toContain("'event_action' is invalid");
    expect((await told('{')).status).toBe('Unrecognized object');
  });
});

describe('keys', () => {
  test('the same key of two integrations is two alerts, and neither ends the other', async () => {
    await pager.given(['shared']);
    const [one, other] = [
      await givenIntegration(pager, { type: 'pagerduty', serviceId: 'shared' }),
      await givenIntegration(pager, { type: 'pagerduty', serviceId: 'shared' }),
    ];
    for (const { key } of [one, other]) await send('/v2/enqueue', trigger('same', { routing_key: key }));
    expect(await openKeys('shared')).toEqual(['same', 'same']);
    await send('/v2/enqueue', trigger('same', { routing_key: one.key, event_action: 'resolve' }));
    const { incident } = await service('shared');
    expect(incident.alerts).toMatchObject([{ key: 'same', source: other.id }]);
  });

  test('an acknowledgement or a resolve of what is not open changes nothing, and is accepted', async () => {
    await pager.given(['quiet']);
    const { key } = await givenIntegration(pager, { type: 'pagerduty', serviceId: 'quiet' });
    for (const event_action of ['acknowledge', 'resolve']) {
      expect((await send('/v2/enqueue', trigger('unheard of', { routing_key: key, event_action }))).status).toBe(202);
    }
    expect((await service('quiet')).state).toBe('healthy');
    await send('/v2/enqueue', trigger('open', { routing_key: key }));
    await send('/v2/enqueue', trigger('unheard of', { routing_key: key, event_action: 'acknowledge' }));
    expect((await service('quiet')).state).toBe('escalating');
    const { items } = (await pager.get('/v1/services/quiet/timeline')).json;
    expect(items.filter(({ text }: { text: string }) => text.includes('"unheard of", which is not open'))).toHaveLength(
      2,
    );
  });

  test('what a client sends again is recognised, and nobody is notified twice', async () => {
    await pager.given(['again']);
    const { key } = await givenIntegration(pager, { type: 'pagerduty', serviceId: 'again' });
    await pager.settled();
    const before = pager.sent.length;
    await Promise.all(Array.from({ length: 10 }, () => send('/v2/enqueue', trigger('again', { routing_key: key }))));
    await pager.settled();
    expect(pager.sent.length - before).toBe(1);
    expect((await service('again')).incident.alerts).toMatchObject([{ key: 'again', count: 10 }]);
  });

  test('a key that is too long to be kept is still one key', async () => {
    const long = 'k'.repeat(2_000);
    await send('/v2/enqueue', trigger(`${long}1`));
    await send('/v2/enqueue', trigger(`${long}2`));
    expect((await openKeys('db')).filter((key) => key.startsWith('kkk'))).toHaveLength(2);
    for (const end of ['1', '2']) await send('/v2/enqueue', trigger(long + end, { event_action: 'resolve' }));
    expect((await openKeys('db')).filter((key) => key.startsWith('kkk'))).toHaveLength(0);
  });
});
