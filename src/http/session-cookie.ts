/** The cookie that a browser is known by: not to be read by scripts, and not sent along by pages of other sites. */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { HttpContext } from './context.ts';
import { isSecure } from './request-way.ts';

export const SESSION_COOKIE = 'pager_session';
/** As long as a session lasts unused. */
const MAX_AGE_SECONDS = 30 * 86_400;

/** Most requests have no cookie at all, and should not pay for a look. */
export const sessionTokenOf = (context: HttpContext): string | null =>
  context.req.header('cookie') === undefined ? null : (getCookie(context, SESSION_COOKIE) ?? null);

/** The same of a bare header, for the inspector's socket. */
export const sessionTokenIn = (cookies: string | undefined): string | null =>
  new RegExp(`(?:^|; *)${SESSION_COOKIE}=([\\w-]+)`).exec(cookies ?? '')?.[1] ?? null;

export function setSessionCookie(context: HttpContext, token: string): void {
  setCookie(context, SESSION_COOKIE, token, { ...attributes(context), maxAge: MAX_AGE_SECONDS });
}

export function dropSessionCookie(context: HttpContext): void {
  deleteCookie(context, SESSION_COOKIE, attributes(context));
}

/** Over TLS it never goes in the clear; without TLS a browser would not keep such a one. */
const attributes = (context: HttpContext) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'Strict' as const,
  secure: isSecure(context),
});
