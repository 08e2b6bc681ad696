/** How many incidents are open, by state: three counts in each partition, none about a single service. */
import type { Keyspace } from '../runtime/keys.ts';
import type { CommitConnection } from '../runtime/store.ts';
import type { OpenCounts } from './types.ts';

export async function countOpen(redis: CommitConnection, keys: Keyspace): Promise<OpenCounts> {
  const indexed = async (index: string) => {
    const counts = await Promise.all(keys.partitions.map((partition) => redis.zcard(partition.index(index))));
    return counts.reduce((total, count) => total + count, 0);
  };
  const [open, acked, exhausted] = await Promise.all([indexed('open'), indexed('acked'), indexed('exhausted')]);
  // Read one after the other: what is acknowledged in between must not make a negative count.
  return { escalating: Math.max(0, open - acked - exhausted), acked, exhausted };
}
