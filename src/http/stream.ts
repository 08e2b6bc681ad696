/**
 * Changes as they come, as server-sent events. Each event's `id` is a cursor: who
 * comes back with it in `Last-Event-ID` (or `?cursor=`) gets what was missed, and
 * what is told twice is told as it is now. `reset` says that the cursor is too old:
 * read everything anew. A `ping` every 15 s shows that the line is alive. A reader
 * that does not keep up holds up nobody else, and is let go.
 */
import { z } from '@hono/zod-openapi';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { StreamEvent } from '../pager/stream-types.ts';
import { SECOND } from '../policy/duration.ts';
import type { HttpContext } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import { type Api, mount } from './operation.ts';
import { text } from './query.ts';
import { sessionTokenOf } from './session-cookie.ts';
import { wireIncident, wirePolicy, wireService } from './wire.ts';

/** Pings that may wait behind a reader that takes nothing any more. */
const PINGS_WAITING = 4;

const operation = {
  method: 'get',
  path: '/v1/stream',
  tag: 'Live',
  summary: 'Changes as they come, as server-sent events',
  description:
    'Events are `service`, `incident`, `notification`, `policy` (each as it is now), `ping`, and `reset` when the cursor is too old: read everything anew.',
  query: z.strictObject({ cursor: text(4_096).optional() }),
  headers: { 'Last-Event-ID': 'The id of the last event that was seen; what came behind it follows' },
  answers: { 200: { description: 'A stream of events (`text/event-stream`) that does not end' } },
} as const;

export function stream(
  api: Api,
  { pager, log }: Pick<HttpDependencies, 'pager' | 'log'>,
  { pingEveryMs = 15 * SECOND }: { pingEveryMs?: number } = {},
) {
  return mount(api, operation, async (c, { query }) => {
    if (c.req.raw.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
    const gone = new AbortController();
    const changes = pager.stream(c.req.header('Last-Event-ID') || query.cursor || null, gone.signal);
    const following = changes[Symbol.asyncIterator]();
    // Asked for before the answer begins, so that a store that is away is a problem with a status.
    const first = await following.next();
    c.header('X-Accel-Buffering', 'no');
    // Asked without a server around it, there is nobody to tell.
    if (c.env) c.env.isEndless = true;
    return streamSSE(c, async (line) => {
      line.onAbort(() => gone.abort());
      const stopPings = startPings(line, { everyMs: pingEveryMs, maySee: () => maySee(c, pager) });
      try {
        for (let next = first; !next.done && !line.aborted; next = await following.next()) {
          await line.writeSSE(toMessage(next.value));
        }
      } catch (err) {
        log.warn({ err }, 'a stream of changes was ended; its reader comes back with its cursor');
      } finally {
        stopPings();
        gone.abort();
        await following.return?.();
      }
    });
  });
}

/** Whoever was signed out, or has had a key revoked, is told no more. While the store is away nobody knows. */
async function maySee(context: HttpContext, pager: Pick<HttpDependencies['pager'], 'sessions'>): Promise<boolean> {
  const token = sessionTokenOf(context);
  const isSession = (context.get('access')?.session ?? null) !== null;
  if (!isSession || token === null) return true;
  return await pager.sessions.find(token).then(
    (session) => session !== null,
    () => true,
  );
}

function startPings(
  stream: SSEStreamingApi,
  { everyMs, maySee }: { everyMs: number; maySee: () => Promise<boolean> },
): () => void {
  let waiting = 0;
  const timer = setInterval(async () => {
    if (waiting >= PINGS_WAITING) return stream.abort();
    waiting += 1;
    if (!(await maySee())) return stream.abort();
    await stream.writeSSE({ event: 'ping', data: '{}' });
    waiting -= 1;
  }, everyMs);
  return () => clearInterval(timer);
}

function toMessage(event: StreamEvent | 'reset'): { event: string; data: string; id?: string } {
  if (event === 'reset') return { event: 'reset', data: '{}' };
  return { event: event.type, data: JSON.stringify(wireChange(event)), id: event.cursor };
}

function wireChange(event: StreamEvent): unknown {
  switch (event.type) {
    case 'service':
      return 'deleted' in event.data ? event.data : wireService(event.data);
    case 'policy':
      return 'deleted' in event.data ? event.data : wirePolicy(event.data);
    case 'incident':
      return wireIncident(event.data);
    case 'notification':
    case 'ping':
      return event.data;
  }
}
