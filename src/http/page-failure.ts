/** Pages for when there is nothing to show: what is wrong, in plain words, and what to do now. */
import { html } from 'hono/html';
import type { Html } from './page-html.ts';

export interface Failure {
  status: 404 | 410 | 500 | 503;
  title: string;
  what: string;
  todo: string;
  /** Of a request that is worth another try: null, or the form's fields with which it is posted anew. */
  retry?: Record<string, string> | null;
}

export const brokenLink: Failure = {
  status: 404,
  title: 'This link is not whole.',
  what: 'Some of it was lost or changed on its way, or it is one of another pager’s.',
  todo: 'Open it from the message itself, or copy it to its very end. Nothing was changed.',
};

export const unknownLink: Failure = {
  status: 410,
  title: 'This link is not valid any more.',
  what: 'Links work for 7 days. Nothing was changed.',
  todo: 'If you were paged just now, use the newest message. Otherwise look at the pager’s own page, or ask whoever else is on call.',
};

export function tryAgain(detail: string, retry: Record<string, string> | null): Failure {
  const isAct = retry !== null;
  return {
    status: 503,
    title: isAct ? 'The pager could not record that just now.' : 'The pager can’t look it up just now.',
    what: isAct
      ? 'It may or may not have been recorded. Trying again is safe: the same thing is never done twice.'
      : 'Its memory does not answer. Alerts and timers are kept, and go on as soon as it does.',
    todo: `Try again in a few seconds. If it stays like this, act as if nobody had acknowledged, and tell whoever runs the pager: ${detail}`,
    retry,
  };
}

export function broken(detail: string): Failure {
  return {
    status: 500,
    title: 'The pager can’t show this.',
    what: detail,
    todo: 'Act as if nobody had acknowledged, and tell whoever runs the pager: its log says more.',
  };
}

export function failureBody({ title, what, todo, retry }: Failure): Html {
  return html`<h1>${title}</h1><p>${what}</p><p>${todo}</p>${retry === undefined ? '' : again(retry)}`;
}

function again(retry: Record<string, string> | null): Html {
  if (retry === null) return html`<form class="act" method="get"><button class="main">Try again</button></form>`;
  const fields = Object.entries(retry).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="act" method="post">${fields}<button class="main">Try again</button></form>`;
}
