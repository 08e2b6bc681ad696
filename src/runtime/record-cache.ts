/**
 * Records that this node committed or read last. Never a source of answers: every
 * event is a commit, and a commit compares the stored commit id. It only saves
 * reading what is likely unchanged. Bounded by the memory that it takes.
 */
import type { ActorAddress } from './keys.ts';
import type { LoadedActor } from './record.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const BYTES_AT_ONCE = MAX_BYTES / 10;
/** What an actor takes here, as measured: a snapshot, however little it holds, and each byte of its record about ten times. */
const SNAPSHOT_BYTES = 2_048;
const BYTES_FOR_A_STORED_ONE = 10;
const weightOf = ({ size }: LoadedActor): number => SNAPSHOT_BYTES + size * BYTES_FOR_A_STORED_ONE;

export type RecordCache = ReturnType<typeof createRecordCache>;

export function createRecordCache() {
  // A Map keeps insertion order, so the first key is the one that was put there longest ago.
  const actors = new Map<ActorAddress, LoadedActor>();
  let bytes = 0;

  const drop = (address: ActorAddress) => {
    const actor = actors.get(address);
    if (!actor) return;
    actors.delete(address);
    bytes -= weightOf(actor);
  };

  return {
    get: (address: ActorAddress) => actors.get(address),
    drop,
    put(address: ActorAddress, actor: LoadedActor) {
      drop(address);
      actors.set(address, actor);
      bytes += weightOf(actor);
      if (bytes <= MAX_BYTES) return;
      // Many at once: to find the oldest, a Map passes over the place of each that was deleted before it.
      for (const oldest of actors.keys()) {
        if (bytes <= MAX_BYTES - BYTES_AT_ONCE) break;
        drop(oldest);
      }
    },
    /** After anything that may mean another history: a lost connection, a fail-over. */
    clear() {
      actors.clear();
      bytes = 0;
    },
  };
}
