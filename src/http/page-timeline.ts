/** What happened, line by line, and the links that the alerts brought along. */

import { html } from 'hono/html';
import { momentOf } from '../notify/texts.ts';
import type { TimelineView } from '../pager/incident-types.ts';
import { type Html, isWebAddress, webLink } from './page-html.ts';
import { machineTime } from './page-times.ts';

const LINES_SHOWN = 25;
const LINKS_SHOWN = 10;

/** @param lines oldest first */
export function timelineList(lines: TimelineView[], now: number): Html {
  const earlier = lines.slice(0, -LINES_SHOWN);
  const list = (some: TimelineView[]) => html`<ol class="lines">${some.map((line) => timelineLine(line, now))}</ol>`;
  return html`${earlier.length > 0 ? html`<details><summary>${earlier.length} earlier lines</summary>${list(earlier)}</details>` : ''}
${list(lines.slice(-LINES_SHOWN))}`;
}

/** Each once, the newest first; only those that lead to the web. */
export function alertLinks(lines: TimelineView[]): Html | string {
  const links = new Map<string, string>();
  for (const { data } of lines.toReversed()) {
    for (const { href, text } of linksOf(data)) {
      if (isWebAddress(href) && !links.has(href)) links.set(href, text ?? href);
    }
  }
  if (links.size === 0) return '';
  const items = [...links].slice(0, LINKS_SHOWN).map(([href, text]) => html`<li>${webLink(href, text)}</li>`);
  return html`<h2>Links from the alerts</h2><ul class="links">${items}</ul>`;
}

/** The line of a kind that was written last. */
export function lastOf(lines: TimelineView[], type: string): TimelineView | undefined {
  return lines.findLast((line) => line.type === type);
}

function timelineLine({ at, text }: TimelineView, now: number): Html {
  const time = at > 0 ? html`<time datetime="${machineTime(at)}">${momentOf(at, now)}</time>` : html`<span></span>`;
  return html`<li>${time}<span>${text}</span></li>`;
}

function linksOf({ links }: TimelineView['data']): { href: string; text?: string }[] {
  return Array.isArray(links) ? links.filter((link) => typeof link?.href === 'string') : [];
}
