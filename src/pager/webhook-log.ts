/** What subscriptions were told, and what became of it: written by their queues, kept for a week. */
import type { CommitConnection } from '../runtime/commit-connection.ts';
import type { Keyspace, Partition } from '../runtime/keys.ts';
import type { Log } from '../runtime/observation.ts';
import type { Reads } from '../runtime/reads.ts';
import { decodeCursor, encodeCursor, type IndexPosition, isIndexPosition } from './cursor.ts';
import type { Page, PageRequest } from './listing.ts';
import { queueAddress, queueIdOf, WEBHOOK } from './webhook-news.ts';
import { FINISHED_QUEUES, LOGGED, logDoc, logOf, type StoredWebhookDelivery } from './webhook-queue-actor.ts';
import type { WebhookStandings } from './webhook-standing.ts';

const MINUTE = 60_000;
const KEPT_MS = 7 * 24 * 60 * MINUTE;
/** So long it is remembered when something was last taken. */
const STANDING_KEPT_MS = 365 * 24 * 60 * MINUTE;
const AT_ONCE = 500;

export interface WebhookLogOptions {
  redis: CommitConnection;
  keys: Keyspace;
  reads: Reads;
  standings: Pick<WebhookStandings, 'cut'>;
  now: () => number;
  log: Log;
}

export type WebhookLog = ReturnType<typeof createWebhookLog>;

export function createWebhookLog({ redis, keys, reads, standings, now, log }: WebhookLogOptions) {
  let timer: NodeJS.Timeout | undefined;

  async function entryOf(partition: Partition, webhookId: string, id: string): Promise<StoredWebhookDelivery | null> {
    const text = await redis.get(partition.doc(logDoc(webhookId, id)));
    return text === null ? null : (JSON.parse(text) as StoredWebhookDelivery);
  }

  const oldest = (partition: Partition, index: string, before: number) =>
    redis.zrangebyscore(partition.index(index), '-inf', before, 'LIMIT', 0, AT_ONCE);

  /** Some of what is older; answers how many. The entry in the index goes last, so a crash is made good by the next run. */
  async function cutEntries(partition: Partition, before: number): Promise<number> {
    const members = await oldest(partition, LOGGED, before);
    for (const member of members) {
      const slash = member.indexOf('/');
      const [webhookId, id] = [member.slice(0, slash), member.slice(slash + 1)];
      await redis.del(partition.doc(logDoc(webhookId, id)));
      await redis.zrem(partition.index(logOf(webhookId)), id);
      await redis.zrem(partition.index(LOGGED), member);
    }
    return members.length;
  }

  async function cutQueues(partition: Partition, before: number): Promise<number> {
    const ids = await oldest(partition, FINISHED_QUEUES, before);
    for (const id of ids) {
      await redis.del(partition.timeline(`${WEBHOOK}/${id}`));
      await redis.del(partition.actor(`${WEBHOOK}/${id}`));
      await redis.zrem(partition.index(FINISHED_QUEUES), id);
    }
    return ids.length;
  }

  async function cutOld(): Promise<void> {
    const before = now() - KEPT_MS;
    for (const partition of keys.partitions) {
      while ((await cutEntries(partition, before)) === AT_ONCE);
      while ((await cutQueues(partition, before)) === AT_ONCE);
    }
    await standings.cut(now() - STANDING_KEPT_MS);
  }

  return {
    cutOld,

    /** Redis is full: some of the oldest entries of every partition. Answers how many went. */
    async cutForRoom(): Promise<number> {
      const cut = await Promise.all(keys.partitions.map((partition) => cutEntries(partition, Number.MAX_SAFE_INTEGER)));
      return cut.reduce((sum, count) => sum + count, 0);
    },

    /** Newest event first. */
    async page(webhookId: string, { limit, cursor }: PageRequest): Promise<Page<StoredWebhookDelivery>> {
      const after: IndexPosition | null = decodeCursor(cursor, isIndexPosition);
      const found = await reads.newest(logOf(webhookId), { after, limit: limit + 1 });
      const shown = found.slice(0, limit);
      const items = await Promise.all(shown.map(({ partition, member }) => entryOf(partition, webhookId, member)));
      const last = shown.at(-1);
      return {
        items: items.filter((item) => item !== null),
        nextCursor: last && found.length > limit ? encodeCursor({ score: last.score, member: last.member }) : null,
      };
    },

    /** Of all subscriptions, those that told something last, newest first. */
    async queueIds(): Promise<string[]> {
      const found = await reads.newest(LOGGED, { after: null, limit: AT_ONCE });
      const ids = await Promise.all(
        found.map(async ({ partition, member }) => {
          const slash = member.indexOf('/');
          const webhookId = member.slice(0, slash);
          const entry = await entryOf(partition, webhookId, member.slice(slash + 1));
          return entry ? [queueIdOf(webhookId, entry.incidentId)] : [];
        }),
      );
      return [...new Set(ids.flat())];
    },

    /** It lies with its queue, whose incident only the entry names. */
    async find(webhookId: string, id: string): Promise<StoredWebhookDelivery | null> {
      const found = await Promise.all(keys.partitions.map((partition) => entryOf(partition, webhookId, id)));
      return found.find((entry) => entry !== null) ?? null;
    },

    addressOf: (webhookId: string, { incidentId }: StoredWebhookDelivery) => queueAddress(webhookId, incidentId),

    start(): void {
      timer = setInterval(() => {
        cutOld().catch((err) => log.warn({ err }, 'the log of webhooks was not cut; the next run does it'));
      }, 10 * MINUTE);
    },
    stop: () => clearInterval(timer),
  };
}
