/**
 * What all pages that are made here have in common: one document, one stylesheet,
 * no script, and headers under which nothing else can load, nobody can frame it,
 * nobody is told where the reader came from, and nothing is kept.
 */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Html } from './page-html.ts';
import { type ShownState, stateIcon } from './page-state.ts';
import { PAGE_STYLE } from './page-style.css.ts';

const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64');

/** `img-src data:` is the tab's icon, which stands in the page. */
export const PAGE_HEADERS = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

export interface Page {
  /** Of the tab, and of nothing else. */
  title: string;
  /** The loudest state on the page. */
  icon: ShownState;
  preview?: boolean;
  wide?: boolean;
  /** The page asks for itself anew after this long. */
  refreshAfterSeconds?: number | null;
  body: Html;
}

export function renderPage({
  title,
  icon,
  preview = false,
  wide = false,
  refreshAfterSeconds = null,
  body,
}: Page): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
${refreshAfterSeconds === null ? '' : html`<meta http-equiv="refresh" content="${refreshAfterSeconds}">`}
<title>${title}</title><link rel="icon" href="${stateIcon(icon)}"><style>${raw(PAGE_STYLE)}</style></head>
<body><main class="${wide ? 'wide' : ''}">
${preview ? PREVIEW_NOTICE : ''}
${body}
</main></body></html>
`;
}

const PREVIEW_NOTICE = html`<p class="notice"><strong>Preview: nobody is paged.</strong> No channel is configured, so messages go to the outbox.</p>`;
