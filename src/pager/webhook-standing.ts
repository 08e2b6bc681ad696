/**
 * How a subscription gets on: when it last took something, what was given up, and what
 * waits. Its queues write that with the commits that decide it, each in its own
 * partition; here it is put together.
 */
import type { CommitConnection } from '../runtime/commit-connection.ts';
import type { Step } from '../runtime/definition.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { WebhookStanding } from './webhook-types.ts';

type IndexWrite = Step<unknown>['indexes'][number];

/** By subscription: when it last took something, and when something was last given up. */
const DELIVERED = 'webhook-delivered';
const GIVEN_UP = 'webhook-given-up';
/** Queues of one subscription whose next message was not taken, by since when. */
const waitingOf = (webhookId: string) => `webhook-waiting/${webhookId}`;

const AT_ONCE = 500;

/** Of one that was just made. */
export const NO_STANDING: WebhookStanding = {
  lastDeliveredAt: null,
  lastGivenUpAt: null,
  failingSince: null,
  waiting: 0,
};

/** @param reason why an attempt by hand failed, which leaves the state as it was */
export function noteTold(webhookId: string, state: string, reason: string | null, at: number): IndexWrite[] {
  if (state === 'delivered' && reason === null) return [{ index: DELIVERED, member: webhookId, score: at }];
  return state === 'failed' ? [{ index: GIVEN_UP, member: webhookId, score: at }] : [];
}

/** @param since null: it does not wait any more */
export const noteWaiting = (webhookId: string, queueId: string, since: number | null): IndexWrite => ({
  index: waitingOf(webhookId),
  member: queueId,
  score: since,
});

export type WebhookStandings = ReturnType<typeof createWebhookStandings>;

export function createWebhookStandings({ redis, keys }: { redis: CommitConnection; keys: Keyspace }) {
  async function latest(index: string, webhookId: string): Promise<number | null> {
    const scores = await Promise.all(keys.partitions.map((each) => redis.zscore(each.index(index), webhookId)));
    const times = scores.flatMap((score) => (score === null ? [] : [Number(score)]));
    return times.length === 0 ? null : Math.max(...times);
  }

  async function waiting(webhookId: string): Promise<Pick<WebhookStanding, 'waiting' | 'failingSince'>> {
    const index = waitingOf(webhookId);
    const counts = await Promise.all(keys.partitions.map((each) => redis.zcard(each.index(index))));
    const filled = keys.partitions.filter((_, place) => (counts[place] ?? 0) > 0);
    const oldest = await Promise.all(filled.map((each) => redis.zrange(each.index(index), '0', '0', 'WITHSCORES')));
    const since = oldest.flatMap(([, score]) => (score === undefined ? [] : [Number(score)]));
    return {
      waiting: counts.reduce((sum, count) => sum + count, 0),
      failingSince: since.length === 0 ? null : Math.min(...since),
    };
  }

  return {
    async of(webhookId: string): Promise<WebhookStanding> {
      const [lastDeliveredAt, lastGivenUpAt, now] = await Promise.all([
        latest(DELIVERED, webhookId),
        latest(GIVEN_UP, webhookId),
        waiting(webhookId),
      ]);
      return { lastDeliveredAt, lastGivenUpAt, ...now };
    },

    /** What is older than that; of subscriptions that are gone as well. */
    async cut(before: number): Promise<void> {
      for (const partition of keys.partitions) {
        for (const index of [DELIVERED, GIVEN_UP].map((name) => partition.index(name))) {
          for (;;) {
            const old = await redis.zrangebyscore(index, '-inf', before, 'LIMIT', 0, AT_ONCE);
            if (old.length > 0) await redis.zrem(index, ...old);
            if (old.length < AT_ONCE) break;
          }
        }
      }
    },
  };
}
