/**
 * Liveness, readiness and metrics. `/healthz` says that the process is up, and what
 * it is; `/readyz` whether it can do its work now, part by part. Both are open;
 * `/metrics` takes the key, as a bearer token.
 */
import { Hono } from 'hono';
import type { Pager, ReadinessCheck } from '../pager/types.ts';
import { SECOND } from '../policy/duration.ts';
import type { HttpEnv } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';

/** What a pager calls itself: by that it is recognised on a port that is taken. */
export const APP_NAME = 'pager';

const UNCACHED = { 'Cache-Control': 'no-store' };

export function healthRoutes(
  {
    pager,
    metrics,
    version,
  }: Pick<HttpDependencies, 'metrics' | 'version'> & { pager: Pick<Pager, 'readiness' | 'preview'> },
  { answerWithinMs = 3 * SECOND }: { answerWithinMs?: number } = {},
): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  app.get('/healthz', (c) => c.json({ status: 'ok', app: APP_NAME, version }, 200, UNCACHED));

  app.get('/readyz', async (c) => {
    const checks = await within(answerWithinMs, pager.readiness());
    const ready = checks.every(({ ok }) => ok);
    const answer = { status: ready ? 'ready' : 'not_ready', preview: pager.preview, checks };
    return c.json(answer, ready ? 200 : 503, { ...UNCACHED, ...(!ready && { 'Retry-After': '2' }) });
  });

  app.get('/metrics', async (c) =>
    c.body(await metrics.text(), 200, { ...UNCACHED, 'Content-Type': metrics.contentType }),
  );

  return app;
}

/** Checks that fail or do not end are an answer too: whoever probes must not be left hanging. */
async function within(limitMs: number, checks: Promise<ReadinessCheck[]>): Promise<ReadinessCheck[]> {
  const notReady = (detail: string) => [{ name: 'pager', ok: false, detail }];
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<ReadinessCheck[]>((resolve) => {
    timer = setTimeout(() => resolve(notReady('its own checks do not end')), limitMs);
  });
  try {
    return await Promise.race([checks, limit]);
  } catch (error) {
    return notReady(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}
