/**
 * SMS by Twilio's REST API (Messages resource). Twilio knows no id of ours, so an
 * attempt that is repeated after an unknown outcome may arrive twice.
 */
import type { Channel, SendOutcome } from './channel.ts';
import { outcomeOfStatus, request } from './http-outcome.ts';
import { smsOf } from './texts.ts';

const SECOND = 1_000;

export interface TwilioSettings {
  accountSid: string;
  authToken: string;
  from: string;
  apiUrl?: string;
}

export function createTwilio({
  accountSid,
  authToken,
  from,
  apiUrl = 'https://api.twilio.com',
}: TwilioSettings): Channel {
  const url = `${apiUrl.replace(/\/$/, '')}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const headers = {
    authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };
  return {
    name: 'sms',
    description: `Twilio ${new URL(apiUrl).host}`,
    concurrency: 32,
    attemptLimitMs: 10 * SECOND,

    async send(message, now, signal): Promise<SendOutcome> {
      if (message.target.type !== 'sms') return { outcome: 'refused', reason: 'not a phone number' };
      const body = new URLSearchParams({
        To: message.target.phoneNumber,
        From: from,
        Body: smsOf(message, now),
      }).toString();
      const answer = await request(url, { method: 'POST', headers, body, signal });
      if ('outcome' in answer) return answer;
      const { sid, code, message: said } = parse(answer.body);
      if (answer.status >= 200 && answer.status < 300)
        return { outcome: 'accepted', ...(sid !== undefined && { providerId: sid }) };
      // A wrong token is the operator's to mend: the message itself is good.
      if (answer.status === 401 || answer.status === 403) {
        return { outcome: 'retry', reason: `${answer.status} ${said ?? 'not authorised'}`, unknown: false };
      }
      return outcomeOfStatus(answer.status, said ? `${said} (${code})` : answer.body, answer.headers);
    },

    close: () => Promise.resolve(),
  };
}

function parse(body: string): { sid?: string; code?: number; message?: string } {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
