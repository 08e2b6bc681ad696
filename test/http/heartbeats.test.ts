/** Heartbeats by their native routes: configured strictly, pinged by anything, and loud when they are silent. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
let number = 0;
let id = '';
beforeAll(async () => {
  pager = await startHttp();
  await pager.given(['backups', 'other']);
});
afterAll(() => pager.stop());
beforeEach(() => {
  number += 1;
  id = `nightly-${number}`;
});

const path = (act = '') => `/v1/heartbeats/${id}${act}`;
const put = (changes: object = {}, headers: Record<string, string> = {}) =>
  pager.put(path(), { name: 'Nightly backup', serviceId: 'backups', interval: '10m', ...changes }, { headers });
const ping = (method: 'GET' | 'POST' = 'POST') => pager.call(method, path('/ping'));
const openAlerts = async (service = 'backups') =>
  ((await pager.get(`/v1/services/${service}`)).json.incident?.alerts ?? [])
    .filter(({ key }: { key: string }) => key === id)
    .map(({ summary, severity, source }: Record<string, string>) => ({ summary, severity, source }));

describe('the configuration of a heartbeat', () => {
  test('is created, read, replaced and deleted, with a revision that pings leave alone', async () => {
    const created = await put({ grace: '1m', labels: { team: 'ops' } });
    expect({ status: created.status, ...created.json }).toEqual({
      status: 201,
      id,
      name: 'Nightly backup',
      serviceId: 'backups',
      interval: '10m',
      grace: '1m',
      description: '',
      labels: { team: 'ops' },
      state: 'unstarted',
      createdAt: expect.stringMatching(/Z$/),
      lastPingAt: null,
      expiresAt: null,
      expiredAt: null,
      warnings: [],
    });
    await ping();
    const read = await pager.get(path());
    expect(read.headers.get('etag')).toBe(created.headers.get('etag'));
    const replaced = await put({ name: 'Backup' });
    expect([replaced.status, replaced.json.name, replaced.json.grace]).toEqual([200, 'Backup', undefined]);
    expect(replaced.headers.get('etag')).not.toBe(created.headers.get('etag'));
    expect((await pager.remove(path())).status).toBe(204);
    expect((await pager.get(path())).json).toMatchObject({ status: 404, code: 'not_found' });
    expect((await pager.remove(path())).status).toBe(404);
  });

  test('is not written over when somebody else changed it, and created once where that was asked', async () => {
    const tag = (await put({}, { 'If-None-Match': '*' })).headers.get('etag') ?? '';
    expect((await put({}, { 'If-None-Match': '*' })).status).toBe(412);
    expect((await put({ name: 'B' }, { 'If-Match': tag })).status).toBe(200);
    expect((await put({ name: 'C' }, { 'If-Match': tag })).status).toBe(412);
    expect((await pager.remove(path(), { headers: { 'If-Match': tag } })).status).toBe(412);
    expect((await pager.get(path())).json.name).toBe('B');
  });

  test('that is deleted and made again never has a revision twice', async () => {
    const tag = (await put()).headers.get('etag') ?? '';
    await pager.remove(path());
    expect((await put({}, { 'If-Match': tag })).status).toBe(412);
    expect((await put()).headers.get('etag')).not.toBe(tag);
  });

  test.each([
    ['/interval', { interval: 'often' }],
    ['/interval', { interval: '0s' }],
    ['/grace', { grace: '400d' }],
    ['/serviceId', { serviceId: 'nobody-knows' }],
    ['/severity', { severity: 'loud' }],
    ['/every', { every: '5m' }],
  ])('is refused with a pointer to %s', async (pointer, changes) => {
    const { status, json } = await put(changes);
    expect({ status, pointers: json.errors.map((error: { pointer: string }) => error.pointer) }).toEqual({
      status: 422,
      pointers: [pointer],
    });
    expect((await pager.get(path())).status).toBe(404);
  });

  test('is listed by id, by service and by state, page by page', async () => {
    for (const name of ['a', 'b', 'c']) {
      id = `listed-${number}-${name}`;
      await put({ serviceId: name === 'b' ? 'backups' : 'other' });
    }
    await ping();
    const ids = async (query: string) => {
      const { json } = await pager.get(`/v1/heartbeats?${query}`);
      const mine = json.items
        .map((item: { id: string }) => item.id)
        .filter((one: string) => one.startsWith(`listed-${number}`));
      return { mine, next: json.nextCursor };
    };
    expect((await ids('service=other&limit=500')).mine).toEqual([`listed-${number}-a`, `listed-${number}-c`]);
    expect((await ids('service=other&state=alive')).mine).toEqual([`listed-${number}-c`]);
    const first = await ids('service=other&limit=1');
    expect(first.mine).toEqual([`listed-${number}-a`]);
    const second = await ids(`service=other&limit=1&cursor=${first.next}`);
    expect(second).toEqual({ mine: [`listed-${number}-c`], next: null });
  });
});

describe('a ping', () => {
  test('of a heartbeat that nobody configured is refused, and leaves nothing behind', async () => {
    expect((await ping()).json).toMatchObject({ status: 404, code: 'not_found' });
    expect((await ping('GET')).status).toBe(404);
    const { keys, redis } = pager.running.runtime;
    const address = `heartbeat/${id}`;
    expect(await redis.exists(keys.partitionOf(address).actor(address))).toBe(0);
  });

  test('says when the next one is expected, whatever is sent along and however it is asked', async () => {
    await put({ grace: '5m' });
    const first = await ping();
    expect(first.json).toMatchObject({ id, state: 'alive', changed: true });
    expect(Date.parse(first.json.expiresAt) - Date.parse(first.json.lastPingAt)).toBe(15 * 60_000);
    expect((await ping('GET')).json).toMatchObject({ changed: false });
    const odd = await pager.post(`${path('/ping')}?host=db1`, 'not JSON', {
      headers: { 'Content-Type': 'text/plain' },
    });
    expect(odd.status).toBe(200);
  });
});

test('silence alerts the service once, and the next ping resolves that alert', async () => {
  await put({ severity: 'error' });
  await ping();
  await pager.passes('9m');
  await ping();
  await pager.passes('9m');
  expect(await openAlerts()).toEqual([]);
  await pager.passes('1m');
  expect(await openAlerts()).toEqual([
    { summary: 'Heartbeat "Nightly backup" is expired: not heard of for 10m', severity: 'error', source: 'heartbeat' },
  ]);
  expect((await pager.get(path())).json).toMatchObject({
    state: 'expired',
    expiresAt: null,
    expiredAt: expect.any(String),
  });
  await pager.passes('1h');
  expect((await pager.get('/v1/services/backups')).json.incident.alerts).toMatchObject([{ key: id, count: 1 }]);
  expect((await ping()).json).toMatchObject({ state: 'alive', changed: true });
  await pager.settled();
  expect(await openAlerts()).toEqual([]);
  expect((await pager.get('/v1/services/backups')).json.state).toBe('healthy');
});

test('one that is paused is not waited for, and its alert is over; resumed it is waited for anew', async () => {
  await put();
  expect((await pager.post(path('/resume'))).json).toMatchObject({ state: 'unstarted' });
  await ping();
  await pager.passes('10m');
  expect(await openAlerts()).toHaveLength(1);
  expect((await pager.post(path('/pause'))).json).toMatchObject({ state: 'paused', expiresAt: null });
  await pager.settled();
  expect(await openAlerts()).toEqual([]);
  await pager.passes('1h');
  expect((await ping()).json).toMatchObject({ state: 'paused', changed: false, expiresAt: null });
  expect((await pager.post(path('/resume'))).json).toMatchObject({ state: 'alive' });
  await pager.passes('9m');
  expect(await openAlerts()).toEqual([]);
  await pager.passes('1m');
  expect(await openAlerts()).toHaveLength(1);
  expect((await pager.remove(path())).status).toBe(204);
  await pager.settled();
  expect(await openAlerts()).toEqual([]);
});

test('one that is expired and given to another service takes its alert along', async () => {
  await put();
  await ping();
  await pager.passes('10m');
  expect(await openAlerts('backups')).toHaveLength(1);
  await put({ serviceId: 'other' });
  await pager.settled();
  expect([await openAlerts('backups'), (await openAlerts('other')).length]).toEqual([[], 1]);
  await ping();
  await pager.settled();
  expect(await openAlerts('other')).toEqual([]);
});

test('another interval is counted from when it was set', async () => {
  await put({ interval: '1d' });
  await ping();
  await pager.passes('2h');
  const { json } = await put({ interval: '1h' });
  expect(json.state).toBe('alive');
  await pager.passes('59m');
  expect(await openAlerts()).toEqual([]);
  await pager.passes('1m');
  expect(await openAlerts()).toHaveLength(1);
});

test('one whose service was deleted says so, and alerts it as soon as it is there again', async () => {
  await pager.given(['gone']);
  await put({ serviceId: 'gone' });
  await ping();
  await pager.remove('/v1/services/gone');
  expect((await pager.get(path())).json.warnings).toEqual([
    'there is no service "gone": nobody is told when it expires',
  ]);
  await pager.passes('10m');
  expect((await pager.get(path())).json.state).toBe('expired');
  // Beyond the last attempt of one delivery.
  for (let hours = 0; hours < 3; hours++) await pager.passes('40m');
  await pager.given(['gone']);
  await pager.passes('40m');
  expect(await openAlerts('gone')).toHaveLength(1);
});
