/**
 * The console's build. What it makes is served by the pager itself: one file of HTML,
 * in which the pager puts a nonce per answer, and files whose names change with what
 * is in them. A start page that has grown past its bounds is a build that fails.
 */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { sizeBudget } from './size-budget.ts';

/** While developing (`npm run dev`): where the pager is, where the console is, and a key with which nobody needs to sign in. */
const { DEV_PAGER_URL: PAGER = 'http://127.0.0.1:7243', DEV_PORT = '7244', DEV_KEY } = process.env;
const KEY: Record<string, string> = DEV_KEY ? { Authorization: `Bearer ${DEV_KEY}` } : {};
const proxied = Object.fromEntries(
  ['/v1', '/a/', '/admin', '/docs', '^/inspect(\\?|$)', '/openapi.json', '/readyz', '/healthz', '/metrics'].map(
    (path) => [path, { target: PAGER, ws: path.startsWith('^/inspect'), headers: KEY }],
  ),
);

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [
    react(),
    sizeBudget({
      start: { scripts: 240_000, styles: 20_000 },
      more: { inspector: { scripts: 40_000 } },
    }),
  ],
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    // A picture or a font in a data: address is not what the policy lets through.
    assetsInlineLimit: 0,
    // Each lazy page fetches its own parts; the browser needs no list of them in front.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { host: '127.0.0.1', port: Number(DEV_PORT), strictPort: true, proxy: proxied },
});
