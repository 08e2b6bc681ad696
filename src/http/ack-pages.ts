/**
 * The pages behind acknowledgement links. GET and HEAD change nothing, since mail
 * scanners open links; POST acts, and answers with a redirection to GET, so that a
 * reload is harmless. No login: the link is the key, and it is bound to one
 * incident. Every answer is a page, also where something is wrong.
 */
import { Hono } from 'hono';
import { PagerFailure, type Refusal } from '../pager/refusal.ts';
import type { HttpContext, HttpEnv } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import { ackBody, ackTitle } from './page-ack.ts';
import { broken, brokenLink, type Failure, failureBody, tryAgain, unknownLink } from './page-failure.ts';
import { PAGE_HEADERS, renderPage } from './page-frame.ts';

const SECOND = 1_000;
const SEEN = /^\d{1,9}\.\d{1,9}$/;
const ACTS = ['ack', 'escalate', 'healthy'] as const;
type Act = (typeof ACTS)[number];

export function ackPages(
  { pager, publicUrl, log }: Pick<HttpDependencies, 'pager' | 'publicUrl' | 'log'>,
  now: () => number = Date.now,
): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  app.get('/a/:token', async (c) => {
    const token = c.req.param('token');
    if (!pager.isLink(token)) return failed(c, brokenLink);
    const link = await pager.openLink(token);
    if (!link) return failed(c, unknownLink);
    const service = link.incident.state === 'closed' ? await pager.getService(link.service.id) : null;
    const at = now();
    const page = renderPage({
      title: ackTitle(link),
      icon: link.incident.state,
      preview: pager.preview,
      refreshAfterSeconds: secondsToNextStep(link.incident.nextEscalationAt, at),
      body: ackBody({ link, service, publicUrl, now: at }),
    });
    return c.html(page, 200, PAGE_HEADERS);
  });

  app.post('/a/:token', async (c) => {
    const token = c.req.param('token');
    if (!pager.isLink(token)) return failed(c, brokenLink);
    const { act, seen } = await readForm(c);
    if (seen !== undefined && (await hasMovedOn(token, seen))) return backTo(c, token);
    const answer = await pager.actThroughLink(token, act, seen).catch(toRefusal);
    if (!('refused' in answer) || answer.refused === 'idempotency_in_progress') return backTo(c, token);
    log.warn({ code: answer.refused, act }, 'a link could not be followed');
    return failed(c, failureOf(answer, { act, ...(seen !== undefined && { seen }) }));
  });

  app.onError((error, c) => {
    if (error instanceof PagerFailure) return failed(c, failureOf(toRefusal(error), null));
    log.error({ err: error }, 'the page of a link failed');
    return failed(c, broken('Something in the pager itself is broken.'));
  });

  /** The next level was told already since the page with that button was made. */
  async function hasMovedOn(token: string, seen: string): Promise<boolean> {
    const incident = (await pager.openLink(token))?.incident;
    return incident !== undefined && `${incident.cycle}.${incident.level}` !== seen;
  }

  return app;
}

/** A POST without a known act acknowledges: that is what the link is for. */
async function readForm(c: HttpContext): Promise<{ act: Act; seen?: string }> {
  const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
  const act = ACTS.find((known) => known === form.act) ?? 'ack';
  const { seen } = form;
  return act === 'escalate' && typeof seen === 'string' && SEEN.test(seen) ? { act, seen } : { act };
}

/** Relative, so that it is right behind any proxy and prefix. */
function backTo(c: HttpContext, token: string): Response {
  return c.body(null, 303, {
    ...PAGE_HEADERS,
    Location: new URL(c.req.url).pathname.endsWith('/') ? `../${token}` : token,
  });
}

function failed(c: HttpContext, failure: Failure): Response | Promise<Response> {
  const page = renderPage({ title: failure.title, icon: 'unreadable', body: failureBody(failure) });
  return c.html(page, failure.status, { ...PAGE_HEADERS, ...(failure.status === 503 && { 'Retry-After': '3' }) });
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof PagerFailure) return { refused: error.code, detail: error.message };
  throw error;
}

/** @param retry the form to post anew; null where it was a GET */
function failureOf({ refused, detail }: Refusal, retry: Record<string, string> | null): Failure {
  if (refused === 'not_found' || refused === 'unknown_service') return unknownLink;
  if (refused === 'record_unreadable') return broken(`What is stored of this service can’t be read: ${detail}`);
  return tryAgain(detail, retry);
}

/** The page is made anew just after the next step is due, so that it never shows one that has passed. */
function secondsToNextStep(at: number | null, now: number): number | null {
  return at === null ? null : Math.max(5, Math.ceil((at - now) / SECOND) + 2);
}
