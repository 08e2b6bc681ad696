/**
 * A notification's id: which message to whom. Deterministic, so the same
 * notification is never made twice, and a gateway can tell a repetition. The first
 * character is the partition, so that it is found by its id alone.
 */
import { hash } from 'node:crypto';
import type { TargetKey } from '../policy/target.ts';
import type { Keyspace, Partition } from '../runtime/keys.ts';

export function notificationId(
  partition: Partition,
  level: { uid: string; cycle: number; level: number },
  target: TargetKey,
): string {
  const what = [level.uid, level.cycle, level.level, target].join('\n');
  return partition.number.toString(16) + hash('sha256', what, 'base64url').slice(0, 16);
}

/** The partition that an id names; null when it is none. */
export function partitionOfId(keys: Keyspace, id: string): Partition | null {
  return /^[0-9a-f][A-Za-z0-9_-]{16}$/.test(id) ? (keys.partitions[Number.parseInt(id.slice(0, 1), 16)] ?? null) : null;
}
