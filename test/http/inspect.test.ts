/** The inspector's socket, met with the client that its protocol's authors ship. */
import { once } from 'node:events';
import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { createMachine } from 'xstate';
import { KEY } from '../harness/http.ts';
import { type ServedPager, startServed } from '../harness/served.ts';
import { until } from '../harness/until.ts';

let served: ServedPager;
const opened: WebSocket[] = [];

beforeEach(async () => {
  served = await startServed();
  await served.http.given(['db', 'web']);
});
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.terminate();
  await served.stop();
});

const address = (query: string, path = '/inspect') => `${served.url.replace('http', 'ws')}${path}${query}`;
const newTicket = async (from = served): Promise<string> => (await from.http.post('/v1/inspect-tickets')).json.ticket;
const alert = (id: string) => served.http.post(`/v1/services/${id}/alert`, { summary: 'disk full' });

/** Everything that the ready-made client hears. */
async function receive(query: string): Promise<StatelyInspectionEvent[]> {
  const heard: StatelyInspectionEvent[] = [];
  createWebSocketReceiver({ server: address(`${query}&ticket=${await newTicket()}`) }).subscribe((event) => {
    heard.push(event);
  });
  return heard;
}

/** How the server answers a handshake: with a status, or with the code and the reason that it closes the socket with. */
async function knock(
  query: string,
  options: ClientOptions = {},
  path?: string,
): Promise<{ status?: number; code?: number; reason?: string; text?: string }> {
  const socket = new WebSocket(address(query, path), options);
  opened.push(socket);
  return await new Promise((resolve, reject) => {
    socket.on('unexpected-response', async (_request, response) => {
      const chunks = await response.toArray();
      resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
    });
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    socket.on('message', () => resolve({ status: 101 }));
    socket.on('error', reject);
  });
}

const withKey = { headers: { Authorization: `Bearer ${KEY}` } };
const ACTOR = '?actor=monitored-service/db';

describe('createWebSocketReceiver', () => {
  it('hears the actor with its chart first, then every event with the snapshot behind it', async () => {
    const heard = await receive(ACTOR);
    const beginning = await until(() => heard[0]);
    expect(beginning).toMatchObject({ type: '@xstate.actor', sessionId: 'monitored-service/db' });
    if (beginning.type !== '@xstate.actor') throw new Error('it begins otherwise');
    expect(beginning.snapshot).toMatchObject({ status: 'active', value: 'healthy' });
    const chart = createMachine(JSON.parse(beginning.definition ?? ''));
    expect(Object.keys(chart.states)).toEqual(['healthy', 'unhealthy']);
    expect(Object.keys(chart.states.unhealthy?.states ?? {})).toEqual(['unacked', 'acked']);

    await alert('db');
    await until(() => heard.length >= 3);
    expect(heard[1]).toMatchObject({
      type: '@xstate.event',
      sessionId: 'monitored-service/db',
      event: { type: 'alert' },
    });
    expect(heard[2]).toMatchObject({
      type: '@xstate.snapshot',
      event: { type: 'alert' },
      snapshot: { status: 'active', value: { unhealthy: { unacked: 'escalating' } }, context: { lastNumber: 1 } },
    });
    expect(JSON.stringify(heard)).not.toContain('ana@example.com');
  });

  it('hears of the actors it asked for, also events that changed nothing, and of no other', async () => {
    const heard = await receive('?actor=monitored-service/db&actor=monitored-service/web');
    await until(() => heard.length >= 2);
    await served.http.given(['other']);
    await alert('other');
    await alert('web');
    await served.http.post('/v1/services/db/resolve', {});
    await until(() => heard.filter(({ type }) => type === '@xstate.event').length >= 2);
    expect(new Set(heard.map(({ sessionId }) => sessionId))).toEqual(
      new Set(['monitored-service/db', 'monitored-service/web']),
    );
    const ignored = heard.find((event) => event.type === '@xstate.event' && event.event.type === 'resolve');
    expect(ignored).toMatchObject({ event: { answer: { changed: false, reason: 'not_unhealthy' } } });
  });
});

it('an actor of any machine is shown, with its own chart', async () => {
  await served.http.put('/v1/heartbeats/nightly', { name: 'Nightly', serviceId: 'db', interval: '10m' });
  const heard = await receive('?actor=heartbeat/nightly');
  const beginning = await until(() => heard[0]);
  if (beginning.type !== '@xstate.actor') throw new Error('it begins otherwise');
  expect(beginning.snapshot).toMatchObject({ value: { present: 'unstarted' } });
  expect(Object.keys(createMachine(JSON.parse(beginning.definition ?? '')).states)).toEqual(['absent', 'present']);
  await served.http.post('/v1/heartbeats/nightly/ping');
  await until(() => heard.length >= 3);
  expect(heard[2]).toMatchObject({ type: '@xstate.snapshot', snapshot: { value: { present: 'alive' } } });
});

describe('who may look', () => {
  it('is whoever has the key, as a bearer token or as a password', async () => {
    const basic = `Basic ${Buffer.from(`anybody:${KEY}`).toString('base64')}`;
    expect(await knock(ACTOR, withKey)).toEqual({ status: 101 });
    expect(await knock(ACTOR, { headers: { Authorization: basic } })).toEqual({ status: 101 });
    expect(await knock(ACTOR)).toMatchObject({ status: 401 });
    const inTheClear = { Authorization: basic, 'X-Forwarded-Proto': 'http' };
    expect(await knock(ACTOR, { headers: inTheClear })).toMatchObject({ status: 401 });
    expect(await knock(ACTOR, { headers: { Authorization: 'Bearer wrong' } })).toMatchObject({ status: 401 });
  });

  it('is whoever has a ticket, once', async () => {
    const answer = await served.http.post('/v1/inspect-tickets');
    expect(answer.status).toBe(201);
    expect(Date.parse(answer.json.expiresAt)).toBeGreaterThan(Date.now());
    const query = `${ACTOR}&ticket=${answer.json.ticket}`;
    const [first, second] = await Promise.all([knock(query), knock(query)]);
    expect([first.status, second.status].sort()).toEqual([101, 401]);
    expect(await knock(query)).toEqual({ status: 401, text: 'This ticket is unknown, used, or over a minute old.' });
    expect(await knock(`${ACTOR}&ticket=made-up`, withKey)).toMatchObject({ status: 401 });
  });

  it('is not a page of another site, which a browser would lend its credentials', async () => {
    const from = (origin: string) => ({ headers: { ...withKey.headers, Origin: origin } });
    expect(await knock(ACTOR, from('https://evil.example.com'))).toMatchObject({ status: 403 });
    expect(await knock(ACTOR, from('null'))).toMatchObject({ status: 403 });
    expect(await knock(ACTOR, from(served.url))).toEqual({ status: 101 });
    expect(await knock(ACTOR, from('https://pager.example.com'))).toEqual({ status: 101 });
    const ticket = await newTicket();
    expect(await knock(`${ACTOR}&ticket=${ticket}`, { headers: { Origin: 'https://evil.example.com' } })).toEqual({
      status: 101,
    });
  });
});

describe('a bad request', () => {
  it('for an actor is closed with a code and what was expected', async () => {
    const expected = 'expected ?actor=<machine>/<id>';
    expect(await knock('', withKey)).toEqual({ code: 4400, reason: `no actor is named; ${expected}` });
    expect(await knock('?actor=door', withKey)).toEqual({ code: 4400, reason: `bad actor name; ${expected}` });
    expect(await knock('?actor=door/7', withKey)).toEqual({ code: 4404, reason: 'there is no actor "door/7"' });
    expect(await knock('?actor=monitored-service/nowhere', withKey)).toEqual({
      code: 4404,
      reason: 'there is no actor "monitored-service/nowhere"',
    });
  });

  it('for another socket is told where the only one is', async () => {
    expect(await knock('', withKey, '/elsewhere')).toEqual({ status: 404, text: 'The only socket here is /inspect.' });
  });
});

it('a server that stops says so to whoever looks', async () => {
  const socket = new WebSocket(address(ACTOR), withKey);
  opened.push(socket);
  await once(socket, 'message');
  const [[code]] = await Promise.all([once(socket, 'close'), served.server.close()]);
  expect(code).toBe(1001);
});
