/** Whether a request may have been sent by a page of another site, on a browser that is signed in here. */
import type { HttpContext } from './context.ts';
import { isOwnOrigin } from './own-origin.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Only scripts set it, and those of other sites are not let: they would have to ask first, and get no answer. */
const HEADER = 'x-pager-console';

export function isCrossSite(context: HttpContext, publicUrl: string): boolean {
  if (READING.has(context.req.method)) return false;
  const origin = context.req.header('origin');
  if (origin === undefined || !isOwnOrigin(origin, context.req.header('host'), publicUrl)) return true;
  return context.req.header(HEADER) === undefined;
}

/** The same for who signs in, which a program may do too: it says where it comes from only if it is a browser. */
export function isForeignPage(context: HttpContext, publicUrl: string): boolean {
  const origin = context.req.header('origin');
  return origin !== undefined && isCrossSite(context, publicUrl);
}
