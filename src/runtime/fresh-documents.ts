/**
 * Documents as they are now, parsed once for as long as nothing was configured. Each
 * question asks Redis for the counter that every change moves on, after the question
 * was put, so an answer never is older than it; questions of one turn of the event
 * loop share that command. What is kept is bounded, and forgotten with the connection:
 * behind the next one there may be another history with the same numbers.
 */
import type { Documents } from './documents.ts';

const MAX_KEPT = 10_000;
const AT_ONCE = 1_000;

/** Shared by all who read it: never to be changed. */
export interface FreshDocument {
  revision: number;
  value: unknown;
}

interface Kept extends FreshDocument {
  json: string;
  /** The counter as it stood before this was read. */
  seenAt: string | null;
}

export type FreshDocuments = ReturnType<typeof createFreshDocuments>;

export function createFreshDocuments({
  documents,
  onClose,
}: {
  documents: Pick<Documents, 'get' | 'counter'>;
  onClose: (act: () => void) => void;
}) {
  const kept = new Map<string, Kept>();
  let asking: Promise<string | null> | null = null;
  /** What was asked before a connection was lost is answered, and not kept: its number may be of another history. */
  let history = 0;
  onClose(() => {
    history++;
    kept.clear();
  });

  /** Nothing that came in later than this turn can join: the command may have been answered by then. */
  function counter(): Promise<string | null> {
    if (asking) return asking;
    asking = documents.counter();
    setImmediate(() => {
      asking = null;
    });
    return asking;
  }

  /** Many at once: to find the oldest, a Map passes over the place of each that was deleted before it. */
  function forgetOldest(): void {
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT - AT_ONCE) break;
      kept.delete(oldest);
    }
  }

  async function read(
    collection: string,
    id: string,
    { name, seenAt, asked }: { name: string; seenAt: string | null; asked: number },
  ): Promise<Kept | null> {
    const before = kept.get(name);
    const found = await documents.get(collection, id);
    kept.delete(name);
    if (!found) return null;
    const { revision, json } = found;
    // The same text is the same value: whoever derived something from it need not do so again.
    const value = before?.json === json ? before.value : JSON.parse(json);
    const now = { revision, value, json, seenAt };
    if (asked === history) kept.set(name, now);
    if (kept.size > MAX_KEPT) forgetOldest();
    return now;
  }

  return {
    async get(collection: string, id: string): Promise<FreshDocument | null> {
      const asked = history;
      const seenAt = await counter();
      const name = `${collection}/${id}`;
      const known = kept.get(name);
      return known && known.seenAt === seenAt ? known : await read(collection, id, { name, seenAt, asked });
    },
  };
}
