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

export interface Mailboxes<Item> {
  /** False when it is full; `always` for what must not be refused. */
  put(address: ActorAddress, item: Item, always: boolean): boolean;
  /** Resolves when nothing waits and nothing is handled. */
  idle(): Promise<void>;
}

/** @param handle must settle every item of its batch, and never throw */
export function createMailboxes<Item>(
  handle: (address: ActorAddress, batch: Item[]) => Promise<void>,
): Mailboxes<Item> {
  const waiting = new Map<ActorAddress, Item[]>();
  const idlers: (() => void)[] = [];
  const waitingForASlot: (() => void)[] = [];
  let total = 0;
  let handled = 0;

  const inASlot = async (work: () => Promise<void>) => {
    if (handled >= AT_ONCE) await new Promise<void>((resolve) => waitingForASlot.push(resolve));
    else handled++;
    await work();
    // The slot goes to whoever has waited longest, or is free.
    const next = waitingForASlot.shift();
    if (next) next();
    else handled--;
  };

  const drain = async (address: ActorAddress, queue: Item[]) => {
    // Events that arrive in the same turn of the loop share a commit.
    await Promise.resolve();
    let isHot = false;
    while (queue.length > 0) {
      await inASlot(async () => {
        const batch = queue.splice(0, BATCH);
        await handle(address, batch);
        total -= batch.length;
        isHot = batch.length > 1;
      });
      if (isHot && queue.length < BATCH) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    }
    waiting.delete(address);
    if (waiting.size === 0) for (const resolve of idlers.splice(0)) resolve();
  };

  return {
    put(address, item, always) {
      let queue = waiting.get(address);
      if (!always && (total >= PER_PROCESS || (queue?.length ?? 0) >= PER_ACTOR)) return false;
      total++;
      if (queue) {
        queue.push(item);
      } else {
        queue = [item];
        waiting.set(address, queue);
        void drain(address, queue);
      }
      return true;
    },
    idle: () => (waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
  };
}
