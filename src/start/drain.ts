/**
 * The time between "not ready" and the closed door. A process that is asked to stop
 * says 503 at `/readyz` at once, and goes on taking requests until whoever spreads
 * the load has noticed: so a rolling restart refuses nothing. A process that is
 * alone has nobody to leave its work to, and waits for nothing.
 */
import type { Log } from '../runtime/observation.ts';

export interface Drain {
  /** From the first call of `wait` on. */
  isUnderWay(): boolean;
  wait(): Promise<void>;
}

export function createDrain({
  forMs,
  othersLive,
  log,
}: {
  forMs: number;
  /** Other processes that do the same work. */
  othersLive: () => Promise<boolean>;
  log: Log;
}): Drain {
  let isUnderWay = false;
  return {
    isUnderWay: () => isUnderWay,
    async wait() {
      isUnderWay = true;
      // While Redis is away nobody could take over.
      if (forMs === 0 || !(await othersLive().catch(() => false))) return;
      log.info({ forMs }, 'not ready any more: requests are taken until others get them');
      await new Promise((resolve) => setTimeout(resolve, forMs));
    },
  };
}
