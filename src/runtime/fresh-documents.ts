/**
 * Documents as they are now, parsed once for as long as nothing was configured. A
 * question asks Redis for the counter that every change moves on, after the question
 * was put, so an answer never is older than it; whoever is content with one that is
 * as old as something before needs no question where one was put since. What is kept
 * is bounded, and forgotten with the connection: behind the next one there may be
 * another history with the same numbers.
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
  /** The counter as it was answered last, and when the last of those that asked had put their question. */
  let latest: { seenAt: string | null; askedBy: number } | null = null;
  /** What was asked before a connection was lost is answered, and not kept: its number may be of another history. */
  let history = 0;
  onClose(() => {
    history++;
    latest = null;
    kept.clear();
  });

  /** Questions of one callback share it. Of a later one, what is asked about may have come in when Redis had answered. */
  function counter(): Promise<string | null> {
    if (asking) return asking;
    const before = history;
    let askedBy = 0;
    asking = documents.counter().then((seenAt) => {
      if (before === history) latest = { seenAt, askedBy };
      return seenAt;
    });
    process.nextTick(() => {
      asking = null;
      askedBy = performance.now();
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

  async function ask(collection: string, id: string, name: string): Promise<FreshDocument | null> {
    const asked = history;
    const seenAt = await counter();
    const known = kept.get(name);
    return known && known.seenAt === seenAt ? known : await read(collection, id, { name, seenAt, asked });
  }

  return {
    /**
     * A promise only where Redis must be asked.
     * @param since no older than that moment (`performance.now()`); unless given, than this question
     */
    get(collection: string, id: string, since = performance.now()): FreshDocument | Promise<FreshDocument | null> {
      const name = `${collection}/${id}`;
      const known = kept.get(name);
      const isFresh = known && latest && latest.askedBy >= since && latest.seenAt === known.seenAt;
      return isFresh ? known : ask(collection, id, name);
    },
  };
}
