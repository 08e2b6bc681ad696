/**
 * Redis' clock as this node knows it: its own clock plus an offset that answers
 * taught it. An answer proves only that Redis' time lay between question and
 * answer, so a slow one moves the offset no further than it must.
 */
import type { Clock } from './clock.ts';

const CORRECT_WITHIN_MS = 50;

export type RedisClock = ReturnType<typeof createRedisClock>;

export function createRedisClock(clock: Clock) {
  let offset = 0;
  return {
    /** Epoch ms. */
    now: () => Math.round(clock.now() + offset),

    /** Before a question that Redis answers with its time. */
    ask() {
      const askedAt = clock.now();
      const monotonic = performance.now();
      const shift = clock.redisShift();
      return {
        /** False when the offset was right: then what came late was only slow. */
        answered(redisNow: number): boolean {
          const now = clock.now();
          // By the monotonic clock: this node's own may have been set in between.
          const tookMs = now - askedAt >= 0 ? Math.min(now - askedAt, performance.now() - monotonic) : 0;
          const least = redisNow + clock.redisShift() - shift - now;
          const before = offset;
          offset = Math.min(Math.max(offset, least), least + tookMs);
          return Math.abs(offset - before) > CORRECT_WITHIN_MS;
        },
      };
    },
  };
}
