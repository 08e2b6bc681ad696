/** The timers that an actor has armed, by XState's `sendId`. */
export type Timers = Record<string, StoredTimer>;

export interface StoredTimer {
  /** Made of the commit that armed it: it never repeats. */
  identity: string;
  /** The type of XState's own event, `xstate.after.<delay>.<state id>`. */
  event: string;
  dueAt: number;
}

/** One for each time that it was set anew before it was due; the second is the last. */
const ANEW = '~';
const AGAIN_AND_AGAIN = ANEW + ANEW;

/**
 * The identity of a timer that is armed now.
 * @param own what tells it from all others
 * @param replaced the same timer, put off by the step that arms this one; null: it was not pending
 */
export function identityOf(own: string, dueAt: number, replaced: StoredTimer | null): string {
  if (!replaced || replaced.dueAt > dueAt) return own;
  return own + (replaced.identity.endsWith(ANEW) ? AGAIN_AND_AGAIN : ANEW);
}

/** It is set anew again and again, so it will hardly ever be due: nobody is to be woken for it before it comes near. */
export const isSetAgainAndAgain = (identity: string): boolean => identity.endsWith(AGAIN_AND_AGAIN);
