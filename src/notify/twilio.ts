/**
 * SMS by Twilio's REST API (Messages resource). Twilio knows no id of ours, so an
 * attempt that is repeated after an unknown outcome may arrive twice.
 */
import { z } from 'zod';
import type { AttemptSignal } from './attempt-signal.ts';
import type { Channel, OperatorNotice, SendOutcome, StillHeld } from './channel.ts';
import { createGatewayClient } from './gateway-request.ts';
import { outcomeOfStatus } from './http-outcome.ts';
import { createRedaction } from './redaction.ts';
import { smsOf } from './sms-text.ts';

const SECOND = 1_000;
const CONNECTIONS = 32;

export interface TwilioSettings {
  accountSid: string;
  authToken: string;
  /** A number of the account, or a messaging service ("MG…"). */
  from: string;
  apiUrl?: string;
}

/** What we read of an answer; nothing in it is sure to be there. */
const answerSchema = z
  .object({
    sid: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional()
      .catch(undefined),
    code: z.number().optional().catch(undefined),
    message: z.string().optional().catch(undefined),
  })
  .catch({});

export function createTwilio({
  accountSid,
  authToken,
  from,
  apiUrl = 'https://api.twilio.com',
}: TwilioSettings): Channel {
  const url = new URL(
    `${apiUrl.replace(/\/+$/, '')}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`,
  );
  const pair = `${accountSid}:${authToken}`;
  const headers = {
    authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };
  const sender = from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from };
  const client = createGatewayClient(url, CONNECTIONS);
  const redact = createRedaction([authToken, pair]);

  async function deliver(
    { target, text }: Pick<OperatorNotice, 'target' | 'text'>,
    now: number,
    signal: AttemptSignal,
    stillHeld?: StillHeld,
  ): Promise<SendOutcome> {
    if (target.type !== 'sms') return { outcome: 'refused', reason: 'not a phone number' };
    const body = new URLSearchParams({ To: target.phoneNumber, ...sender, Body: text });
    const answer = await client.post(headers, body.toString(), signal, stillHeld);
    if ('notHeld' in answer) return { outcome: 'notHeld' };
    if ('failure' in answer) return { outcome: 'retry', reason: redact(answer.failure), unknown: answer.unknown };
    const { sid, code, message: said } = answerSchema.parse(parseJson(answer.body));
    if (answer.status >= 200 && answer.status < 300)
      return { outcome: 'accepted', ...(sid !== undefined && { providerId: sid }) };
    const words = redact(said === undefined ? answer.body : `${said}${code === undefined ? '' : ` (${code})`}`);
    const outcome = outcomeOfStatus(answer, words, now);
    // A wrong token is the operator's to mend: the message itself is good.
    return answer.status === 401 || answer.status === 403
      ? { outcome: 'retry', reason: outcome.reason, unknown: false }
      : outcome;
  }

  return {
    name: 'sms',
    description: `Twilio ${url.host}`,
    concurrency: CONNECTIONS,
    attemptLimitMs: 10 * SECOND,

    send: (message, now, signal, stillHeld) =>
      deliver({ target: message.target, text: smsOf(message, now) }, now, signal, stillHeld),
    tell: deliver,

    close: async () => client.close(),
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
