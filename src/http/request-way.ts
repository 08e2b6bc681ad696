/** Which way a request came: over TLS or not, and from where. */
import type { HttpContext } from './context.ts';
import { isSafeForPasswords } from './password-way.ts';

/** What @hono/node-server tells of the connection; nothing where there is none. */
interface Connection {
  incoming?: { socket?: { remoteAddress?: string; encrypted?: boolean } };
}

const socketOf = (context: HttpContext) => ((context.env ?? {}) as Connection).incoming?.socket;

/** Over TLS, or on this machine. */
export const isSafeWay = (context: HttpContext): boolean =>
  isSafeForPasswords(context.req.header('x-forwarded-proto'), socketOf(context));

export function isSecure(context: HttpContext): boolean {
  const forwarded = context.req.header('x-forwarded-proto');
  if (forwarded !== undefined) return forwarded.split(',', 1)[0]?.trim().toLowerCase() === 'https';
  return socketOf(context)?.encrypted === true;
}

/** '' where there is no connection. */
export const addressOf = (context: HttpContext): string => socketOf(context)?.remoteAddress ?? '';
