/** What was begun and must be finished waits for a Redis that is away, but not for ever. */
import { isOutage } from './store-errors.ts';

const PAUSE_MS = 200;

/** @throws what `act` threw last, once that time is over or where it was no outage */
export async function throughOutages<T>(withinMs: number, act: () => Promise<T>): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!isOutage(error) || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
