/** Gateways that answer anything, byte by byte: whatever comes back is an outcome, and its reason can be shown to people. */
import { describe, expect, it } from 'vitest';
import { httpAnswers } from '../../chaos/fuzz/http-answers.mjs';
import { smtpSessions } from '../../chaos/fuzz/smtp-answers.mjs';
import { startWildGateway, startWildMailServer } from '../../chaos/fuzz/wild-gateways.mjs';
import type { Channel, SendOutcome } from '../../src/notify/channel.ts';
import { createEmailChannel } from '../../src/notify/email.ts';
import { createSmsGateway } from '../../src/notify/sms-gateway.ts';
import { createTwilio } from '../../src/notify/twilio.ts';
import { aMessage, anSms, SENT_AT } from '../harness/message.ts';
import { until } from '../harness/until.ts';

const SECRET = 'a-secret-of-this-test';
/** No more than the channels' connections: an attempt does not wait for another's. */
const AT_ONCE = 30;
const UNREADABLE = /[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/u;

function judge(name: string, outcome: SendOutcome): void {
  expect(['accepted', 'retry', 'refused'], name).toContain(outcome.outcome);
  const shown =
    'reason' in outcome ? outcome.reason : 'providerId' in outcome ? (outcome.providerId ?? 'none') : 'none';
  expect(shown.trim(), name).not.toBe('');
  expect(shown, name).not.toMatch(UNREADABLE);
  expect(shown, name).not.toContain(SECRET);
  if (outcome.outcome === 'retry' && outcome.afterMs !== undefined) {
    expect(outcome.afterMs, name).toBeGreaterThanOrEqual(1_000);
    expect(outcome.afterMs, name).toBeLessThanOrEqual(900_000);
  }
}

describe('an HTTP gateway', () => {
  const channels: [string, (url: string) => Channel][] = [
    ['for SMS', (url) => createSmsGateway({ url, token: SECRET })],
    ['of a provider', (apiUrl) => createTwilio({ accountSid: 'AC1', authToken: SECRET, from: '+15005550006', apiUrl })],
  ];
  it.each(channels)(
    '%s: each answer is an outcome, each message is sent once, and the next sane one is taken',
    async (_, create) => {
      const answers = httpAnswers(1, 130).filter(({ isSlow }) => !isSlow);
      const gateway = await startWildGateway(answers);
      const channel = create(`http://127.0.0.1:${gateway.port}`);
      for (let from = 0; from < answers.length; from += AT_ONCE) {
        const some = answers.slice(from, from + AT_ONCE).map(async (_, index) => {
          // What never ends is waited for as long as the channel says; that is not what is tried here.
          const sent = await channel.send(anSms({ id: `n${from + index}` }), SENT_AT, AbortSignal.timeout(1_000));
          judge(`n${from + index}`, sent);
        });
        await Promise.all(some);
      }
      // Neither a redirect nor an error is followed by a request that nobody ordered.
      expect(gateway.given()).toBeGreaterThan(0.8 * answers.length);
      expect([...gateway.requests.values()].reduce((sum, times) => sum + times, 0)).toBeLessThanOrEqual(answers.length);
      await until(async () => {
        const sane = await channel.send(anSms({ id: 'last' }), SENT_AT, AbortSignal.timeout(10_000));
        return sane.outcome === 'accepted';
      });
      await channel.close();
      gateway.stop();
    },
  );
});

it('a mail server: each session is an outcome, and the next sane one takes the mail', async () => {
  const sessions = smtpSessions(1, 260).filter(({ reply }) => reply !== 'hang');
  const server = await startWildMailServer(sessions);
  const channel = createEmailChannel({ smtpUrl: `smtp://127.0.0.1:${server.port}`, from: 'Pager <pager@example.com>' });
  const sendOne = async (id: string) => {
    // Half of an answer is waited for as long as the server lets us: that is not what is tried here.
    const outcome = await channel.send(aMessage({ id }), SENT_AT, AbortSignal.timeout(300));
    judge(id, outcome);
    return outcome;
  };
  for (let number = 0; server.given() < sessions.length && number < 600; number += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, index) => sendOne(`m${number + index}`)));
  }
  expect(server.given()).toBe(sessions.length);
  // A connection that is out of step fails once more, and then it is another one.
  await until(async () => (await sendOne('last')).outcome === 'accepted');
  await channel.close();
  server.stop();
});
