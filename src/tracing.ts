/**
 * Traces from a request to the hand-over of its messages, as spans: the request, what its
 * event came to, and each attempt of each notification; for a level whose time came, the
 * timer's event in place of a request. All of an incident is one trace, also what comes
 * later or from another process: its ids follow from the incident (tracing-ids.ts).
 *
 * A request that came with a `traceparent` belongs to its sender's trace. That one is over
 * long before the incident is, so the two are joined by links, both ways.
 *
 * Spans are made when what they tell is over: then it is known which incident it was
 * about. Nothing of it is kept in Redis, and nothing waits for it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { HttpEnv } from './http/context.ts';
import type { Channel } from './notify/channel.ts';
import type { Decision } from './pager/decision.ts';
import type { EventAnswer } from './pager/event-types.ts';
import type { Refusal } from './pager/refusal.ts';
import type { Pager } from './pager/types.ts';
import type { ChannelName } from './policy/target.ts';
import type { TraceIds } from './tracing-ids.ts';
import { createIncidentSpans, type RecordSpan, type SentEvent, type SpanPlace } from './tracing-spans.ts';

const UNTRACED = /^\/(healthz|readyz|metrics)\/?$/;
const PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

type Sender = Pick<Pager, 'send' | 'sendToIncident'>;

export interface Tracing {
  /** Outermost: it times the whole of a request. */
  requests: MiddlewareHandler<HttpEnv>;
  events(sender: Sender): Sender;
  attempts(channels: Map<ChannelName, Channel>): Map<ChannelName, Channel>;
  decided(decision: Decision): void;
}

export function createTracing({
  record,
  ids,
  now = Date.now,
}: {
  record: RecordSpan;
  ids: TraceIds;
  now?: () => number;
}): Tracing {
  const underWay = new AsyncLocalStorage<SentEvent[]>();
  const spans = createIncidentSpans({ record, ids, now });

  async function noted(type: string, send: () => Promise<EventAnswer | Refusal>): Promise<EventAnswer | Refusal> {
    const events = underWay.getStore();
    if (!events) return await send();
    const startedAt = now();
    const answer = await send();
    events.push({ type, startedAt, endedAt: now(), answer });
    return answer;
  }

  return {
    requests: async (context, next) => {
      if (UNTRACED.test(context.req.path)) return await next();
      const events: SentEvent[] = [];
      const startedAt = now();
      await underWay.run(events, next);
      const told = {
        method: context.req.method,
        // Never the path: it may hold the token of a link, or a key.
        route: routePath(context, -1),
        status: context.res.status,
        requestId: context.get('requestId') ?? '',
        keyName: context.get('keyName') ?? null,
        parent: readParent(context.req.header('traceparent')),
        startedAt,
        endedAt: now(),
      };
      spans.request(told, events);
    },

    events: ({ send, sendToIncident }) => ({
      send: (id, event, idempotency) => noted(event.type, () => send(id, event, idempotency)),
      sendToIncident: (id, event, idempotency) => noted(event.type, () => sendToIncident(id, event, idempotency)),
    }),

    attempts: (channels) =>
      new Map(
        [...channels].map(([name, channel]) => [
          name,
          {
            ...channel,
            async send(message, at, signal, stillHeld) {
              const startedAt = now();
              let sent: Awaited<ReturnType<Channel['send']>> | null = null;
              try {
                sent = await channel.send(message, at, signal, stillHeld);
                return sent;
              } finally {
                spans.attempt(message, sent, startedAt);
              }
            },
          },
        ]),
      ),

    decided: spans.decided,
  };
}

/** W3C Trace Context, level 1; null when there is none, or it is none. */
function readParent(header: string | undefined): SpanPlace | null {
  const [, traceId = '', spanId = '', flags = ''] = PARENT.exec(header?.trim() ?? '') ?? [];
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
