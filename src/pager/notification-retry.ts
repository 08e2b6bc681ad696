/** Another attempt at a notification, because a person asks for it. */
import type { Keyspace } from '../runtime/keys.ts';
import type { Reads } from '../runtime/reads.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { NotificationState } from './incident-types.ts';
import { partitionOfId } from './notification-id.ts';
import type { Pager } from './types.ts';
import { notificationView } from './views.ts';

/** What a person may have tried again: what waits for its next attempt, and what was given up. */
const RETRYABLE: NotificationState[] = ['pending', 'failed', 'refused'];
/** Whoever asks for another attempt is told how it ended, if it ends within that time. */
const TOLD_WITHIN_MS = 3_000;

export function createNotificationRetry({
  keys,
  reads,
  runtime,
}: {
  keys: Keyspace;
  reads: Reads;
  runtime: Pick<Runtime, 'attemptNow' | 'settled'>;
}): Pager['retryNotification'] {
  return async function retryNotification(id) {
    const partition = partitionOfId(keys, id);
    const delivery = partition && (await reads.delivery(partition, id));
    if (!delivery) return { refused: 'not_found', detail: `there is no notification "${id}"` };
    const before = notificationView(delivery);
    if (!RETRYABLE.includes(before.state)) {
      return {
        refused: 'not_retryable',
        detail: `it is ${before.state}; what can be tried again is ${RETRYABLE.join(', ')}`,
      };
    }
    await runtime.attemptNow(delivery.fields.actor ?? '', id);
    await Promise.race([runtime.settled(), new Promise((resolve) => setTimeout(resolve, TOLD_WITHIN_MS).unref())]);
    const after = await reads.delivery(partition, id);
    return notificationView(after ?? delivery);
  };
}
