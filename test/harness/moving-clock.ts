/** A clock that a test moves: this process's and Redis' together, so that what is due becomes due. */
import type { PagerOptions } from '../../src/pager/pager.ts';
import type { PagerProcess } from './pager-process.ts';

type Clock = NonNullable<PagerOptions['clock']>;

export interface MovingClock extends Clock {
  moveBy(ms: number): void;
}

export function createMovingClock(): MovingClock {
  let shiftMs = 0;
  return {
    now: () => Date.now() + shiftMs,
    redisShift: () => shiftMs,
    moveBy: (ms) => {
      shiftMs += Math.max(ms, 0);
    },
  };
}

/** Time passes from one due time to the next; at each, every process takes what is due, until nothing more is. */
export async function letTimePass(processes: PagerProcess[], clock: MovingClock, ms: number): Promise<void> {
  const until = clock.now() + ms;
  for (;;) {
    await Promise.all(processes.map((process) => process.catchUp()));
    const due = (await processes[0]?.nextDue(clock.now(), until)) ?? null;
    if (due === null) break;
    clock.moveBy(due - clock.now());
  }
  clock.moveBy(until - clock.now());
  await Promise.all(processes.map((process) => process.catchUp()));
}
