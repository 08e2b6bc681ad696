/** Webhooks as a channel: what a notification tells a program, signed, and where it may go. */
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChannels } from '../../src/notify/channels.ts';
import { isPublicAddress, publicLookup } from '../../src/notify/webhook-guard.ts';
import { isWebhookSecret, newWebhookSecret, webhookHeaders } from '../../src/notify/webhook-signature.ts';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { aMessage } from '../harness/message.ts';

describe('a notification to a webhook', () => {
  const secrets = [newWebhookSecret(), newWebhookSecret()];
  const never = new AbortController().signal;
  let receiver: Gateway;
  beforeEach(async () => {
    receiver = await startGateway();
  });
  afterEach(() => receiver.stop());

  const channel = (allowPrivate = true) => {
    const found = createChannels({ webhook: { secrets, allowPrivate } }).get('webhook');
    if (!found) throw new Error('no channel');
    return found;
  };
  const send = (path = '/hook', allowPrivate = true) =>
    channel(allowPrivate).send(
      aMessage({ target: { type: 'webhook', url: `${receiver.url}${path}` } }),
      Date.now(),
      never,
    );

  it('is signed by each secret, and says what a mail would say', async () => {
    expect(await send()).toEqual({ outcome: 'accepted' });
    const [request] = await receiver.received(1);
    const body = request?.body ?? '';
    const headers = request?.headers as Record<string, string>;
    for (const secret of secrets) new Webhook(secret).verify(body, headers);
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow();
    const message = aMessage();
    expect(headers['webhook-id']).toBe(message.id);
    expect(request?.json()).toMatchObject({
      type: 'notification',
      data: {
        id: message.id,
        service: { id: message.service.id, name: message.service.name },
        incident: { id: message.incident.id },
        level: message.level,
        ackUrl: message.ackUrl,
        alerts: [{ summary: message.alerts[0]?.summary }],
        subject: expect.stringContaining('[Pager]'),
        text: expect.stringContaining(message.ackUrl),
      },
    });
  });

  it('has the same id at each attempt', async () => {
    await send();
    await send();
    const [first, second] = await receiver.received(2);
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
  });

  it.each([
    [{ status: 204 }, { outcome: 'accepted' }],
    [
      { status: 404, body: 'no hook' },
      { outcome: 'refused', reason: '404 no hook' },
    ],
    [{ status: 502 }, { outcome: 'retry', unknown: true }],
    [
      { status: 429, headers: { 'retry-after': '30' } },
      { outcome: 'retry', unknown: false, afterMs: 30_000 },
    ],
    [
      { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
      { outcome: 'retry', unknown: false },
    ],
    ['cut', { outcome: 'retry', unknown: true }],
  ] as const)('that is answered with %j comes to %j', async (answer, outcome) => {
    receiver.answer(answer);
    expect(await send()).toMatchObject(outcome);
    expect(receiver.requests).toHaveLength(1);
  });

  it('keeps its address, which may be a secret, out of the reason', async () => {
    receiver.answer({ status: 404, body: 'there is no /hooks/T0P53CR3T' });
    expect(await send('/hooks/T0P53CR3T')).toEqual({ outcome: 'refused', reason: '404 there is no ***' });
  });

  it('goes to no private address without leave, and nothing is connected to', async () => {
    const outcome = { outcome: 'retry', unknown: false, reason: expect.stringContaining('WEBHOOK_ALLOW_PRIVATE') };
    expect(await send('/hook', false)).toMatchObject(outcome);
    const named = aMessage({ target: { type: 'webhook', url: `http://localhost:${receiver.port}/hook` } });
    expect(await channel(false).send(named, Date.now(), never)).toMatchObject(outcome);
    expect(receiver.requests).toEqual([]);
  });
});

describe('the addresses that webhooks may go to', () => {
  it.each(['8.8.8.8', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('hold %s', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'not an address',
  ])('do not hold %s', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each([true, false])('are all that a name leads to (all: %s)', async (all) => {
    const error = await new Promise((resolve) => publicLookup('localhost', { all }, resolve));
    expect(String(error)).toContain('not on the public Internet');
  });
});

describe('a secret', () => {
  it('that is made is one, and signs as the library of the receivers does', () => {
    const secret = newWebhookSecret();
    expect(isWebhookSecret(secret)).toBe(true);
    const at = new Date('2026-03-24T03:07:12.345Z');
    expect(webhookHeaders('msg_1', '{"a":"é"}', at.getTime(), [secret])).toEqual({
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1774321632',
      'webhook-signature': new Webhook(secret).sign('msg_1', at, '{"a":"é"}'),
    });
  });

  it.each([
    '',
    'whsec_',
    'whsec_c2hvcnQ=',
    `whsec_${'A'.repeat(200)}`,
    `sec_${'A'.repeat(44)}`,
    `whsec_${'ü'.repeat(44)}`,
  ])('is not %j', (text) => expect(isWebhookSecret(text)).toBe(false));
});
