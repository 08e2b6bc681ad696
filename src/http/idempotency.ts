/**
 * The sender's name for one event, so that its repetition is recognised: for 24 h,
 * within the API key and the route. A repetition has the same body, byte for byte.
 * Any text is taken: an alert isn't refused because of what its sender calls it.
 */
import type { Idempotency } from '../pager/event-types.ts';
import type { HttpContext } from './context.ts';
import { hashOf } from './json-object.ts';

export const IDEMPOTENCY_HEADER = {
  'Idempotency-Key': 'any text: the same event sent again with it is answered and not taken twice',
};
export const REPLAYED_HEADER = { 'Idempotent-Replayed': '`true` when this event was taken before' };

/** Two routes, two keys' holders or two services never share a key. */
export function scopedKey(context: HttpContext, key: string): string {
  return JSON.stringify([context.get('keyName'), context.req.path.replace(/\/$/, ''), key]);
}

/** Null: the sender gave none, or an empty one. */
export const idempotencyKeyOf = (context: HttpContext): string | null => context.req.header('idempotency-key') || null;

export function readIdempotency(context: HttpContext, body: ArrayBuffer): Idempotency | null {
  const key = idempotencyKeyOf(context);
  return key === null ? null : { key: scopedKey(context, key), bodyHash: hashOf(body) };
}
