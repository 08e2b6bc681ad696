/**
 * Tries to sign in, one after the other for each address, and slower with each that
 * failed. Nobody is locked out: the right key is right whatever was tried before it. In
 * memory, of this process.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE, SECOND } from '../policy/duration.ts';

const FREE_FAILURES = 3;
const FIRST_WAIT_MS = SECOND / 4;
const LONGEST_WAIT_MS = 8 * SECOND;
const FORGOTTEN_AFTER_MS = 10 * MINUTE;
/** More than that are turned away: they would wait longer than anybody does. */
const WAITING_AT_MOST = 5;
const PLACES_AT_MOST = 10_000;

interface Place {
  failures: number;
  lastAt: number;
  waiting: number;
  last: Promise<unknown>;
}

export function createSignInTries({
  now = () => performance.now(),
  wait = (ms) => sleep(ms),
}: {
  now?: () => number;
  wait?: (ms: number) => Promise<unknown>;
} = {}) {
  const places = new Map<string, Place>();

  function placeAt(address: string): Place {
    const known = places.get(address);
    if (known && (known.waiting > 0 || now() - known.lastAt < FORGOTTEN_AFTER_MS)) return known;
    const place = { failures: 0, lastAt: now(), waiting: 0, last: Promise.resolve() };
    if (places.size >= PLACES_AT_MOST) forgetOldest();
    places.set(address, place);
    return place;
  }

  function forgetOldest(): void {
    const [oldest] = places.keys();
    if (oldest !== undefined) places.delete(oldest);
  }

  return {
    /** What `attempt` says (null: it failed), or 'busy' where too many wait already. */
    async turn<T>(address: string, attempt: () => Promise<T | null>): Promise<T | null | 'busy'> {
      const place = placeAt(address);
      if (place.waiting >= WAITING_AT_MOST) return 'busy';
      place.waiting += 1;
      const mine = place.last.then(async () => {
        if (place.failures >= FREE_FAILURES) await wait(waitAfter(place.failures));
        const result = await attempt();
        place.failures = result === null ? place.failures + 1 : 0;
        place.lastAt = now();
        return result;
      });
      place.last = mine.catch(() => undefined);
      try {
        return await mine;
      } finally {
        place.waiting -= 1;
      }
    },
  };
}

const waitAfter = (failures: number): number =>
  Math.min(FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES), LONGEST_WAIT_MS);
