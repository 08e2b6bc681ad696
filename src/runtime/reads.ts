/**
 * Reading what commits wrote: indexes across all partitions, documents, timelines,
 * deliveries. Always from Redis, so everything that was answered before is seen.
 */
import type { ActorAddress, Keyspace, Partition } from './keys.ts';
import type { CommitConnection } from './store.ts';
import { readDelivery, type StoredDelivery } from './stored-delivery.ts';

export interface IndexEntry {
  member: string;
  score: number;
  partition: Partition;
}

export type Reads = ReturnType<typeof createReads>;

export function createReads({ redis, keys }: { redis: CommitConnection; keys: Keyspace }) {
  /** Newest first (by score, then member), from behind `after`, within [min, max]. */
  async function newest(
    index: string,
    {
      after,
      min = -Infinity,
      max = Infinity,
      limit,
    }: { after: { score: number; member: string } | null; min?: number; max?: number; limit: number },
  ): Promise<IndexEntry[]> {
    const upTo = after ? Math.min(after.score, max) : max;
    const perPartition = await Promise.all(
      keys.partitions.map((partition) => newestOf(partition, index, { after, min, upTo, limit })),
    );
    return perPartition.flat().sort(newestFirst).slice(0, limit);
  }

  async function newestOf(
    partition: Partition,
    index: string,
    {
      after,
      min,
      upTo,
      limit,
    }: { after: { score: number; member: string } | null; min: number; upTo: number; limit: number },
  ): Promise<IndexEntry[]> {
    const found: IndexEntry[] = [];
    // Entries of one millisecond share a score: those up to the cursor are read again and passed over.
    for (let offset = 0; found.length < limit; offset += limit) {
      const page = await redis.zrevrangebyscore(
        partition.index(index),
        text(upTo),
        text(min),
        'WITHSCORES',
        'LIMIT',
        offset,
        limit,
      );
      for (let i = 0; i < page.length; i += 2) {
        const entry = { member: page[i] ?? '', score: Number(page[i + 1]), partition };
        if (!after || newestFirst(after, entry) < 0) found.push(entry);
      }
      if (page.length < limit * 2) break;
    }
    return found;
  }

  return {
    partitionOf: keys.partitionOf,
    newest,

    /** Every member of an index, by member. For indexes that are small. */
    async all(index: string): Promise<IndexEntry[]> {
      const pages = await Promise.all(
        keys.partitions.map(async (partition) => {
          const page = await redis.zrange(partition.index(index), '0', '-1', 'WITHSCORES');
          return page.flatMap((member, i) => (i % 2 === 0 ? [{ member, score: Number(page[i + 1]), partition }] : []));
        }),
      );
      return pages.flat().sort((a, b) => (a.member < b.member ? -1 : 1));
    },

    members: (address: ActorAddress, index: string): Promise<string[]> =>
      redis.zrange(keys.partitionOf(address).index(index), '0', '-1'),

    doc: (address: ActorAddress, name: string): Promise<string | null> =>
      redis.get(keys.partitionOf(address).doc(name)),

    table: (address: ActorAddress, name: string): Promise<Record<string, string>> =>
      redis.hgetall(keys.partitionOf(address).table(name)),

    /** Lines of a timeline, oldest first; negative numbers count from the end. */
    timeline: (address: ActorAddress, list: string, from = 0, to = -1): Promise<string[]> =>
      redis.lrange(keys.partitionOf(address).timeline(list), from, to),

    async delivery(partition: Partition, id: string): Promise<StoredDelivery | null> {
      const found = Object.entries(await redis.hgetall(partition.delivery(id)));
      return found.length === 0 ? null : readDelivery(id, found);
    },

    /** Timers by due time, from behind `after`. */
    async timers(): Promise<{ member: string; dueAt: number }[]> {
      const pages = await Promise.all(
        keys.partitions.map(({ agenda }) => redis.zrange(agenda, '0', '-1', 'WITHSCORES')),
      );
      return pages
        .flatMap((page) =>
          page.flatMap((member, i) =>
            i % 2 === 0 && member.startsWith('T|') ? [{ member, dueAt: Number(page[i + 1]) }] : [],
          ),
        )
        .sort((a, b) => a.dueAt - b.dueAt || (a.member < b.member ? -1 : 1));
    },
  };
}

function newestFirst(a: { score: number; member: string }, b: { score: number; member: string }): number {
  return b.score - a.score || (a.member < b.member ? 1 : a.member > b.member ? -1 : 0);
}

const text = (score: number): string => (score === Infinity ? '+inf' : score === -Infinity ? '-inf' : String(score));
