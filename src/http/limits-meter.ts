/**
 * Shares what a process can have under way among the sources that ask for it, in memory
 * and without a timer. Two bounds, both per source:
 *
 * - *Its share*: a source may have as much under way as would be left free. One alone gets
 *   half of the room, two loud ones a third each, n of them 1/(n+1) each; so there is always
 *   room for the next one, and no list of sources has to be known.
 * - *Its rate*, if one is set: an amount a second, of which one second's may come at once.
 *
 * It counts per process: nothing is asked of Redis.
 */
const SECOND = 1_000;
/** Sources that rest are forgotten when there are more than that. */
const REMEMBERED = 1_000;

export interface Source {
  underWay: number;
  /** The rate is used up to that time, by the clock given to `admit`. */
  paidUntil: number;
}

export interface TurnedAway {
  retryAfterMs: number;
  why: 'share' | 'rate';
}

export interface Meter {
  source(name: string, now: number): Source;
  /** Null: it is let in, and to be released. `now`: any clock in ms that only goes forward. */
  admit(source: Source, amount: number, now: number): TurnedAway | null;
  release(source: Source, amount: number): void;
}

/** @param room what may be under way in all; @param perSecond of one source, 0: no rate */
export function createMeter({ room, perSecond }: { room: number; perSecond: number }): Meter {
  const sources = new Map<string, Source>();
  const msEach = perSecond === 0 ? 0 : SECOND / perSecond;
  let underWay = 0;
  let forgetAbove = REMEMBERED;

  function forgetResting(now: number): void {
    for (const [name, source] of sources) {
      if (source.underWay === 0 && source.paidUntil <= now) sources.delete(name);
    }
    // Where all of them are busy, the next look is worth its time only when there are many more.
    forgetAbove = Math.max(REMEMBERED, 2 * sources.size);
  }

  return {
    source(name, now) {
      const known = sources.get(name);
      if (known) return known;
      if (sources.size >= forgetAbove) forgetResting(now);
      const source = { underWay: 0, paidUntil: 0 };
      sources.set(name, source);
      return source;
    },

    admit(source, amount, now) {
      if (source.underWay + amount > room - underWay - amount) return { retryAfterMs: SECOND, why: 'share' };
      if (msEach > 0) {
        const aheadMs = Math.max(source.paidUntil - now, 0);
        // What is larger than a second's amount goes into debt: it could never come in otherwise.
        if (aheadMs >= SECOND) return { retryAfterMs: aheadMs - SECOND + 1, why: 'rate' };
        source.paidUntil = now + aheadMs + amount * msEach;
      }
      source.underWay += amount;
      underWay += amount;
      return null;
    },

    release(source, amount) {
      source.underWay -= amount;
      underWay -= amount;
    },
  };
}
