/**
 * A request's path as routes are matched by it: without the slash at its end, and with
 * one slash where several stand, since clients put one of their own behind a base
 * address that ends with one.
 */
import { getPathNoStrict } from 'hono/utils/url';

export function pathOf(request: Request): string {
  const path = getPathNoStrict(request);
  return path.includes('//') ? collapsed(path) : path;
}

function collapsed(path: string): string {
  const single = path.replaceAll(/\/{2,}/g, '/');
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single;
}
