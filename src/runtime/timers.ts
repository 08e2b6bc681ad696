/** The timers that an actor has armed, by XState's `sendId`. */
export type Timers = Record<string, StoredTimer>;

export interface StoredTimer {
  /** Made of the commit that armed it: it never repeats. */
  identity: string;
  /** The type of XState's own event, `xstate.after.<delay>.<state id>`. */
  event: string;
  dueAt: number;
}
