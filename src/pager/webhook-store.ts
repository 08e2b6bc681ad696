/**
 * Subscriptions as they are configured, and what every step of a service asks of
 * them: who wants to hear of it. That answer is of this process's memory, so that a step
 * costs nothing more; what was ordered by it is durable. What other processes changed is
 * found within a second, and handed to `looked`, which makes good what was missed.
 */
import type { Webhook, WebhookEvent } from '../policy/webhook.ts';
import type { Condition, DeleteReply, Documents, PutReply } from '../runtime/documents.ts';
import type { Log } from '../runtime/observation.ts';

const COLLECTION = 'webhooks';
const LOOK_EVERY_MS = 1_000;
const PAGE = 500;

export interface StoredWebhook extends Webhook {
  schema: 1;
  createdAt: number;
  /** The newest first; the first one has no end. */
  secrets: { secret: string; createdAt: number; expiresAt: number | null }[];
}

export interface FoundWebhook {
  id: string;
  revision: number;
  value: StoredWebhook;
}

export type WebhookStore = ReturnType<typeof createWebhookStore>;

export function createWebhookStore({
  documents,
  log,
  looked,
}: {
  documents: Documents;
  log: Log;
  /** After each look: those that are new or changed since the one before. */
  looked: (changed: FoundWebhook[]) => Promise<void>;
}) {
  let known: FoundWebhook[] = [];
  let seenAt: string | null | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  const getMany = async (ids: string[]): Promise<FoundWebhook[]> =>
    (await documents.getMany(COLLECTION, ids)).flatMap((document) => (document ? [parse(document)] : []));
  const ids = (after: string | null, limit: number) => documents.ids(COLLECTION, after, limit);

  /** The counter is read first: what changes meanwhile is read again. */
  async function read(): Promise<FoundWebhook[]> {
    const counter = await documents.counter();
    if (counter === seenAt) return [];
    const all: FoundWebhook[] = [];
    let after: string | null = null;
    for (;;) {
      const page: string[] = await ids(after, PAGE);
      all.push(...(await getMany(page)));
      if (page.length < PAGE) break;
      after = page.at(-1) ?? null;
    }
    const revisions = new Map(known.map(({ id, revision }) => [id, revision]));
    // At the start nothing can have been missed.
    const changed = seenAt === undefined ? [] : all.filter(({ id, revision }) => revisions.get(id) !== revision);
    known = all;
    seenAt = counter;
    return changed;
  }

  /** One after the other: what was read earlier must not take the place of what was read later. */
  function look(): Promise<void> {
    looking = looking.catch(() => undefined).then(async () => await looked(await read()));
    return looking;
  }

  return {
    ids,
    getMany,

    async get(id: string): Promise<FoundWebhook | null> {
      const stored = await documents.get(COLLECTION, id);
      return stored && parse(stored);
    },

    async put(id: string, value: StoredWebhook, condition: Condition): Promise<PutReply> {
      const reply = await documents.put(COLLECTION, id, JSON.stringify(value), [], condition);
      // It is written: that it can't be read now is made good within a second.
      await look().catch(() => undefined);
      return reply;
    },

    async remove(id: string, condition: Condition): Promise<DeleteReply> {
      const reply = await documents.remove(COLLECTION, id, condition);
      await look().catch(() => undefined);
      return reply;
    },

    /** Whether anybody wants anything: the rest need not be worked out. */
    isAnybody: (): boolean => known.length > 0,

    /** @param event null: nothing that is told, but the last of its incident */
    subscribers(serviceId: string, event: WebhookEvent | null): string[] {
      return known
        .filter(({ value }) => (event === null ? isAbout(value, serviceId) : wants(value, serviceId, event)))
        .map(({ id }) => id);
    },

    async start(): Promise<void> {
      await look();
      timer = setInterval(() => {
        // A Redis that is away is told elsewhere; what was known goes on.
        look().catch((err) => log.warn({ err }, 'subscriptions of webhooks were not read'));
      }, LOOK_EVERY_MS);
    },
    /** Looks once more, so that nothing of the last second is missed. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await look().catch((err) => log.warn({ err }, 'subscriptions of webhooks were not read at the end'));
    },
  };
}

const isAbout = ({ services }: Webhook, serviceId: string) => !services || services.includes(serviceId);

export const wants = (webhook: Webhook, serviceId: string, event: WebhookEvent): boolean =>
  isAbout(webhook, serviceId) && (!webhook.events || webhook.events.includes(event));

const parse = ({ id, revision, json }: { id: string; revision: number; json: string }): FoundWebhook => ({
  id,
  revision,
  value: JSON.parse(json) as StoredWebhook,
});
