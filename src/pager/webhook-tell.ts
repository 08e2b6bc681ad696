/** One attempt to tell a subscription something: signed by all secrets that count now, and what the answer means. */
import type { AttemptSignal } from '../notify/attempt-signal.ts';
import type { StillHeld } from '../notify/channel.ts';
import { outcomeOfStatus } from '../notify/http-outcome.ts';
import type { PostWebhook } from '../notify/webhook-post.ts';
import type { StoredWebhook } from './webhook-store.ts';

export async function tellWebhook(
  post: PostWebhook,
  { id, body }: { id: string; body: string },
  { url, secrets }: StoredWebhook,
  { now, signal, stillHeld }: { now: number; signal: AttemptSignal; stillHeld?: StillHeld },
): Promise<'taken' | 'notHeld' | { reason: string; afterMs?: number }> {
  const valid = secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now).map(({ secret }) => secret);
  const answer = await post({ id, url, body, secrets: valid }, now, signal, stillHeld);
  if ('notHeld' in answer) return 'notHeld';
  if ('failure' in answer) return { reason: answer.failure };
  if (answer.status >= 200 && answer.status < 300) return 'taken';
  // Whatever it says it is tried again: only the queue gives up.
  const { reason, ...rest } = outcomeOfStatus(answer, answer.body, now);
  return { reason, ...('afterMs' in rest && rest.afterMs !== undefined && { afterMs: rest.afterMs }) };
}
