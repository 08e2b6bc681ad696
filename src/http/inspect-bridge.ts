/**
 * The bridge to a Stately Inspector elsewhere, where one is set: a page that shows that
 * host's inspector in a frame and hands it the feed of /inspect, as window messages of
 * @statelyai/inspect. What it shows leaves the pager, so it says so, and neither asks
 * the host for anything nor sends it anything before a button is pressed. Its policy
 * lets it frame that host, speak to the pager, and nothing else.
 */
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { forbidden } from './access.ts';
import type { HttpEnv } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import { BRIDGE_SCRIPT } from './inspect-bridge.js.ts';
import { BRIDGE_STYLE, bridgePage } from './inspect-bridge-page.ts';
import { ACTORS_AT_ONCE, isActorAddress } from './inspected-actors.ts';

export const BRIDGE = '/inspect/bridge';
const SCRIPT = `${BRIDGE}.js`;

export function inspectBridge({ statelyInspectorUrl = null }: HttpDependencies): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  if (statelyInspectorUrl === null) return app;
  const inspector = new URL(statelyInspectorUrl);

  app.get(BRIDGE, (c) => {
    const refused = forbidden(c, 'respond');
    if (refused) return refused;
    const asked = [...new Set(c.req.queries('actor') ?? [])];
    const actors = asked.length <= ACTORS_AT_ONCE ? asked.filter(isActorAddress) : [];
    return c.html(bridgePage({ inspector, actors, script: SCRIPT }), 200, headersFor(inspector));
  });
  app.get(SCRIPT, (c) =>
    c.body(BRIDGE_SCRIPT, 200, { 'Content-Type': 'text/javascript', 'Cache-Control': 'no-cache' }),
  );
  return app;
}

const STYLE_HASH = createHash('sha256').update(BRIDGE_STYLE).digest('base64');

const headersFor = (inspector: URL) => ({
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'sha256-${STYLE_HASH}'`,
    'img-src data:',
    "connect-src 'self'",
    `frame-src ${inspector.origin}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex, nofollow',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  'Cache-Control': 'no-store',
});
