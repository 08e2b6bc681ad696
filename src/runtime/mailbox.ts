/**
 * One queue per actor: events of one actor are handled in the order they came,
 * those that wait are handled as one batch, and different actors don't wait for
 * each other. Bounded for events from outside; timers, messages and what is essential always enter.
 */
import type { ActorAddress } from './keys.ts';

const PER_ACTOR = 1_000;
const PER_PROCESS = 20_000;
const BATCH = 256;
/**
 * Actors whose batches are handled at once. A commit is stamped when it is built, and Redis
 * refuses a stamp that waited in its queue for half a second: what can't be committed soon
 * waits here, where it costs nothing. (5,000 services alerted at once without this bound:
 * four of five were refused.)
 */
const AT_ONCE = 128;
/**
 * After a batch of several events an actor is hot: its senders were just answered and come
 * back one by one. Waiting for them that long makes one commit of what would be many small
 * ones, and each of those costs as much as a large one. A single event never waits.
 */
const GATHER_MS = 1;
/**
 * What nobody waits for is handled at the next of these ticks, with all else of its kind: one
 * write, one wake-up and one sync to disk for many, and code that is warm. Anything else for the
 * same actor takes it along at once. (167 pings a second: 10.4 % of a core one by one, 8.9 % with
 * ticks of 25 ms, 7.2 % with 50, 6.0 % with 100.)
 */
const TICK_MS = 50;

export interface Mailboxes<Item> {
  /** False when it is full. `always`: it must not be refused. `patient`: nobody waits for it. */
  put(address: ActorAddress, item: Item, how: { always?: boolean; patient?: boolean }): boolean;
  /** Nothing waits for a tick any more. Resolves when nothing waits and nothing is handled. */
  idle(): Promise<void>;
}

/** @param handle must settle every item of its batch, and never throw */
export function createMailboxes<Item>(
  handle: (address: ActorAddress, batch: Item[]) => Promise<void>,
): Mailboxes<Item> {
  const waiting = new Map<ActorAddress, Item[]>();
  /** Those of `waiting` that wait for the next tick. */
  const patient = new Map<ActorAddress, Item[]>();
  let tick: NodeJS.Timeout | undefined;
  const idlers: (() => void)[] = [];
  const waitingForASlot: (() => void)[] = [];
  let total = 0;
  let handled = 0;

  /** The slot goes to whoever has waited longest, or is free. */
  const giveSlot = () => {
    const next = waitingForASlot.shift();
    if (next) next();
    else handled--;
  };

  const drain = async (address: ActorAddress, queue: Item[]) => {
    // Events that arrive in the same turn of the loop share a commit.
    await Promise.resolve();
    let isHot = false;
    while (queue.length > 0) {
      if (handled >= AT_ONCE) await new Promise<void>((resolve) => waitingForASlot.push(resolve));
      else handled++;
      const batch = queue.splice(0, BATCH);
      await handle(address, batch);
      giveSlot();
      total -= batch.length;
      isHot = batch.length > 1;
      if (isHot && queue.length < BATCH) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    }
    waiting.delete(address);
    if (waiting.size === 0) for (const resolve of idlers.splice(0)) resolve();
  };

  const drainPatient = () => {
    clearTimeout(tick);
    tick = undefined;
    for (const [address, queue] of patient) void drain(address, queue);
    patient.clear();
  };

  return {
    put(address, item, how) {
      let queue = waiting.get(address);
      if (!how.always && (total >= PER_PROCESS || (queue?.length ?? 0) >= PER_ACTOR)) return false;
      total++;
      const isFirst = queue === undefined;
      if (queue) {
        queue.push(item);
      } else {
        queue = [item];
        waiting.set(address, queue);
      }
      if (isFirst && how.patient) {
        patient.set(address, queue);
        tick ??= setTimeout(drainPatient, TICK_MS);
      } else if (isFirst || (!how.patient && patient.delete(address))) {
        void drain(address, queue);
      }
      return true;
    },
    idle() {
      drainPatient();
      return waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve));
    },
  };
}
