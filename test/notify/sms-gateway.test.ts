import { type AddressInfo, createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Channel } from '../../src/notify/channel.ts';
import { createSmsGateway } from '../../src/notify/sms-gateway.ts';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { aMessage, anSms, SENT_AT } from '../harness/message.ts';

const NEVER = new AbortController().signal;
const TOKEN = 'sms-token-0123456789';
const SECOND = 1_000;

describe('an SMS through a gateway', () => {
  let gateway: Gateway;
  let channel: Channel;
  beforeEach(async () => {
    gateway = await startGateway();
    channel = createSmsGateway({ url: `${gateway.url}/send?account=acme`, token: TOKEN });
  });
  afterEach(async () => {
    await channel.close();
    await gateway.stop();
  });
  const send = (signal = NEVER) => channel.send(anSms(), SENT_AT, signal);

  it('is posted as JSON, with a bearer token and the id of the notification', async () => {
    expect(await send()).toEqual({ outcome: 'accepted' });
    const [request] = gateway.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/send?account=acme' });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: `Bearer ${TOKEN}`,
      'content-length': String(Buffer.byteLength(request?.body ?? '')),
    });
    expect(request?.json()).toEqual({
      id: '7pVxkQ2mZ0aB1cD2e',
      to: '+33612345678',
      text: 'Checkout DB: disk full Ack: https://pager.example.com/a/7Zm9vYmFyYmF6cXV4YmF6Q',
    });
  });

  it('is not sent when it is somebody else’s by the time the connection stands', async () => {
    const notHeld = () => channel.send(anSms(), SENT_AT, NEVER, () => Promise.resolve(false));
    expect(await notHeld()).toEqual({ outcome: 'notHeld' });
    expect(gateway.requests).toEqual([]);
    // A connection that is kept makes no difference.
    await send();
    expect(await notHeld()).toEqual({ outcome: 'notHeld' });
    expect(await channel.send(anSms(), SENT_AT, NEVER, () => false)).toEqual({ outcome: 'notHeld' });
    expect(await send()).toEqual({ outcome: 'accepted' });
    expect(gateway.requests).toHaveLength(2);
  });

  it('is sent once, when somebody else had to be asked and says that it is ours', async () => {
    let asked = 0;
    // Never known without a question, as for a process whose Redis is slow.
    const ours = () => {
      asked++;
      return setImmediate(true);
    };
    expect(await channel.send(anSms(), SENT_AT, NEVER, ours)).toEqual({ outcome: 'accepted' });
    expect(await channel.send(anSms(), SENT_AT, NEVER, ours)).toEqual({ outcome: 'accepted' });
    expect(asked).toBe(2);
    expect(gateway.requests).toHaveLength(2);
  });

  it('is not sent when its time is over before it is known whose it is', async () => {
    const limit = new AbortController();
    const late = async () => {
      limit.abort();
      return await setImmediate(true);
    };
    expect(await channel.send(anSms(), SENT_AT, limit.signal, late)).toMatchObject({
      outcome: 'retry',
      unknown: false,
    });
    expect(await send()).toEqual({ outcome: 'accepted' });
    expect(gateway.requests).toHaveLength(1);
  });

  it('has the same id on every attempt', async () => {
    gateway.answer({ status: 500 });
    await send();
    gateway.answer({ status: 202 });
    await send();
    const ids = gateway.requests.map((request) => (request.json() as { id: string }).id);
    expect(ids).toEqual(['7pVxkQ2mZ0aB1cD2e', '7pVxkQ2mZ0aB1cD2e']);
  });

  it('carries no credentials where none are set, and Basic where the URL holds them', async () => {
    const open = createSmsGateway({ url: gateway.url });
    await open.send(anSms(), SENT_AT, NEVER);
    const basic = createSmsGateway({ url: gateway.url.replace('//', '//user:p%40ss@') });
    await basic.send(anSms(), SENT_AT, NEVER);
    await Promise.all([open.close(), basic.close()]);
    expect(gateway.requests[0]?.headers.authorization).toBeUndefined();
    expect(gateway.requests[1]?.headers.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
    expect(basic.description).toBe(`SMS gateway 127.0.0.1:${gateway.port}`);
  });

  it.each([200, 201, 202, 204])('is accepted on %i', async (status) => {
    gateway.answer({ status });
    expect(await send()).toEqual({ outcome: 'accepted' });
  });

  it.each([400, 401, 403, 404, 410, 422])(
    'is refused for good on %i, with the words of the gateway',
    async (status) => {
      gateway.answer({ status, body: 'no such\n  number' });
      expect(await send()).toEqual({ outcome: 'refused', reason: `${status} no such number` });
    },
  );

  it.each([
    [408, false],
    [429, false],
    [500, true],
    [502, true],
    [503, true],
  ])('comes again on %i; it may have been sent: %s', async (status, unknown) => {
    gateway.answer({ status, body: 'later' });
    expect(await send()).toEqual({ outcome: 'retry', reason: `${status} later`, unknown });
  });

  it.each([
    ['in seconds', '30', 30 * SECOND],
    ['as a date', new Date(SENT_AT + 90 * SECOND).toUTCString(), 90 * SECOND - (SENT_AT % SECOND)],
    ['as a date that has passed', new Date(SENT_AT - 90 * SECOND).toUTCString(), SECOND],
    ['at once', '0', SECOND],
    ['in a day', '86400', 900 * SECOND],
    ['in words', 'soon', undefined],
  ])('comes again when the gateway says, within bounds: %s', async (_, value, afterMs) => {
    gateway.answer({ status: 429, headers: { 'retry-after': value } });
    const outcome = await send();
    expect(outcome).toMatchObject({ outcome: 'retry', unknown: false });
    expect('afterMs' in outcome ? outcome.afterMs : undefined).toBe(afterMs);
  });

  it.each([301, 302, 307, 308])('is not carried to where a redirect points (%i)', async (status) => {
    const elsewhere = await startGateway();
    gateway.answer({ status, headers: { location: `${elsewhere.url}/secret?k=v` } });
    expect(await send()).toEqual({
      outcome: 'retry',
      reason: `${status}: redirected to ${elsewhere.url}, and redirects are not followed; set the final address`,
      unknown: false,
    });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.stop();
  });

  it('comes again, and may have been sent, when the gateway hangs up', async () => {
    gateway.answer('cut');
    expect(await send()).toEqual({ outcome: 'retry', reason: expect.any(String), unknown: true });
  });

  it('comes again, and may have been sent, when the gateway says nothing until the attempt is given up', async () => {
    gateway.answer('hang');
    const attempt = new AbortController();
    const outcome = send(attempt.signal);
    await gateway.received(1);
    attempt.abort();
    expect(await outcome).toEqual({ outcome: 'retry', reason: 'no answer in time', unknown: true });
  });

  it('comes again, and was not sent, when nobody listens', async () => {
    await gateway.stop();
    expect(await send()).toEqual({ outcome: 'retry', reason: expect.stringContaining('ECONNREFUSED'), unknown: false });
  });

  it('comes again, and was not sent, when the name is unknown', async () => {
    const lost = createSmsGateway({ url: 'http://gateway.invalid/' });
    const outcome = await lost.send(anSms(), SENT_AT, NEVER);
    await lost.close();
    expect(outcome).toMatchObject({ outcome: 'retry', unknown: false });
  });

  it('comes again, and was not sent, when no TLS connection comes about', async () => {
    const deaf = createServer((socket) => socket.resume().end('this is not TLS'));
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    const address = deaf.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const secure = createSmsGateway({ url: `https://127.0.0.1:${port}` });
    const outcome = await secure.send(anSms(), SENT_AT, NEVER);
    await secure.close();
    await new Promise((resolve) => deaf.close(resolve));
    expect(outcome).toMatchObject({ outcome: 'retry', unknown: false });
  });

  it.each(['endless body', 'cut in the body'] as const)(
    'is accepted when the answer was 2xx with an %s',
    async (body) => {
      gateway.answer(body);
      expect(await send()).toEqual({ outcome: 'accepted' });
    },
  );

  it('is accepted when the attempt is given up behind the status, in the middle of the body', async () => {
    const attempt = new AbortController();
    const slow = createServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nqueu'));
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const { port } = slow.address() as AddressInfo;
    const toSlow = createSmsGateway({ url: `http://127.0.0.1:${port}` });
    // The body is waited for longer than that, and the status is there long before.
    setTimeout(() => attempt.abort(), 700);
    expect(await toSlow.send(anSms(), SENT_AT, attempt.signal)).toEqual({ outcome: 'accepted' });
    await toSlow.close();
    slow.close();
  });

  it('keeps only so much of what the gateway says', async () => {
    gateway.answer({ status: 400, body: 'x'.repeat(1_000_000) });
    const outcome = await send();
    expect(outcome).toMatchObject({ outcome: 'refused' });
    expect('reason' in outcome && outcome.reason.length).toBeLessThanOrEqual(160);
  });

  it('repeats no secret that the gateway quotes', async () => {
    gateway.answer((request) => ({
      status: 401,
      body: `bad header ${request.headers.authorization} for ${request.path}`,
    }));
    const outcome = await send();
    expect(outcome).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('bad header Bearer ***') });
    expect(JSON.stringify([outcome, channel.description])).not.toMatch(/sms-token|acme/);
  });

  it('repeats neither name nor password of the URL when it fails', async () => {
    const basic = createSmsGateway({ url: 'http://user:p%40ssword@gateway.invalid/' });
    const outcome = await basic.send(anSms(), SENT_AT, NEVER);
    await basic.close();
    expect(JSON.stringify([outcome, basic.description])).not.toMatch(/p@ss|p%40ss/);
  });

  it('goes over connections that are kept', async () => {
    const ports = new Set<string>();
    gateway.answer((request) => {
      ports.add(request.connection);
      return { status: 200 };
    });
    for (let sent = 0; sent < 5; sent++) {
      await send();
      // A connection is free again in the turn after its answer.
      await setImmediate();
    }
    expect(ports.size).toBe(1);
  });

  it('refuses a target that is no phone number', async () => {
    expect(await channel.send(aMessage(), SENT_AT, NEVER)).toMatchObject({ outcome: 'refused' });
    expect(gateway.requests).toEqual([]);
  });
});
