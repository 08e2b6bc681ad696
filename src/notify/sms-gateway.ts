/** SMS through any gateway that takes `POST {id, to, text}` as JSON. The id is the same on every attempt, for the gateway to recognise. */
import type { AttemptSignal } from './attempt-signal.ts';
import type { Channel, OperatorNotice, SendOutcome, StillHeld } from './channel.ts';
import { createGatewayClient } from './gateway-request.ts';
import { outcomeOfStatus } from './http-outcome.ts';
import { createRedaction } from './redaction.ts';
import { smsOf } from './sms-text.ts';

const SECOND = 1_000;
const CONNECTIONS = 64;

/** @param url may hold a name and password: they go as Basic, where no token is given */
export function createSmsGateway({ url, token }: { url: string; token?: string }): Channel {
  const { address, basic, secrets } = takeCredentials(url);
  const authorization = token !== undefined ? `Bearer ${token}` : basic;
  const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
  const client = createGatewayClient(address, CONNECTIONS);
  const redact = createRedaction([token, ...secrets, ...address.searchParams.values()]);

  async function deliver(
    { id, target, text }: Pick<OperatorNotice, 'id' | 'target' | 'text'>,
    now: number,
    signal: AttemptSignal,
    stillHeld?: StillHeld,
  ): Promise<SendOutcome> {
    if (target.type !== 'sms') return { outcome: 'refused', reason: 'not a phone number' };
    const answer = await client.post(headers, JSON.stringify({ id, to: target.phoneNumber, text }), signal, stillHeld);
    if ('notHeld' in answer) return { outcome: 'notHeld' };
    if ('failure' in answer) return { outcome: 'retry', reason: redact(answer.failure), unknown: answer.unknown };
    if (answer.status >= 200 && answer.status < 300) return { outcome: 'accepted' };
    return outcomeOfStatus(answer, redact(answer.body), now);
  }

  return {
    name: 'sms',
    description: `SMS gateway ${address.host}`,
    concurrency: CONNECTIONS,
    attemptLimitMs: 10 * SECOND,

    send: (message, now, signal, stillHeld) =>
      deliver({ id: message.id, target: message.target, text: smsOf(message, now) }, now, signal, stillHeld),
    tell: deliver,

    close: async () => client.close(),
  };
}

function takeCredentials(url: string) {
  const address = new URL(url);
  const name = decodeURIComponent(address.username);
  const password = decodeURIComponent(address.password);
  address.username = '';
  address.password = '';
  const pair = `${name}:${password}`;
  return {
    address,
    basic: pair === ':' ? undefined : `Basic ${Buffer.from(pair).toString('base64')}`,
    secrets: [password, pair],
  };
}
