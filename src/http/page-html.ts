/** What the pages' templates are made of: escaped text, and links that can do nothing but lead somewhere. */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A link, or the plain text where the address is no web address: `javascript:` and the like come from outside too. */
export function webLink(address: string, text: string, className = ''): Html {
  if (!isWebAddress(address)) return html`<span class="${className}">${text}</span>`;
  return html`<a class="${className}" href="${address}" rel="noreferrer noopener nofollow">${text}</a>`;
}

export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
