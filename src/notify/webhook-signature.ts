/**
 * Signs a webhook as Standard Webhooks 1.0 say (github.com/standard-webhooks): an
 * HMAC-SHA-256 over id, time and body. While a secret is rotated there is a signature
 * by each, and the receiver takes whichever it knows.
 */
import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;
const SECOND = 1_000;
/** The specification asks for 24 to 64 bytes. */
const SECRET = /^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const newWebhookSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64');

export const isWebhookSecret = (text: string): boolean => SECRET.test(text);

/** @param id of the message, the same on every attempt @param now epoch ms @param secrets at least one, the newest first */
export function webhookHeaders(id: string, body: string, now: number, secrets: string[]): Record<string, string> {
  const timestamp = String(Math.floor(now / SECOND));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
