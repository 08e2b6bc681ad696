/**
 * Forgets what is closed: after the retention time, beyond 1,000 incidents of a
 * service, and from the oldest when Redis fills up. What is open is never touched.
 */

import type { Partition } from '../runtime/keys.ts';
import { readMemory } from '../runtime/memory.ts';
import type { Log } from '../runtime/observation.ts';
import type { CommitConnection } from '../runtime/store.ts';
import { parseIncidentId } from './incident-id.ts';
import { forgetTraces } from './incident-traces.ts';
import type { ClosedIncident } from './service-read-models.ts';

const MINUTE = 60_000;
const PER_SERVICE = 1_000;
const AT_ONCE = 200;
/** Of Redis' `maxmemory`: above it closed history is cut. */
const FULL_SHARE = 0.8;

export type Retention = ReturnType<typeof createRetention>;

export function createRetention({
  redis,
  partitions,
  retentionMs,
  now,
  log,
}: {
  redis: CommitConnection;
  partitions: Partition[];
  retentionMs: number;
  now: () => number;
  log: Log;
}) {
  let timer: NodeJS.Timeout | undefined;

  /** Deletes the oldest closed incidents of a partition, closed before `before`; answers how many. */
  async function cutOldest(partition: Partition, before: number, limit: number): Promise<number> {
    const ids = await redis.zrangebyscore(partition.index('closed'), '-inf', before, 'LIMIT', 0, limit);
    await Promise.all(ids.map((id) => forget(partition, id)));
    return ids.length;
  }

  async function forget(partition: Partition, incidentId: string): Promise<void> {
    const docKey = partition.doc(`incident/${incidentId}`);
    const doc = await redis.get(docKey);
    const uid = doc === null ? null : (JSON.parse(doc) as ClosedIncident).incident.uid;
    if (uid !== null) await forgetTraces(redis, partition, uid);
    await redis.zrem(partition.index('incidents'), incidentId);
    await redis.del(docKey);
    // Last: as long as it stands here, a crash in between is made good by the next run.
    await redis.zrem(partition.index('closed'), incidentId);
  }

  async function cutBeyondPerService(partition: Partition): Promise<void> {
    const newestFirst = (await redis.zrange(partition.index('closed'), '0', '-1')).reverse();
    const counts = new Map<string, number>();
    for (const id of newestFirst) {
      const service = parseIncidentId(id)?.serviceId ?? '';
      const count = (counts.get(service) ?? 0) + 1;
      counts.set(service, count);
      if (count > PER_SERVICE) await forget(partition, id);
    }
  }

  async function memory(): Promise<{ usedBytes: number; share: number | null }> {
    return await readMemory(redis);
  }
  const memoryShare = async () => (await memory()).share;

  async function run(): Promise<void> {
    for (const partition of partitions) {
      while ((await cutOldest(partition, now() - retentionMs, AT_ONCE)) === AT_ONCE);
      await cutBeyondPerService(partition);
    }
    const share = await memoryShare();
    if (share !== null && share > FULL_SHARE) {
      log.warn({ share: Math.round(share * 100) }, 'Redis fills up: closed history is cut from the oldest');
      await cutForRoom();
    }
  }

  /** Makes room at once: some of the oldest of every partition. Answers how many incidents went. */
  async function cutForRoom(): Promise<number> {
    const cut = await Promise.all(
      partitions.map((partition) => cutOldest(partition, Number.MAX_SAFE_INTEGER, AT_ONCE)),
    );
    return cut.reduce((sum, count) => sum + count, 0);
  }

  return {
    run,
    cutForRoom,
    memory,
    memoryShare,
    start(): void {
      timer = setInterval(() => {
        run().catch((err) => log.warn({ err }, 'closed history was not cut; the next run does it'));
      }, 10 * MINUTE);
    },
    stop(): void {
      clearInterval(timer);
    },
  };
}
