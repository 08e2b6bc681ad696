import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../bin/free-port.mjs';
import type { Channel } from '../../src/notify/channel.ts';
import { createEmailChannel } from '../../src/notify/email.ts';
import { aMessage, SENT_AT } from '../harness/message.ts';
import { type SmtpHarness, type SmtpStage, startSmtp } from '../harness/smtp.ts';

const FROM = 'Pager <pager@acme.example>';
const NEVER = new AbortController().signal;
const AUTH = { user: 'pager', pass: 's3cr#t/pa ss' };

describe('how an attempt by SMTP ends', () => {
  let smtp: SmtpHarness;
  let channel: Channel;
  beforeEach(async () => {
    smtp = await startSmtp({ auth: AUTH });
    channel = createEmailChannel({ smtpUrl: smtp.url, from: FROM });
  });
  afterEach(async () => {
    await channel.close();
    await smtp.stop();
  });
  const send = (signal = NEVER) => channel.send(aMessage(), SENT_AT, signal);

  it("is accepted, with the server's words, when the server took the mail", async () => {
    expect(await send()).toEqual({ outcome: 'accepted', providerId: expect.stringMatching(/^250 /) });
    expect(smtp.mails).toHaveLength(1);
  });

  it('is not sent when it is somebody else’s by the time the server waits for its text; the next one is', async () => {
    let asked = 0;
    const notHeld = () => {
      asked++;
      return Promise.resolve(false);
    };
    expect(await channel.send(aMessage(), SENT_AT, NEVER, notHeld)).toEqual({ outcome: 'notHeld' });
    await send();
    expect(await channel.send(aMessage(), SENT_AT, NEVER, notHeld)).toEqual({ outcome: 'notHeld' });
    expect(await send()).toMatchObject({ outcome: 'accepted' });
    expect(asked).toBe(2);
    expect(smtp.mails).toHaveLength(2);
  });

  it('is not taken by the server when it is lost to somebody else at any part of its text, or before its end', async () => {
    let asked = 0;
    const held = (times: number) => () => {
      asked++;
      return Promise.resolve(asked <= times);
    };
    await channel.send(aMessage(), SENT_AT, NEVER, held(Number.POSITIVE_INFINITY));
    const questions = asked;
    expect(questions).toBeGreaterThan(1);
    for (let times = 0; times < questions; times++) {
      asked = 0;
      expect(await channel.send(aMessage(), SENT_AT, NEVER, held(times))).toEqual({ outcome: 'notHeld' });
    }
    expect(await send()).toMatchObject({ outcome: 'accepted' });
    expect(smtp.mails).toHaveLength(2);
  });

  it('goes on while connections hang: as many mails are under way as there are connections', async () => {
    const stuckMails = Array.from({ length: channel.concurrency - 1 }, () => new AbortController());
    smtp.misbehave('message', 'hang');
    const stuck = stuckMails.map(({ signal }, i) => channel.send({ ...aMessage(), id: `stuck-${i}` }, SENT_AT, signal));
    await smtp.misbehaved(stuck.length);
    smtp.misbehave('message', null);
    expect(await send()).toMatchObject({ outcome: 'accepted' });
    for (const mail of stuckMails) mail.abort();
    for (const outcome of await Promise.all(stuck)) expect(outcome).toMatchObject({ outcome: 'retry', unknown: true });
    expect(channel.concurrency).toBeGreaterThanOrEqual(20);
  });

  it.each<[SmtpStage, number]>([
    ['rcpt', 550],
    ['rcpt', 553],
    ['message', 554],
    ['message', 552],
  ])('is refused for good when the server says of the mail, at %s: %i', async (stage, code) => {
    smtp.misbehave(stage, { code, text: 'mailbox unavailable' });
    const outcome = await send();
    expect(outcome).toEqual({ outcome: 'refused', reason: expect.stringContaining(`${code} mailbox unavailable`) });
    expect(smtp.mails).toEqual([]);
  });

  it.each<[SmtpStage, number]>([
    ['rcpt', 450],
    ['rcpt', 451],
    ['mail', 452],
    ['message', 451],
    ['auth', 454],
    ['connect', 421],
  ])('comes again when the server asks for that, at %s: %i', async (stage, code) => {
    smtp.misbehave(stage, { code, text: 'greylisted' });
    const outcome = await send();
    expect(outcome).toEqual({ outcome: 'retry', reason: expect.stringContaining('greylisted'), unknown: false });
  });

  it.each<[SmtpStage, number, string]>([
    ['connect', 554, 'no service for you'],
    ['auth', 535, 'authentication failed'],
    ['mail', 550, 'sender not allowed'],
    ['rcpt', 530, 'authentication required'],
    ['mail', 503, 'bad sequence of commands'],
  ])('comes again when a refusal is about us, at %s: %i', async (stage, code, text) => {
    smtp.misbehave(stage, { code, text });
    expect(await send()).toEqual({ outcome: 'retry', reason: expect.stringContaining(text), unknown: false });
    smtp.misbehave(stage, null);
    expect(await send()).toMatchObject({ outcome: 'accepted' });
  });

  it.each<SmtpStage>(['connect', 'auth', 'mail', 'rcpt', 'data'])(
    'comes again, and was not sent, when the connection is cut at %s',
    async (stage) => {
      smtp.misbehave(stage, 'cut');
      expect(await send()).toEqual({ outcome: 'retry', reason: expect.any(String), unknown: false });
    },
  );

  it('comes again, and may have been sent, when the connection is cut before the answer to the message', async () => {
    smtp.misbehave('message', 'cut');
    expect(await send()).toEqual({ outcome: 'retry', reason: expect.any(String), unknown: true });
  });

  it.each<[SmtpStage, boolean]>([
    ['connect', false],
    ['rcpt', false],
    ['message', true],
  ])(
    'ends when the attempt is given up while the server hangs at %s; it may have been sent: %s',
    async (stage, unknown) => {
      smtp.misbehave(stage, 'hang');
      const attempt = new AbortController();
      const outcome = send(attempt.signal);
      await smtp.misbehaved(1);
      attempt.abort();
      expect(await outcome).toEqual({ outcome: 'retry', reason: expect.any(String), unknown });
    },
  );

  it('makes room for the next mail when the attempt before was given up', async () => {
    smtp.misbehave('message', 'hang');
    const attempts = Array.from({ length: 5 }, () => new AbortController());
    const outcomes = attempts.map((attempt, index) =>
      channel.send(aMessage({ id: `7hung${index}` }), SENT_AT, attempt.signal),
    );
    await smtp.misbehaved(5);
    for (const attempt of attempts) attempt.abort();
    await Promise.all(outcomes);
    smtp.misbehave('message', null);
    expect(await send()).toMatchObject({ outcome: 'accepted' });
  });

  it('does nothing for an attempt that was given up before it began', async () => {
    expect(await send(AbortSignal.abort())).toMatchObject({ outcome: 'retry', unknown: false });
    expect(smtp.opened()).toBe(0);
  });

  it('comes again, and was not sent, when nobody listens', async () => {
    const url = `smtp://127.0.0.1:${await freePort()}`;
    const lonely = createEmailChannel({ smtpUrl: url, from: FROM });
    const outcome = await lonely.send(aMessage(), SENT_AT, NEVER);
    await lonely.close();
    expect(outcome).toEqual({ outcome: 'retry', reason: expect.stringContaining('ECONNREFUSED'), unknown: false });
  });

  it('sends over another connection when the one that was kept had died', async () => {
    await Promise.all([0, 1, 2, 3, 4].map((n) => channel.send(aMessage({ id: `7kept${n}` }), SENT_AT, NEVER)));
    await smtp.dropConnections();
    expect(await send()).toMatchObject({ outcome: 'accepted' });
    expect(smtp.mails).toHaveLength(6);
  });

  it('comes again, and was not sent, when credentials are wrong; the password is in no word about it', async () => {
    const wrong = { user: AUTH.user, pass: 'another one' };
    const url = `smtp://${wrong.user}:${encodeURIComponent(wrong.pass)}@127.0.0.1:${smtp.port}`;
    smtp.misbehave('auth', { code: 535, text: `no such password: ${wrong.pass}` });
    const other = createEmailChannel({ smtpUrl: url, from: FROM });
    const outcome = await other.send(aMessage(), SENT_AT, NEVER);
    await other.close();
    expect(outcome).toEqual({ outcome: 'retry', reason: expect.stringContaining('535'), unknown: false });
    expect(JSON.stringify(outcome)).not.toContain(wrong.pass);
  });

  it('comes again, and was not sent, when the certificate of the server can not be trusted', async () => {
    const strange = await startSmtp({ startTls: true });
    const outcomes = [];
    for (const query of ['', '?tls.rejectUnauthorized=false']) {
      const other = createEmailChannel({ smtpUrl: `${strange.url}/${query}`, from: FROM });
      outcomes.push(await other.send(aMessage(), SENT_AT, NEVER));
      await other.close();
    }
    await strange.stop();
    expect(outcomes).toEqual([
      { outcome: 'retry', reason: expect.stringMatching(/certificate/), unknown: false },
      { outcome: 'accepted', providerId: expect.any(String) },
    ]);
  });

  it('takes user and password from the URL, with every character that they may have', async () => {
    expect(await send()).toMatchObject({ outcome: 'accepted' });
    expect(channel.description).toBe(`SMTP 127.0.0.1:${smtp.port}`);
  });

  it('refuses a target that is no address', async () => {
    const message = aMessage({ target: { type: 'sms', phoneNumber: '+33612345678' } });
    expect(await channel.send(message, SENT_AT, NEVER)).toMatchObject({ outcome: 'refused' });
  });
});
