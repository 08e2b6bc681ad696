/** No body of over 512 KB is read, whether its length was told or not. */
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { HttpContext, HttpEnv } from './context.ts';
import { problem } from './problem.ts';

export const MAX_BODY_BYTES = 512 * 1_024;

export const limitBody = limitBodyWith((context) =>
  problem(context, 'too_large', `expected a body of at most ${MAX_BODY_BYTES} bytes`),
);

/** @param tooLarge how whoever sends too much is answered */
export function limitBodyWith(tooLarge: (context: HttpContext) => Response): MiddlewareHandler<HttpEnv> {
  const whileReading = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge });
  // Not async: it passes on what comes.
  return (context, next) => {
    // The server hands over no body with these.
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return next();
    const length = context.req.header('content-length');
    // The server reads no more than the length that was told, so there is nothing to count.
    if (length !== undefined && context.req.header('transfer-encoding') === undefined) {
      return Number(length) > MAX_BODY_BYTES ? Promise.resolve(tooLarge(context)) : next();
    }
    return whileReading(context, next);
  };
}
