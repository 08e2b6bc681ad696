/**
 * Who asks: whoever has an API key, as a bearer token, or a session, by its cookie. Pages
 * that a browser opens take a key as the password of HTTP Basic too, where the way to us
 * is loopback or TLS.
 *
 * A cookie comes along with whatever a page of another site makes a browser send. So what
 * changes something needs a header that such a page can't set, and an `Origin` of ours.
 */
import type { MiddlewareHandler, Next } from 'hono';
import type { KnownKey } from '../pager/access-types.ts';
import { accessOfKey, accessOfSession, adminKey } from './access.ts';
import type { HttpContext, HttpEnv } from './context.ts';
import { isCrossSite } from './cross-site.ts';
import type { HttpDependencies } from './dependencies.ts';
import { presentedKey } from './presented-key.ts';
import { problem } from './problem.ts';
import { isSafeWay } from './request-way.ts';
import { sessionTokenOf } from './session-cookie.ts';

/** Without a key: what load balancers, schema readers and people with a link in a message open. */
const OPEN = /^\/(healthz|readyz|openapi\.json|a\/[^/]+)\/?$/;
/** Opened by browsers. */
const PAGES = /^\/($|services(\/|$)|admin\/queues(\/|$)|inspect(\/bridge(\.js)?)?\/?$|docs(\/|$))/;
const API = /^\/v\d/;
const SIGN_IN = '/v1/session';

export type AccessDependencies = Pick<HttpDependencies, 'keyName' | 'publicUrl' | 'consoleFiles'> & {
  pager: Pick<HttpDependencies['pager'], 'apiKeys' | 'sessions'>;
};

/** The key that was presented, null when it is none of ours. */
export function knownKey(
  { keyName, pager }: Pick<AccessDependencies, 'keyName' | 'pager'>,
  presented: string,
): KnownKey | null {
  const found = pager.apiKeys.find(presented);
  if (found) return found;
  const name = keyName(presented);
  return name === null ? null : adminKey(name);
}

export function authentication(deps: AccessDependencies): MiddlewareHandler<HttpEnv> {
  const { pager, publicUrl, consoleFiles } = deps;

  async function bySession(context: HttpContext, next: Next, token: string): Promise<Response | undefined> {
    const session = await pager.sessions.find(token);
    if (!session) {
      const refused = refuseKey(context, true);
      if (refused) return refused;
      await next();
      return undefined;
    }
    if (isCrossSite(context, publicUrl)) {
      return problem(
        context,
        'cross_site',
        'with a session, what changes something needs X-Pager-Console: 1 and an Origin of the pager’s own',
      );
    }
    context.set('access', accessOfSession(session));
    context.set('keyName', `${session.name} (signed in)`);
    await next();
    return undefined;
  }

  /** Null: the key is one of ours, and says who asks. */
  function refuseKey(context: HttpContext, hadSession: boolean): Response | null {
    const { path } = context.req;
    const authorization = context.req.header('authorization');
    const takesBasic = PAGES.test(path) && isSafeWay(context);
    if (authorization === undefined && consoleFiles && wantsPage(context)) return toSignIn(context);
    if (authorization !== undefined && /^basic /i.test(authorization) && !takesBasic) {
      return unauthorized(context, takesBasic, basicRefused(path));
    }
    const presented = presentedKey(authorization);
    if (presented === null)
      return unauthorized(context, takesBasic, hadSession ? 'the session has ended: sign in again' : EXPECTED);
    const key = knownKey(deps, presented);
    if (key === null) return unauthorized(context, takesBasic, 'the API key is none of ours');
    context.set('access', accessOfKey(key));
    context.set('keyName', key.name);
    return null;
  }

  // Not async: whoever has a key, as whatever sends events has, is waited for by nobody.
  return (context, next) => {
    const { path, method } = context.req;
    context.set('keyName', null);
    if (OPEN.test(path) || (path === SIGN_IN && method === 'POST')) return next();
    const token = context.req.header('authorization') === undefined ? sessionTokenOf(context) : null;
    if (token !== null) return bySession(context, next, token);
    const refused = refuseKey(context, false);
    return refused ? Promise.resolve(refused) : next();
  };
}

const EXPECTED = 'expected "Authorization: Bearer <API key>", or a session';

/** Also of an address that is none: who is signed in is told so. */
const wantsPage = ({ req }: HttpContext) =>
  req.method === 'GET' && !API.test(req.path) && (req.header('accept') ?? '').includes('text/html');

const toSignIn = (context: HttpContext) => {
  const { pathname, search } = new URL(context.req.url);
  return context.redirect(`/sign-in?to=${encodeURIComponent(pathname + search)}`, 303);
};

function unauthorized(context: HttpContext, takesBasic: boolean, detail: string): Response {
  const basic = takesBasic ? 'Basic realm="Pager: any user name, the API key as password", charset="UTF-8", ' : '';
  const headers = { 'WWW-Authenticate': `${basic}Bearer realm="Pager"` };
  return problem(context, 'unauthorized', detail, { headers });
}

const basicRefused = (path: string) =>
  PAGES.test(path)
    ? 'a password is taken over TLS or on this machine only, since anybody on the way could read it'
    : 'HTTP Basic is for the pages of a browser; send the API key as a bearer token';
