/** A clock that a test moves: this process's and Redis' together, so that what is due becomes due. */
import type { PagerOptions } from '../../src/pager/pager-options.ts';
import type { PagerProcess } from './pager-process.ts';

type Clock = NonNullable<PagerOptions['clock']>;

export interface MovingClock extends Clock {
  moveBy(ms: number): void;
  /** By how many milliseconds it was moved, all in all. */
  moved(): number;
}

export function createMovingClock(): MovingClock {
  let shiftMs = 0;
  return {
    now: () => Date.now() + shiftMs,
    redisShift: () => shiftMs,
    moveBy: (ms) => {
      shiftMs += Math.max(ms, 0);
    },
    moved: () => shiftMs,
  };
}

/**
 * Time passes from one due time to the next; at each, every process takes what is due, until
 * nothing more is. What the processes need for that comes on top: a timer is armed a little
 * after the one before it was due, so after four of fifteen minutes an hour is not enough.
 */
export async function letTimePass(processes: PagerProcess[], clock: MovingClock, ms: number): Promise<void> {
  const until = clock.moved() + ms;
  const left = () => until - clock.moved();
  for (;;) {
    await Promise.all(processes.map((process) => process.catchUp()));
    const due = (await processes[0]?.nextDue(clock.now(), clock.now() + left())) ?? null;
    if (due === null) break;
    clock.moveBy(Math.min(due - clock.now(), left()));
  }
  clock.moveBy(left());
  await Promise.all(processes.map((process) => process.catchUp()));
}
