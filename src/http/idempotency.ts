/**
 * The sender's name for one event, so that its repetition is recognised: for 24 h,
 * within the API key and the route. A repetition has the same body, byte for byte.
 */
import type { Idempotency } from '../pager/event-types.ts';
import type { HttpContext } from './context.ts';
import { hashOf } from './json-object.ts';
import { problem } from './problem.ts';

export const IDEMPOTENCY_HEADER = {
  'Idempotency-Key': '1 to 255 printable ASCII characters: the same event sent again is answered and not taken twice',
};
export const REPLAYED_HEADER = { 'Idempotent-Replayed': '`true` when this event was taken before' };
export const BAD_IDEMPOTENCY_KEY = 'expected 1 to 255 printable ASCII characters';

export const isIdempotencyKey = (key: string): boolean => /^[\x20-\x7e]{1,255}$/.test(key);

/** Two routes, two keys' holders or two services never share a key. */
export function scopedKey(context: HttpContext, key: string): string {
  return JSON.stringify([context.get('keyName'), context.req.path.replace(/\/$/, ''), key]);
}

/** Null: the sender gave none. */
export function readIdempotency(context: HttpContext, body: ArrayBuffer): Idempotency | null | Response {
  const key = context.req.header('idempotency-key');
  if (key === undefined) return null;
  if (!isIdempotencyKey(key)) {
    return problem(context, 'bad_idempotency_key', `Idempotency-Key: ${BAD_IDEMPOTENCY_KEY}`, {
      errors: [{ in: 'header', pointer: '/Idempotency-Key', message: BAD_IDEMPOTENCY_KEY }],
    });
  }
  return { key: scopedKey(context, key), bodyHash: hashOf(body) };
}
