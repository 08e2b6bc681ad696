/** The id under which a request is found again, and the headers that every answer has. */
import { randomUUID } from 'node:crypto';
import type { HttpContext } from './context.ts';

/** One that came is kept where it can do no harm in a header or a log. */
const SANE = /^[\w.:=+/-]{1,128}$/;
const NOSNIFF = 'nosniff';
const NO_STORE = 'no-store';

export function giveRequestId(context: HttpContext): void {
  const given = context.req.header('x-request-id');
  context.set('requestId', given !== undefined && SANE.test(given) ? given : randomUUID());
}

export function completeHeaders(context: HttpContext): void {
  if (context.get('isComplete')) return;
  const requestId = context.get('requestId');
  const { headers } = context.res;
  // An answer in another vendor's words may have one of its own: that by which its client asks what became of it.
  if (!headers.has('X-Request-Id')) headers.set('X-Request-Id', requestId);
  headers.set('X-Content-Type-Options', NOSNIFF);
  if (isApi(context) && !headers.has('Cache-Control')) headers.set('Cache-Control', NO_STORE);
}

/**
 * An answer of the API with all its headers, as a plain list: that is a third of the cost
 * of one that they are added to, and the answers to events are most of what is answered.
 */
export function completeJson(context: HttpContext, json: string, headers: Record<string, string>): Response {
  context.set('isComplete', true);
  return new Response(json, {
    headers: {
      'Content-Type': 'application/json',
      'X-Request-Id': context.get('requestId'),
      'X-Content-Type-Options': NOSNIFF,
      'Cache-Control': NO_STORE,
      ...headers,
    },
  });
}

const isApi = (context: HttpContext): boolean => context.req.path.startsWith('/v1/');
