/** What real clients of Opsgenie force on a server: addresses, keys, bodies, and answers that never are anything but a JSON object. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KEY, startHttp, type TestPager } from '../../harness/http.ts';
import { keptRequests } from '../../harness/integration.ts';
import { ALIAS, givenOpsgenie, type OpsgenieCaller } from '../../harness/opsgenie.ts';

const CAPTURES = new URL('../../fixtures/captures/', import.meta.url);
const GROUP = '62030f51766ae9597a6b54a7c8826d18728665c37c5a3eea90d6241eedb7db0b';

let pager: TestPager;
let opsgenie: OpsgenieCaller;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given();
});
afterAll(() => pager.stop());
beforeEach(async () => {
  opsgenie = await givenOpsgenie(pager);
});

const asked = (headers: Record<string, string> = {}) => ({ key: null, headers });
const genie = () => asked({ Authorization: `GenieKey ${opsgenie.key}` });
const ALERT = { message: 'Disk full', alias: ALIAS };

describe('addresses', () => {
  test.each(['/v2/alerts', '/v2/alerts/', '//v2/alerts', '/opsgenie/v2/alerts', '/opsgenie//v2/alerts/'])(
    'POST %s creates',
    async (path) => {
      expect((await pager.post(path, ALERT, genie())).status).toBe(202);
      expect((await opsgenie.alert()).count).toBe(1);
    },
  );

  test.each([
    ['db1 / web', 'db1%20%2F%20web'],
    ['a/b', 'a/b'],
    ['a/b/close', 'a%2Fb%2Fclose'],
    ['100% ü', '100%25%20%C3%BC'],
    ['a+b', 'a+b'],
  ])('alias %s is found as %s', async (alias, written) => {
    await opsgenie.create({ alias });
    const { status } = await pager.post(`/v2/alerts/${written}/close/?identifierType=alias`, undefined, genie());
    expect(status).toBe(202);
    expect((await opsgenie.state()).state).toBe('healthy');
  });
});

describe('keys', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  test.each([
    ['GenieKey', (key: string) => asked({ Authorization: `GenieKey ${key}` })],
    [
      'GenieKey in capitals, with a line’s end',
      (key: string) => asked({ Authorization: `geniekey ${key.toUpperCase()} ` }),
    ],
    ['Basic with the key alone', (key: string) => asked({ Authorization: `Basic ${base64(key)}` })],
    ['Basic with the key as the name', (key: string) => asked({ Authorization: `Basic ${base64(`${key}:`)}` })],
    ['Basic with the key as the password', (key: string) => asked({ Authorization: `Basic ${base64(`user:${key}`)}` })],
  ])('%s', async (_, how) => {
    expect((await pager.post('/v2/alerts', ALERT, how(opsgenie.key))).status).toBe(202);
  });

  test('behind the question mark', async () => {
    expect((await pager.post(`/v2/alerts?apiKey=${opsgenie.key}`, ALERT, asked())).status).toBe(202);
  });

  test.each([
    ['nobody’s', '11111111-2222-3333-4444-555555555555', 401, 'Could not authenticate'],
    ['of no form', 'not-a-key', 422, 'Key format is not valid!'],
  ])('a key that is %s is refused', async (_, key, status, message) => {
    for (const path of ['/v2/alerts', '/opsgenie/v2/alerts']) {
      const answer = await pager.post(path, ALERT, asked({ Authorization: `GenieKey ${key}` }));
      expect({ status: answer.status, message: answer.json.message }).toEqual({ status, message });
    }
    expect((await pager.get('/v2/alerts', asked({ Authorization: `GenieKey ${key}` }))).status).toBe(status);
  });

  test('no key, or the administrator’s, is none', async () => {
    expect((await pager.post('/v2/alerts', ALERT, asked())).status).toBe(401);
    expect((await pager.get('/v2/alerts', { key: KEY })).json.message).toBe('Key format is not valid!');
  });
});

describe('bodies', () => {
  test('JSON is JSON whatever the content type says, and white space around it is no fault', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/json; charset=utf-8']) {
      const headers = { Authorization: `GenieKey ${opsgenie.key}`, 'Content-Type': type };
      const { status } = await pager.post('/v2/alerts', `\n  ${JSON.stringify(ALERT)}\n`, asked(headers));
      expect(status).toBe(202);
    }
    expect((await opsgenie.alert()).count).toBe(3);
  });

  test.each([[undefined], ['null'], ['  ']])('an act needs none, and takes %j for none', async (body) => {
    await opsgenie.create();
    for (const act of ['acknowledge', 'unacknowledge', 'close']) {
      const { status } = await pager.post(`/v2/alerts/${ALIAS}/${act}?identifierType=alias`, body, genie());
      expect(status).toBe(202);
    }
  });

  test('one that can’t be read is 400, one that is too large 413, each a JSON object in Opsgenie’s words', async () => {
    const unreadable = await pager.post('/v2/alerts', '{"message":', genie());
    expect(unreadable).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining('expected a JSON object') },
    });
    const large = await pager.post('/v2/alerts', { ...ALERT, note: 'x'.repeat(600_000) }, genie());
    expect(large).toMatchObject({ status: 413, json: { message: expect.any(String), requestId: expect.any(String) } });
  });
});

test.each([
  ['GET', '/opsgenie/v2/teams'],
  ['PATCH', '/v2/alerts'],
  ['POST', '/v2/alerts/x/attachment'],
  ['PUT', '/v2/heartbeats'],
])('%s %s is not here, and that is told in Opsgenie’s words', async (method, path) => {
  const { status, json } = await pager.call(method, path, genie());
  expect({ status, json }).toMatchObject({
    status: 404,
    json: {
      message: expect.stringContaining(`${method} ${path}`),
      took: expect.any(Number),
      requestId: expect.any(String),
    },
  });
});

test('the status of a request is asked for at once, as often as a client likes; one that never was is not found', async () => {
  const { json } = await opsgenie.create();
  for (let asking = 0; asking < 25; asking++) {
    const { status, json: answer } = await opsgenie.call('GET', `/v2/alerts/requests/${json.requestId}`);
    expect({ status, success: answer.data.success }).toEqual({ status: 200, success: true });
    expect(answer.requestId).not.toBe(json.requestId);
  }
  expect((await opsgenie.call('GET', '/v2/alerts/requests/00000000-0000-0000-0000-000000000000')).status).toBe(404);
  expect((await opsgenie.call('GET', '/v2/alerts/requests/none')).status).toBe(404);
});

test('the id of a request stands in the header too, where the client for Go looks for it', async () => {
  const created = await opsgenie.create();
  const id = created.headers.get('x-request-id');
  expect(id).toBe(created.json.requestId);
  expect((await opsgenie.call('GET', `/v2/alerts/requests/${id}`)).json.data.alias).toBe(ALIAS);
  for (const path of ['/v2/alerts/none', '/v2/alerts?limit=x', '/v2/alerts/a/b/nothing', '/opsgenie/v2/teams']) {
    const { headers, json } = await opsgenie.call('GET', path);
    expect({ path, id: headers.get('x-request-id') }).toEqual({ path, id: json.requestId });
  }
});

test('what came is kept for looking at, without the key, and readings are not', async () => {
  await opsgenie.create({ user: 'ana@example.com' });
  await opsgenie.alert();
  await opsgenie.act('close');
  const kept = await keptRequests(pager, opsgenie.id, 2);
  expect(
    kept.map(({ method, path, status }: { method: string; path: string; status: number }) => ({
      method,
      path,
      status,
    })),
  ).toEqual([
    { method: 'POST', path: `/v2/alerts/${ALIAS}/close?identifierType=alias`, status: 202 },
    { method: 'POST', path: '/v2/alerts', status: 202 },
  ]);
  expect(kept[1].events).toMatchObject([{ type: 'alert', key: ALIAS, serviceId: opsgenie.service, result: 'opened' }]);
  await pager.post(`/v2/alerts?apiKey=${opsgenie.key}`, ALERT, asked());
  expect(JSON.stringify(await keptRequests(pager, opsgenie.id, 3))).not.toContain(opsgenie.key);
});

describe('what Alertmanager 0.25 sent', () => {
  async function replay(name: string) {
    const { method, path, headers, body } = JSON.parse(readFileSync(new URL(`${name}.json`, CAPTURES), 'utf8'));
    const { 'content-length': _, host: __, ...sent } = headers;
    return await pager.call(method, path, {
      body: `${JSON.stringify(body)}\n`,
      headers: { ...sent, authorization: `GenieKey ${opsgenie.key}` },
      key: null,
    });
  }
  const open = async () =>
    (await opsgenie.state()).incident?.alerts.map(({ summary }: { summary: string }) => summary) ?? [];

  test('fires, and ends', async () => {
    expect(await replay('alertmanager-0.25.0-firing-03')).toMatchObject({
      status: 202,
      json: { result: 'Request will be processed' },
    });
    expect(await open()).toEqual(['[FIRING:1] DiskFull (db1:9100 node critical)']);
    expect(await opsgenie.alert(GROUP)).toMatchObject({
      details: { instance: 'db1:9100', severity: 'critical' },
      priority: 'P3',
    });
    expect((await replay('alertmanager-0.25.0-resolved-01')).status).toBe(202);
    expect((await opsgenie.state()).state).toBe('healthy');
  });

  test('changes with its group, and goes on as one alert', async () => {
    for (const [name, message] of [
      ['full-2-firing-01', '[FIRING:2] DiskFull (node critical)'],
      ['full-2-firing-03', '[FIRING:2] DiskFull (node critical)'],
      ['full-2-firing-06', '[FIRING:2] DiskFull (node critical)'],
      ['full-1-firing-1-resolved-01', '[FIRING:1] DiskFull (node critical)'],
      ['full-1-firing-1-resolved-04', '[FIRING:1] DiskFull (node critical)'],
      ['full-1-firing-1-resolved-06', '[FIRING:1] DiskFull (node critical)'],
      ['full-all-resolved-04', null],
    ] as const) {
      expect({ name, status: (await replay(`alertmanager-0.25.0-${name}`)).status }).toEqual({ name, status: 202 });
      expect({ name, open: await open() }).toEqual({ name, open: message === null ? [] : [message] });
    }
  });
});
