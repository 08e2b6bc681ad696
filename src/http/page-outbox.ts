/** The messages that preview did not send, as their readers would have got them, with links that work. */
import { html } from 'hono/html';
import { momentOf } from '../notify/texts.ts';
import type { OutboxMessage } from '../pager/types.ts';
import type { Html } from './page-html.ts';
import { plainTarget } from './page-target.ts';
import { machineTime } from './page-times.ts';

const OPEN_AT_ONCE = 1;

export function outboxList(messages: OutboxMessage[], publicUrl: string, now: number): Html {
  if (messages.length === 0)
    return html`<h2>Outbox</h2><p class="dim">Nothing yet. Messages appear here instead of being sent.</p>`;
  const items = messages.map(
    ({ target, at, subject, text }, index) =>
      html`<li><details${index < OPEN_AT_ONCE ? html` open` : ''}><summary><time datetime="${machineTime(at)}">${momentOf(at, now)}</time> to ${plainTarget(target)}: ${subject}</summary><pre>${withOwnLinks(text, publicUrl)}</pre></details></li>`,
  );
  return html`<h2>Outbox: what would have been sent</h2><ul class="rows">${items}</ul>`;
}

/** Only addresses of this pager become links, and relative ones: they work from wherever this page was reached. */
function withOwnLinks(text: string, publicUrl: string): (Html | string)[] {
  const [first = '', ...rest] = text.split(`${publicUrl}/`);
  return [
    first,
    ...rest.flatMap((part) => {
      const path = /^[\w./-]*/.exec(part)?.[0] ?? '';
      return [html`<a href="./${path}">${publicUrl}/${path}</a>`, part.slice(path.length)];
    }),
  ];
}
