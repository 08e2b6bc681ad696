/** The timers that an actor has armed, by XState's `sendId`. */
export type Timers = Record<string, StoredTimer>;

export interface StoredTimer {
  /** Made of the commit that armed it: it never repeats. */
  identity: string;
  /** The type of XState's own event, `xstate.after.<delay>.<state id>`. */
  event: string;
  dueAt: number;
}

/** At the end of the identity, so that every process can read from the agenda what another one decided. */
const ANEW = '~';
const LEFT_TO_LOOKS = '~~';

/**
 * The identity of a timer that is armed now.
 * @param own what tells it from all others
 * @param replaced the same timer, put off by the step that arms this one; null: it was not pending
 * @param isLeft nobody is to be woken for it before it comes near
 */
export function identityOf(own: string, dueAt: number, replaced: StoredTimer | null, isLeft: boolean): string {
  const isAnew = replaced !== null && replaced.dueAt <= dueAt;
  if (isLeft || (isAnew && replaced.identity.endsWith(ANEW))) return own + LEFT_TO_LOOKS;
  return isAnew ? own + ANEW : own;
}

/** Nobody is to be woken for it before it comes near: it is set anew again and again, or was armed in a storm. */
export const isLeftToLooks = (identity: string): boolean => identity.endsWith(LEFT_TO_LOOKS);
