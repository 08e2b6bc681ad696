/**
 * What time it is, by the pager's clock: a countdown must not be wrong because the
 * clock of a phone is. One beat a second moves every figure on the page together.
 */
import { useSyncExternalStore } from 'react';

const SECOND = 1_000;

let offsetMs = 0;
let shortestTripMs = Number.POSITIVE_INFINITY;
let beat = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

/** Epoch ms. */
export const pagerNow = (): number => Date.now() + offsetMs;

/** Learns from an answer's `Date`; the one that took the shortest way knows best. */
export function learnTime(dateHeader: string | null, sentAt: number, receivedAt: number): void {
  const told = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  const tripMs = receivedAt - sentAt;
  if (Number.isNaN(told) || tripMs > shortestTripMs) return;
  shortestTripMs = tripMs;
  // The header has whole seconds: in the middle of its second, and half the way ago.
  const learned = told + SECOND / 2 + tripMs / 2 - receivedAt;
  // A clock that agrees to within what the header can tell is left alone.
  offsetMs = Math.abs(learned) > SECOND ? learned : 0;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    beat = pagerNow();
    for (const each of listeners) each();
  }, SECOND);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** Epoch ms, once a second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => beat);
}
