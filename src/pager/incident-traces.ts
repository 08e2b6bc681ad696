/** What is kept of an incident beside its own record: its timeline, notifications, and the latest details of its alerts. */
import type { CommitConnection } from '../runtime/commit-connection.ts';
import type { Partition } from '../runtime/keys.ts';
import { latestOf } from './alert-details.ts';

export async function forgetTraces(redis: CommitConnection, partition: Partition, uid: string): Promise<void> {
  const notifications = await redis.zrange(partition.index(`n/${uid}`), '0', '-1');
  if (notifications.length > 0) {
    await redis.zrem(partition.index('notifications'), ...notifications);
    await redis.zrem(partition.agenda, ...notifications.map((id) => `D|${id}`));
    await redis.del(...notifications.map((id) => partition.delivery(id)));
  }
  // By this index the rest was found: it goes behind it.
  await redis.del(partition.timeline(uid), partition.table(latestOf(uid)), partition.index(`n/${uid}`));
}
