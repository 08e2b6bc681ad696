/**
 * Records that this node committed or read last. Never a source of answers: every
 * event is a commit, and a commit compares the stored commit id. It only saves
 * reading what is likely unchanged. Bounded by number and by bytes.
 */
import type { ActorAddress } from './keys.ts';
import type { LoadedActor } from './record.ts';

/** An actor takes ten times its record's size here, or more: what this bounds is some 60 MB. */
const MAX_ACTORS = 5_000;
const MAX_BYTES = 64 * 1024 * 1024;

export type RecordCache = ReturnType<typeof createRecordCache>;

export function createRecordCache() {
  // A Map keeps insertion order, so the first key is the one that was put there longest ago.
  const actors = new Map<ActorAddress, LoadedActor>();
  let bytes = 0;

  const drop = (address: ActorAddress) => {
    const actor = actors.get(address);
    if (!actor) return;
    actors.delete(address);
    bytes -= actor.size;
  };

  return {
    get: (address: ActorAddress) => actors.get(address),
    drop,
    put(address: ActorAddress, actor: LoadedActor) {
      drop(address);
      actors.set(address, actor);
      bytes += actor.size;
      for (const oldest of actors.keys()) {
        if (actors.size <= MAX_ACTORS && bytes <= MAX_BYTES) break;
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
