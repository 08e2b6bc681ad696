/**
 * The console: one page for all its addresses, and the files that it is made of. They
 * are open, as a door is: what is behind it (the API) asks who comes. Nothing runs on
 * the page but its own scripts, and it asks no other host for anything.
 */
import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type { ConsoleFile, ConsoleFiles } from './console-files.ts';
import type { HttpContext, HttpEnv } from './context.ts';

const ADDRESSES = [
  '/',
  '/sign-in',
  '/incidents/:id?',
  '/services/:id?',
  '/policies/:id?',
  '/inspector',
  '/activity',
  '/integrations',
  '/webhooks',
  '/settings',
];
const API = /^\/v\d/;
const NONCE_BYTES = 16;
const IMMUTABLE = 'public, max-age=31536000, immutable';
const SHORT = 'public, max-age=3600';

export function consolePages({ files, page }: ConsoleFiles): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  for (const address of ADDRESSES) {
    app.get(address, (c) => answerPage(c, page, 200));
  }
  for (const [path, file] of files) app.get(path, (c) => answer(c, file));
  return app;
}

/** For a browser at an address that is none of ours: the console says so. Null: no browser asks, or not for a page. */
export function noSuchPage(c: HttpContext, { page }: Pick<ConsoleFiles, 'page'>): Response | null {
  const isPage = c.req.method === 'GET' && !API.test(c.req.path);
  return isPage && c.req.header('accept')?.includes('text/html') ? answerPage(c, page, 404) : null;
}

function answerPage(c: HttpContext, page: ConsoleFiles['page'], status: 200 | 404): Response {
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  return c.newResponse(page(nonce), status, {
    ...PAGE_HEADERS,
    'Content-Type': 'text/html; charset=UTF-8',
    'Content-Security-Policy': policyWith(nonce),
  });
}

const PAGE_HEADERS = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
};

/** A frame is for the dashboard of the queues, which has a policy of its own. */
const policyWith = (nonce: string) =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

function answer(c: HttpContext, { body, gzipped, type, isImmutable }: ConsoleFile): Response {
  const takesGzip = gzipped !== null && /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
  return c.body(takesGzip ? gzipped : body, 200, {
    'Content-Type': type,
    'Cache-Control': isImmutable ? IMMUTABLE : SHORT,
    'X-Content-Type-Options': 'nosniff',
    ...(gzipped !== null && { Vary: 'Accept-Encoding' }),
    ...(takesGzip && { 'Content-Encoding': 'gzip' }),
  });
}
