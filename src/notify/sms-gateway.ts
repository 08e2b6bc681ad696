/** SMS through any gateway that takes `POST {id, to, text}` as JSON. The id is the same on every attempt, for the gateway to recognise. */
import type { Channel, SendOutcome } from './channel.ts';
import { outcomeOfStatus, request } from './http-outcome.ts';
import { smsOf } from './texts.ts';

const SECOND = 1_000;

export function createSmsGateway({ url, token }: { url: string; token?: string }): Channel {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return {
    name: 'sms',
    description: `SMS gateway ${new URL(url).host}`,
    concurrency: 64,
    attemptLimitMs: 10 * SECOND,

    async send(message, now, signal): Promise<SendOutcome> {
      if (message.target.type !== 'sms') return { outcome: 'refused', reason: 'not a phone number' };
      const body = JSON.stringify({ id: message.id, to: message.target.phoneNumber, text: smsOf(message, now) });
      const answer = await request(url, { method: 'POST', headers, body, signal });
      if ('outcome' in answer) return answer;
      if (answer.status >= 200 && answer.status < 300) return { outcome: 'accepted' };
      return outcomeOfStatus(answer.status, answer.body, answer.headers);
    },

    close: () => Promise.resolve(),
  };
}
