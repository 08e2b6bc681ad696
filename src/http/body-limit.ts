/** No body of over 512 KB is read, whether its length was told or not. */
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { HttpContext, HttpEnv } from './context.ts';
import { problem } from './problem.ts';

const MAX_BYTES = 512 * 1_024;

const tooLarge = (context: HttpContext) =>
  problem(context, 'too_large', `expected a body of at most ${MAX_BYTES} bytes`);

const whileReading = bodyLimit({ maxSize: MAX_BYTES, onError: tooLarge });

export const limitBody: MiddlewareHandler<HttpEnv> = async (context, next) => {
  // The server hands over no body with these.
  if (context.req.method === 'GET' || context.req.method === 'HEAD') return await next();
  const length = context.req.header('content-length');
  // The server reads no more than the length that was told, so there is nothing to count.
  if (length !== undefined && context.req.header('transfer-encoding') === undefined) {
    return Number(length) > MAX_BYTES ? tooLarge(context) : await next();
  }
  return await whileReading(context, next);
};
