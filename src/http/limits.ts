/**
 * Keeps one loud source from starving the others: who has more under way than its share,
 * or sends faster than its rate, is told to come again (429, Retry-After). A source is an
 * API key at an address; without a key, the address.
 *
 * What people do about incidents has a room of its own and no rate: no storm of alerts can
 * stand before an acknowledgement. So have readings. Health and metrics are never turned
 * away: whoever asks for them decides whether the pager is alive.
 *
 * An alert that is turned away was not taken, and its sender knows it: nothing of it is
 * stored but the refusal.
 */
import type { MiddlewareHandler } from 'hono';
import type { HttpContext, HttpEnv } from './context.ts';
import { limitedKind } from './limits-kinds.ts';
import { createMeter, type Meter, type Source, type TurnedAway } from './limits-meter.ts';
import { placeOf } from './limits-place.ts';
import type { LimitSettings } from './limits-settings.ts';
import { problem } from './problem.ts';

const SECOND = 1_000;
/** Tools that send an alert again after 5xx only: 429 they take for a refusal, and the page is lost. */
const RETRIES_AFTER_5XX_ONLY = /^\/v1\/integrations\/(alertmanager|grafana)(\/|$)|\/create_event\.json\/?$/;

const ACTS_UNDER_WAY = 2_000;
const READINGS_UNDER_WAY = 2_000;

/** What a request holds until it is answered. */
export interface Charge {
  meter: Meter;
  source: Source;
  amount: number;
}

/** What @hono/node-server tells of the connection; nothing where there is none. */
interface Connection {
  incoming?: { socket?: { remoteAddress?: string } };
  /** Its address has as many connections as it may, each with a request under way. */
  isCrowded?: boolean;
}

/** Behind authentication, which says whose key it is. */
export function limitRequests({
  eventsUnderWay,
  eventsPerSecond,
}: Pick<LimitSettings, 'eventsUnderWay' | 'eventsPerSecond'>): MiddlewareHandler<HttpEnv> {
  const meters = {
    events: createMeter({ room: eventsUnderWay, perSecond: eventsPerSecond }),
    acts: createMeter({ room: ACTS_UNDER_WAY, perSecond: 0 }),
    readings: createMeter({ room: READINGS_UNDER_WAY, perSecond: 0 }),
  };

  return async (context, next) => {
    const kind = limitedKind(context.req.method, context.req.path);
    if (!kind) return await next();
    const meter = meters[kind];
    const { incoming, isCrowded } = (context.env ?? {}) as Connection;
    const now = performance.now();
    const source = meter.source(
      `${context.get('keyName') ?? ''}@${placeOf(incoming?.socket?.remoteAddress ?? '')}`,
      now,
    );
    const turnedAway = isCrowded && kind !== 'acts' ? CROWDED : meter.admit(source, 1, now);
    if (turnedAway) return tooMany(context, turnedAway);
    const charge = { meter, source, amount: 1 };
    context.set('charge', charge);
    try {
      return await next();
    } finally {
      meter.release(source, charge.amount);
    }
  };
}

/** A request that turns out to hold several events counts as so many, before the first of them is taken. */
export function chargeEvents(context: HttpContext, count: number): Response | null {
  const charge = context.get('charge');
  if (!charge || count <= charge.amount) return null;
  const more = count - charge.amount;
  const turnedAway = charge.meter.admit(charge.source, more, performance.now());
  if (turnedAway) return tooMany(context, turnedAway);
  charge.amount = count;
  return null;
}

function tooMany(context: HttpContext, { retryAfterMs, why }: TurnedAway | typeof CROWDED): Response {
  const headers = {
    'Retry-After': String(Math.ceil(retryAfterMs / SECOND)),
    ...(why === 'connections' && { Connection: 'close' }),
  };
  const code = RETRIES_AFTER_5XX_ONLY.test(context.req.path) ? 'overloaded' : 'too_many_requests';
  return problem(context, code, `${WHY[why]}; send it again`, { headers });
}

const CROWDED = { retryAfterMs: SECOND, why: 'connections' } as const;
const WHY = {
  share: 'this key, at this address, has more under way than its share',
  rate: 'this key, at this address, sends more a second than it may',
  connections: 'this address has more connections than it may, each with a request under way',
};
