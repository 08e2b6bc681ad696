/**
 * The dashboard of the queues (bull-board), for looking only: whatever would change
 * a job is refused, here and by the board. Its own page asks a foreign host for
 * fonts, so its scripts are served in a page of ours, under a policy that lets it load
 * nothing from anywhere else; inline styles are let through, since its scripts make some.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { forbidden } from './access.ts';
import type { HttpEnv } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import type { Html } from './page-html.ts';
import { problem } from './problem.ts';

const BASE = '/admin/queues';

const UI_CONFIG = {
  boardTitle: 'Pager queues',
  favIcon: { default: 'static/images/logo.svg', alternative: 'static/favicon-32x32.png' },
};

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'none'; frame-ancestors 'self'; base-uri 'self'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex, nofollow',
};

export function dashboardRoutes({ queues }: Pick<HttpDependencies, 'queues'>): Hono<HttpEnv> {
  const uiFolder = uiFolderOf();
  const board = new HonoAdapter(serveStatic).setBasePath(BASE);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: board,
    options: { uiBasePath: uiFolder, uiConfig: UI_CONFIG },
  });
  const page = pageOf(readFileSync(join(uiFolder, 'dist/index.ejs'), 'utf8'));

  const app = new Hono<HttpEnv>();
  app.use(`${BASE}/*`, async (c, next) => {
    const refused = forbidden(c, 'admin');
    if (refused) return refused;
    if (!['GET', 'HEAD'].includes(c.req.method)) {
      return problem(c, 'method_not_allowed', 'the dashboard is for looking only', { headers: { Allow: 'GET, HEAD' } });
    }
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
  });
  app.get(`${BASE}/*`, async (c, next) => {
    const path = c.req.path.slice(BASE.length);
    if (path.startsWith('/api/') || path.startsWith('/static/')) return next();
    return c.html(page, 200, { 'Cache-Control': 'no-store' });
  });
  app.route(BASE, board.registerPlugin() as unknown as Hono<HttpEnv>);
  return app;
}

/** The board's scripts and styles have a hash in their names, which its own page knows. */
function pageOf(theirs: string): Html {
  const scripts = [...theirs.matchAll(/src="(static\/js\/[\w.-]+\.js)"/g)].map(([, path]) => path);
  const styles = [...theirs.matchAll(/href="(static\/css\/[\w.-]+\.css)"/g)].map(([, path]) => path);
  if (scripts.length === 0) throw new Error('the page of @bull-board/ui names no script: its layout has changed');
  const config = JSON.stringify(UI_CONFIG).replaceAll('<', '\\u003c');
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<base href="${BASE}/"><title>${UI_CONFIG.boardTitle}</title>
<link rel="icon" type="image/svg+xml" id="fav-logo" href="${UI_CONFIG.favIcon.default}">
${styles.map((path) => html`<link rel="stylesheet" href="${path}">`)}</head>
<body><script id="__UI_CONFIG__" type="application/json">${raw(config)}</script><div id="root">Loading</div>
${scripts.map((path) => html`<script defer src="${path}"></script>`)}</body></html>
`;
}

/** Found from the board's API, whose release it belongs to. */
function uiFolderOf(): string {
  const api = createRequire(import.meta.url).resolve('@bull-board/api');
  return dirname(createRequire(api).resolve('@bull-board/ui/package.json'));
}
