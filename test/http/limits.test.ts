/** One loud source, and what becomes of the others. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { LimitSettings } from '../../src/http/limits-settings.ts';
import { KEY, OTHER_KEY, startHttp, type TestPager } from '../harness/http.ts';
import { type ServedPager, startServed } from '../harness/served.ts';
import { until } from '../harness/until.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function givenPager(limits: Partial<LimitSettings>): Promise<TestPager> {
  const pager = await startHttp({ limits });
  stops.push(() => pager.stop());
  await pager.given(['db', 'search']);
  return pager;
}

const alert = (pager: TestPager, number: number, key = KEY, from = '127.0.0.1') =>
  pager.post('/v1/services/db/alert', { summary: `alert ${number}`, key: `k${number % 10}` }, { key, from });
const statuses = (answers: { status: number }[]) =>
  Object.fromEntries(
    [...new Set(answers.map(({ status }) => status))].map((status) => [
      status,
      answers.filter((answer) => answer.status === status).length,
    ]),
  );

describe('a source that has more under way than its share', () => {
  it('is told when to come again; what was refused is not stored, and is kept for people to see', async () => {
    const pager = await givenPager({ eventsUnderWay: 40 });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, number) => alert(pager, number)));
    expect(statuses(answers)).toEqual({ 200: 20, 429: 30 });
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(refused?.json).toMatchObject({ code: 'too_many_requests', status: 429 });
    const { json } = await pager.get('/v1/services/db');
    const counted = json.incident.alerts.reduce((sum: number, each: { count: number }) => sum + each.count, 0);
    expect(counted).toBe(20);
    const kept = await pager.refusals(30);
    expect(kept[0]).toMatchObject({ route: '/v1/services/{id}/alert', serviceId: 'db', code: 'too_many_requests' });
  });

  it('does not take the place of other keys, and of the same key elsewhere', async () => {
    const pager = await givenPager({ eventsUnderWay: 40 });
    const loud = Array.from({ length: 50 }, (_, number) => alert(pager, number));
    const quiet = [alert(pager, 1, OTHER_KEY), alert(pager, 2, KEY, '192.0.2.7'), alert(pager, 3, KEY, '2001:db8::1')];
    expect(statuses(await Promise.all(quiet))).toEqual({ 200: 3 });
    expect(statuses(await Promise.all(loud))).toEqual({ 200: 20, 429: 30 });
  });

  it('is one source with all addresses of its IPv6 network', async () => {
    const pager = await givenPager({ eventsUnderWay: 40 });
    const from = (number: number) => `2001:db8:0:1::${number.toString(16)}`;
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => alert(pager, n, KEY, from(n))));
    expect(statuses(answers)).toEqual({ 200: 20, 429: 30 });
  });

  it('has it back when its events are answered', async () => {
    const pager = await givenPager({ eventsUnderWay: 40 });
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, number) => alert(pager, number)));
      expect(statuses(answers)).toEqual({ 200: 20 });
    }
  });
});

describe('a batch', () => {
  const batch = (pager: TestPager, count: number) =>
    pager.post('/v1/events', {
      events: Array.from({ length: count }, () => ({ service: 'db', type: 'alert', summary: 'x' })),
    });

  it('counts as its events: it is taken whole, or nothing of it', async () => {
    const pager = await givenPager({ eventsUnderWay: 40 });
    const refused = await batch(pager, 21);
    expect([refused.status, refused.json.code]).toEqual([429, 'too_many_requests']);
    expect((await pager.get('/v1/services/db')).json.state).toBe('healthy');
    for (let round = 0; round < 3; round++) expect((await batch(pager, 20)).status).toBe(200);
  });

  it('of a thousand fits into what is set unless it is set otherwise', async () => {
    const pager = await givenPager({});
    expect((await batch(pager, 1_000)).status).toBe(200);
  });
});

describe('a source that is faster than its rate', () => {
  it('is told when to come again, and the others are not', async () => {
    const pager = await givenPager({ eventsPerSecond: 5 });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, number) => alert(pager, number)));
    expect(answers.map(({ status }) => status)).toContain(429);
    expect(statuses(answers)[200]).toBeGreaterThanOrEqual(5);
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(refused?.json.detail).toContain('more a second than it may');
    expect((await alert(pager, 1, OTHER_KEY)).status).toBe(200);
  });
});

describe('people, while a tool is loud with the same key at the same address', () => {
  it('acknowledge, and say that it is healthy', async () => {
    const pager = await givenPager({ eventsUnderWay: 40, eventsPerSecond: 20 });
    await alert(pager, 0, OTHER_KEY);
    const loud = Array.from({ length: 100 }, (_, number) => alert(pager, number));
    const acts = Array.from({ length: 30 }, (_, n) => pager.post('/v1/services/db/ack', { by: `person ${n}` }));
    expect(statuses(await Promise.all(acts))).toEqual({ 200: 30 });
    expect(statuses(await Promise.all(loud))[429]).toBeGreaterThan(0);
    expect((await pager.post('/v1/services/db/healthy', { by: 'ana' })).json.state).toBe('healthy');
  });

  it('acknowledge also when so many alerts about the service wait that no more of them fit', async () => {
    const pager = await givenPager({});
    await alert(pager, 0);
    const events = Array.from({ length: 1_000 }, (_, n) => ({
      service: 'db',
      type: 'alert',
      summary: 'x',
      key: `${n}`,
    }));
    const loud = [KEY, OTHER_KEY].map((key) => pager.post('/v1/events', { events }, { key }));
    const ack = pager.post('/v1/services/db/ack', { by: 'ana' });
    const answered = (await Promise.all(loud)).flatMap(({ status, json }) => json.results ?? [{ status }]);
    expect(statuses(answered)[503]).toBeGreaterThan(0);
    expect((await ack).status).toBe(200);
  });
});

describe('connections from one address', () => {
  async function givenServed(connections: number): Promise<ServedPager> {
    const served = await startServed({ limits: { connections } });
    stops.push(() => served.stop());
    await served.http.given(['db']);
    return served;
  }
  async function open(
    served: ServedPager,
  ): Promise<{ socket: Socket; received: () => string; isClosed: () => boolean }> {
    const socket = connect(served.server.port, '127.0.0.1');
    let text = '';
    let closed = false;
    socket.on('data', (data) => {
      text += data;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      closed = true;
    });
    stops.push(async () => socket.destroy());
    await once(socket, 'connect');
    return { socket, received: () => text, isClosed: () => closed };
  }
  const ask = ({ socket }: { socket: Socket }, method: string, path: string) =>
    socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: pager\r\nAuthorization: Bearer ${KEY}\r\nContent-Length: 0\r\n\r\n`,
    );
  async function busy(served: ServedPager) {
    const connection = await open(served);
    ask(connection, 'GET', '/v1/stream');
    await until(() => connection.received().includes('event: ping'));
    return connection;
  }

  it('one more than the limit ends the one that was idle longest', async () => {
    const served = await givenServed(3);
    const idle = [await open(served), await open(served), await open(served)];
    const stream = await busy(served);
    await until(() => idle[0]?.isClosed());
    expect(idle.slice(1).map(({ isClosed }) => isClosed())).toEqual([false, false]);
    expect(stream.isClosed()).toBe(false);
  });

  it('where none is idle the new one is told to come again, except for an act of a person', async () => {
    const served = await givenServed(2);
    await served.http.post('/v1/services/db/alert', { summary: 'x' });
    const streams = [await busy(served), await busy(served)];
    const third = await open(served);
    ask(third, 'GET', '/v1/services');
    await until(() => third.isClosed());
    expect(third.received()).toMatch(/^HTTP\/1\.1 429 .*retry-after: 1\r\n.*"code":"too_many_requests"/is);
    const fourth = await open(served);
    ask(fourth, 'POST', '/v1/services/db/ack');
    await until(() => fourth.received().includes('"result":"acknowledged"'));
    expect(streams.map(({ isClosed }) => isClosed())).toEqual([false, false]);
  });

  it('as many again are ended without a word', async () => {
    const served = await givenServed(2);
    await busy(served);
    await busy(served);
    const crowded = [await busyAct(served), await busyAct(served)];
    const fifth = await open(served);
    await until(() => fifth.isClosed());
    expect(fifth.received()).toBe('');
    expect(crowded.map(({ isClosed }) => isClosed())).toEqual([false, false]);
  });

  /** It never ends its body, so its request stays under way. */
  async function busyAct(served: ServedPager) {
    const connection = await open(served);
    connection.socket.write(
      `POST /v1/services/db/ack HTTP/1.1\r\nHost: pager\r\nAuthorization: Bearer ${KEY}\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n{`,
    );
    await until(() => connection.received().includes('100 Continue'));
    return connection;
  }
});
