/**
 * Keeps one loud source from starving the others: who has more under way than its share,
 * or sends faster than its rate, is told to come again (429, Retry-After). A source is an
 * API key at an address; without a key, the address. At the doors of other tools, whose key
 * stands in the request itself, it is an integration at an address: until its key was read a
 * request counts among those that arrive from there, and a loud tool behind a proxy takes
 * nothing away from the others.
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
import { type LimitedKind, limitedKind } from './limits-kinds.ts';
import { createMeter, type Meter, type Source, type TurnedAway } from './limits-meter.ts';
import { placeOf } from './limits-place.ts';
import type { LimitSettings } from './limits-settings.ts';
import { problem } from './problem.ts';

const SECOND = 1_000;
/** Tools that send an alert again after 5xx only: 429 they take for a refusal, and the page is lost. */
const RETRIES_AFTER_5XX_ONLY = /^\/v1\/integrations\/(alertmanager|grafana)(\/|$)|\/create_event\.json\/?$/;

const ACTS_UNDER_WAY = 2_000;
const READINGS_UNDER_WAY = 2_000;
/** Requests whose key is being read: no address has connections enough to fill half of it. */
const ARRIVING = 4_000;

/** What a request holds until it is answered. */
export interface Charge {
  meter: Meter;
  source: Source;
  amount: number;
  /** Where it is counted as soon as it is known whose it is; none: that is known. */
  awaited?: { meter: Meter; place: string } | undefined;
}

export interface Limits {
  /** Behind authentication, which says whose key it is. */
  requests: MiddlewareHandler<HttpEnv>;
  /** Where the request itself says whose it is: `chargeKey` is told, as soon as that is known. */
  arrivals: MiddlewareHandler<HttpEnv>;
}

/** What @hono/node-server tells of the connection; nothing where there is none. */
interface Connection {
  incoming?: { socket?: { remoteAddress?: string } };
  /** Its address has as many connections as it may, each with a request under way. */
  isCrowded?: boolean;
}

export function createLimits({
  eventsUnderWay,
  eventsPerSecond,
}: Pick<LimitSettings, 'eventsUnderWay' | 'eventsPerSecond'>): Limits {
  const meters = {
    events: createMeter({ room: eventsUnderWay, perSecond: eventsPerSecond }),
    acts: createMeter({ room: ACTS_UNDER_WAY, perSecond: 0 }),
    readings: createMeter({ room: READINGS_UNDER_WAY, perSecond: 0 }),
  };
  const arriving = () => createMeter({ room: ARRIVING, perSecond: 0 });
  const arrivals = { events: arriving(), acts: arriving(), readings: arriving() };

  return {
    requests: limitBy((context, kind, place) => ({ meter: meters[kind], name: nameOf(context.get('keyName'), place) })),
    arrivals: limitBy((_, kind, place) => ({
      meter: arrivals[kind],
      name: place,
      awaited: { meter: meters[kind], place },
    })),
  };
}

const nameOf = (key: string | null | undefined, place: string) => `${key ?? ''}@${place}`;

type Counted = Pick<Charge, 'meter' | 'awaited'> & { name: string };

function limitBy(
  counted: (context: HttpContext, kind: LimitedKind, place: string) => Counted,
): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const kind = limitedKind(context.req.method, context.req.path);
    // What `next` resolves with is nothing of ours: an answer here means that it was turned away.
    if (!kind) {
      await next();
      return;
    }
    const { incoming, isCrowded } = (context.env ?? {}) as Connection;
    const { meter, name, awaited } = counted(context, kind, placeOf(incoming?.socket?.remoteAddress ?? ''));
    const now = performance.now();
    const source = meter.source(name, now);
    const turnedAway = isCrowded && kind !== 'acts' ? CROWDED : meter.admit(source, 1, now);
    if (turnedAway) return tooMany(context, turnedAway);
    const charge: Charge = { meter, source, amount: 1, awaited };
    context.set('charge', charge);
    try {
      await next();
      return;
    } finally {
      charge.meter.release(charge.source, charge.amount);
    }
  };
}

/** Whose a request is that has arrived; null: nobody's, so that its address has it. */
export function chargeKey(context: HttpContext, key: string | null): Response | null {
  const charge = context.get('charge');
  if (!charge?.awaited) return null;
  const { meter, place } = charge.awaited;
  const now = performance.now();
  const source = meter.source(nameOf(key, place), now);
  const turnedAway = meter.admit(source, 1, now);
  if (turnedAway) return tooMany(context, turnedAway);
  charge.meter.release(charge.source, charge.amount);
  Object.assign(charge, { meter, source, amount: 1, awaited: undefined });
  return null;
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
