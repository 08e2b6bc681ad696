/** How many incidents are open, by state: four counts in each partition, none about a single service. */
import type { Keyspace } from '../runtime/keys.ts';
import type { CommitConnection } from '../runtime/store.ts';
import type { OpenCounts } from './types.ts';

/** `test`: those that only try whether people are reached; they are in no other count. */
export async function countOpen(redis: CommitConnection, keys: Keyspace): Promise<OpenCounts & { test: number }> {
  const indexed = async (index: string) => {
    const counts = await Promise.all(keys.partitions.map((partition) => redis.zcard(partition.index(index))));
    return counts.reduce((total, count) => total + count, 0);
  };
  const [open = 0, acked = 0, exhausted = 0, test = 0] = await Promise.all(
    ['open', 'acked', 'exhausted', 'test'].map(indexed),
  );
  // Read one after the other: what is acknowledged in between must not make a negative count.
  return { escalating: Math.max(0, open - acked - exhausted - test), acked, exhausted, test };
}
