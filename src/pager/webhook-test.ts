/**
 * A message that tries a subscription: signed like every other, of a type of its own,
 * and about no incident. It waits for nothing that is queued, is not tried again, and
 * stands in no log. Not more often than every ten seconds.
 */
import { nanoid } from 'nanoid';
import type { PostWebhook } from '../notify/webhook-post.ts';
import { SECOND } from '../policy/duration.ts';
import type { CommitConnection } from '../runtime/commit-connection.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { Refusal } from './refusal.ts';
import type { StoredWebhook } from './webhook-store.ts';
import { tellWebhook } from './webhook-tell.ts';
import type { WebhookTest } from './webhook-types.ts';

const EVERY_MS = 10 * SECOND;
/** The POST itself has five. */
const LIMIT_MS = 8 * SECOND;

export function createWebhookTest({
  post,
  redis,
  keys,
  now,
}: {
  post: PostWebhook;
  redis: CommitConnection;
  keys: Keyspace;
  now: () => number;
}) {
  return async (webhookId: string, webhook: StoredWebhook, by: string | null): Promise<WebhookTest | Refusal> => {
    // On all nodes together: whoever receives it did not ask to be flooded.
    const free = await redis.set(keys.cfg(`webhook-test:${webhookId}`), '1', 'PX', EVERY_MS, 'NX');
    if (free !== 'OK') return { refused: 'too_soon', detail: 'this webhook was tested within the last ten seconds' };
    const at = now();
    const id = `msg_test_${nanoid()}`;
    const body = JSON.stringify({ type: 'test', timestamp: new Date(at).toISOString(), data: { by } });
    const context = { now: at, signal: AbortSignal.timeout(LIMIT_MS) };
    const told = await tellWebhook(post, { id, body }, webhook, context);
    // Nobody else can hold it.
    if (told === 'notHeld') throw new Error('a test has no lease that could be lost');
    return told === 'taken' ? { id, delivered: true, reason: null } : { id, delivered: false, reason: told.reason };
  };
}
