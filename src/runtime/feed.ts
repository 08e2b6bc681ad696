/**
 * Every commit, for live views. The streams are read only while somebody looks,
 * and are capped: a reader that comes back too late is told to start over.
 */
import type { Keyspace } from './keys.ts';
import type { CommitConnection } from './store.ts';

const POLL_EVERY_MS = 250;

/** One commit of an actor, one outcome of a delivery, or one change of a configuration document. */
export type FeedEntry =
  | { kind: 'commit'; actor: string; version: number; at: number; steps: [event: { type: string }, answer: unknown][] }
  | { kind: 'delivery'; actor: string; delivery: string; state: string }
  | { kind: 'document'; collection: string; id: string };

/** A position in all feeds: their last ids, in order. */
export type FeedPosition = string[];

export type Feed = ReturnType<typeof createFeed>;

export function createFeed({ redis, keys }: { redis: CommitConnection; keys: Keyspace }) {
  const now = (): Promise<FeedPosition> =>
    Promise.all(
      keys.feeds.map(async (feed) => {
        const [last] = await redis.xrevrange(feed, '+', '-', 'COUNT', 1);
        return last?.[0] ?? '0-0';
      }),
    );

  /** False when entries behind that position have been dropped already. */
  async function isKept(position: FeedPosition): Promise<boolean> {
    const kept = await Promise.all(
      keys.feeds.map(async (feed, index) => {
        const from = position[index] ?? '0-0';
        const [first] = await redis.xrange(feed, '-', '+', 'COUNT', 1);
        const length = await redis.xlen(feed);
        // An empty or never trimmed stream has everything; else the position must not lie before its first entry.
        return !first || length < 640 || compareIds(first[0], from) <= 0;
      }),
    );
    return kept.every(Boolean);
  }

  /** Entries behind `position` as they come, with the position behind each batch, until the signal. */
  async function* follow(
    position: FeedPosition,
    signal: AbortSignal,
  ): AsyncGenerator<{ entries: FeedEntry[]; position: FeedPosition }> {
    const at = [...position];
    while (!signal.aborted) {
      const batches = await Promise.all(
        keys.feeds.map((feed, index) => redis.xrange(feed, `(${at[index] ?? '0-0'}`, '+', 'COUNT', 500)),
      );
      const entries: FeedEntry[] = [];
      batches.forEach((batch, index) => {
        for (const [id, fields] of batch) {
          at[index] = id;
          entries.push(parseEntry(fields));
        }
      });
      if (entries.length > 0) yield { entries, position: [...at] };
      else await pause(POLL_EVERY_MS, signal);
    }
  }

  return { now, isKept, follow };
}

function parseEntry([kind, json = '{}']: string[]): FeedEntry {
  const { a, d, v, at, s, state, collection, id } = JSON.parse(json);
  if (kind === 'p') return { kind: 'document', collection, id };
  if (kind === 'd') return { kind: 'delivery', actor: a, delivery: d, state };
  return { kind: 'commit', actor: a, version: v, at, steps: s };
}

function compareIds(a: string, b: string): number {
  const [aMs = 0, aSeq = 0] = a.split('-').map(Number);
  const [bMs = 0, bSeq = 0] = b.split('-').map(Number);
  return aMs - bMs || aSeq - bSeq;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
