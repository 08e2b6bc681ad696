import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Channel } from '../../src/notify/channel.ts';
import { createTwilio } from '../../src/notify/twilio.ts';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { anSms, SENT_AT } from '../harness/message.ts';

const NEVER = new AbortController().signal;
const SID = `AC${'0'.repeat(32)}`;
const TOKEN = 'authtoken123';
const SENT = JSON.stringify({ sid: `SM${'1'.repeat(32)}`, status: 'queued', error_code: null });
const REFUSED = JSON.stringify({ code: 21211, message: "Invalid 'To' Phone Number: +15550001111", status: 400 });

/** A request that Twilio's own library (npm twilio 6.2.0) made, as it came over the wire. */
const captured: { method: string; path: string; headers: Record<string, string>; body: Record<string, string> } =
  JSON.parse(readFileSync(new URL('../fixtures/npm-twilio-6.2.0-01.json', import.meta.url), 'utf8'));

describe('an SMS by Twilio', () => {
  let twilio: Gateway;
  let channel: Channel;
  beforeEach(async () => {
    twilio = await startGateway();
    twilio.answer({ status: 201, body: SENT });
    channel = createTwilio({ accountSid: SID, authToken: TOKEN, from: '+15550002222', apiUrl: `${twilio.url}/` });
  });
  afterEach(async () => {
    await channel.close();
    await twilio.stop();
  });
  const send = () => channel.send(anSms(), SENT_AT, NEVER);

  it("is asked for as Twilio's own library asks: path, credentials, form fields", async () => {
    await send();
    const [request] = twilio.requests;
    expect(request).toMatchObject({ method: captured.method, path: captured.path });
    for (const name of ['authorization', 'content-type', 'accept']) {
      expect(request?.headers[name]).toBe(captured.headers[name]);
    }
    const { StatusCallback: _, ...fields } = captured.body;
    expect(Object.keys(request?.form() ?? {}).sort()).toEqual(Object.keys(fields).sort());
    expect(request?.form()).toEqual({
      To: '+33612345678',
      From: fields.From,
      Body: 'Checkout DB: disk full Ack: https://pager.example.com/a/7Zm9vYmFyYmF6cXV4YmF6Q',
    });
  });

  it('goes from a messaging service where one is named', async () => {
    const from = `MG${'2'.repeat(32)}`;
    const service = createTwilio({ accountSid: SID, authToken: TOKEN, from, apiUrl: twilio.url });
    await service.send(anSms(), SENT_AT, NEVER);
    await service.close();
    expect(twilio.requests[0]?.form()).toMatchObject({ MessagingServiceSid: from });
    expect(twilio.requests[0]?.form()).not.toHaveProperty('From');
  });

  it("is accepted with Twilio's id for it", async () => {
    expect(await send()).toEqual({ outcome: 'accepted', providerId: `SM${'1'.repeat(32)}` });
  });

  it.each([
    ['no JSON', 'Created'],
    ['nothing', ''],
    ['JSON of another shape', '{"sid": {"a": 1}, "code": "x", "message": 7}'],
    ['a list', '[1, 2]'],
    ['null', 'null'],
  ])('is accepted on 201, without an id, when the body is %s', async (_, body) => {
    twilio.answer({ status: 201, body });
    expect(await send()).toEqual({ outcome: 'accepted' });
  });

  it("is refused for good on 400, with Twilio's words and number", async () => {
    twilio.answer({ status: 400, body: REFUSED });
    expect(await send()).toEqual({
      outcome: 'refused',
      reason: "400 Invalid 'To' Phone Number: +15550001111 (21211)",
    });
  });

  it.each([
    ['no JSON', '<html>no</html>', '400 <html>no</html>'],
    ['an object where words belong', '{"message": {"a": 1}}', '400 {"message": {"a": 1}}'],
  ])('keeps the body as the reason when it is %s', async (_, body, reason) => {
    twilio.answer({ status: 400, body });
    expect(await send()).toEqual({ outcome: 'refused', reason });
  });

  it.each([401, 403])("comes again on %i, since credentials are the operator's to mend", async (status) => {
    twilio.answer({ status, body: `{"code": 20003, "message": "Authenticate with ${TOKEN}"}` });
    expect(await send()).toEqual({
      outcome: 'retry',
      reason: `${status} Authenticate with *** (20003)`,
      unknown: false,
    });
  });

  it('comes again on 429, when Twilio says', async () => {
    twilio.answer({
      status: 429,
      headers: { 'retry-after': '7' },
      body: '{"code": 20429, "message": "Too Many Requests"}',
    });
    expect(await send()).toEqual({
      outcome: 'retry',
      reason: '429 Too Many Requests (20429)',
      unknown: false,
      afterMs: 7_000,
    });
  });

  it.each([500, 503])('comes again on %i, and may have been sent', async (status) => {
    twilio.answer({ status });
    expect(await send()).toMatchObject({ outcome: 'retry', unknown: true });
  });

  it('comes again, and may have been sent, when Twilio hangs up', async () => {
    twilio.answer('cut');
    expect(await send()).toMatchObject({ outcome: 'retry', unknown: true });
  });

  it('says what stands behind it without a secret', () => {
    expect(channel.description).toBe(`Twilio 127.0.0.1:${twilio.port}`);
  });
});
