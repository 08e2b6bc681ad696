/** The id under which a request is found again, and the headers that every answer has. */
import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from './context.ts';

/** One that came is kept where it can do no harm in a header or a log. */
const SANE = /^[\w.:=+/-]{1,128}$/;

export const requestIds: MiddlewareHandler<HttpEnv> = async (context, next) => {
  const given = context.req.header('x-request-id');
  const requestId = given !== undefined && SANE.test(given) ? given : randomUUID();
  const isApi = context.req.path.startsWith('/v1/');
  context.set('requestId', requestId);
  context.header('X-Request-Id', requestId);
  context.header('X-Content-Type-Options', 'nosniff');
  if (isApi) context.header('Cache-Control', 'no-store');
  await next();
  // Answers that did not come through the context have lost these; in /v1 all do.
  if (isApi || context.res.headers.has('x-request-id')) return;
  context.res.headers.set('X-Request-Id', requestId);
  context.res.headers.set('X-Content-Type-Options', 'nosniff');
};
