/** A page to read and try the contract: Swagger UI, served by us, with no script in the page itself. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Hono } from 'hono';
import type { HttpEnv } from './context.ts';

/** Swagger UI sets styles of its own as it goes; scripts and connections are ours only. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pager: HTTP API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="contract"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

/**
 * No check of the contract by a foreign server, and the key is kept by nobody. From the
 * origin, since a page that was opened with a password in its address can't fetch "/…".
 */
const START = `SwaggerUIBundle({
  url: location.origin + '/openapi.json',
  dom_id: '#contract',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
  requestInterceptor: (request) => {
    request.headers['X-Pager-Console'] = '1';
    return request;
  },
});
`;

const TYPES = { 'swagger-ui.css': 'text/css', 'swagger-ui-bundle.js': 'text/javascript' } as const;
const CACHED = { 'Cache-Control': 'private, max-age=3600' };

export function docsPage(): Hono<HttpEnv> {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const app = new Hono<HttpEnv>();
  app.get('/docs', (c) => c.html(PAGE, 200, { 'Content-Security-Policy': POLICY, 'Referrer-Policy': 'no-referrer' }));
  app.get('/docs/start.js', (c) => c.body(START, 200, { 'Content-Type': 'text/javascript', ...CACHED }));
  for (const [file, type] of Object.entries(TYPES)) {
    app.get(`/docs/${file}`, async (c) =>
      c.body(await readFile(join(folder, file), 'utf8'), 200, { 'Content-Type': `${type}; charset=utf-8`, ...CACHED }),
    );
  }
  return app;
}
