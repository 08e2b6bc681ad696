/**
 * Who may ask: whoever has an API key, as a bearer token. Pages that a browser opens
 * take it as the password of HTTP Basic too, where the way to us is loopback or TLS.
 */
import type { MiddlewareHandler } from 'hono';
import type { HttpContext, HttpEnv } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import { isSafeForPasswords as isSafeWay } from './password-way.ts';
import { presentedKey } from './presented-key.ts';
import { problem } from './problem.ts';

/** Without a key: what load balancers, schema readers and people with a link in a message open. */
const OPEN = /^\/(healthz|readyz|openapi\.json|a\/[^/]+)\/?$/;
/** Opened by browsers, until the console has sessions. */
const PAGES = /^\/($|services(\/|$)|admin\/queues(\/|$)|inspect\/?$|docs(\/|$))/;

/** What @hono/node-server tells of the connection; nothing where there is none. */
interface Connection {
  incoming?: { socket?: { remoteAddress?: string; encrypted?: boolean } };
}

export function authentication({ keyName }: Pick<HttpDependencies, 'keyName'>): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const { path } = context.req;
    context.set('keyName', null);
    if (OPEN.test(path)) return await next();
    const authorization = context.req.header('authorization');
    const takesBasic = PAGES.test(path) && isSafeForPasswords(context);
    if (authorization !== undefined && /^basic /i.test(authorization) && !takesBasic) {
      return unauthorized(context, takesBasic, basicRefused(path));
    }
    const presented = presentedKey(authorization);
    if (presented === null) return unauthorized(context, takesBasic, 'expected "Authorization: Bearer <API key>"');
    const name = keyName(presented);
    if (name === null) return unauthorized(context, takesBasic, 'the API key is none of ours');
    context.set('keyName', name);
    return await next();
  };
}

function unauthorized(context: HttpContext, takesBasic: boolean, detail: string): Response {
  const basic = takesBasic ? 'Basic realm="Pager: any user name, the API key as password", charset="UTF-8", ' : '';
  const headers = { 'WWW-Authenticate': `${basic}Bearer realm="Pager"` };
  return problem(context, 'unauthorized', detail, { headers });
}

const basicRefused = (path: string) =>
  PAGES.test(path)
    ? 'a password is taken over TLS or on this machine only, since anybody on the way could read it'
    : 'HTTP Basic is for the pages of a browser; send the API key as a bearer token';

function isSafeForPasswords(context: HttpContext): boolean {
  const { incoming } = (context.env ?? {}) as Connection;
  return isSafeWay(context.req.header('x-forwarded-proto'), incoming?.socket);
}
