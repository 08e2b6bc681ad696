/** Subscriptions to what happens in incidents: their configuration, their secrets, and what they were told. */
import { customAlphabet } from 'nanoid';
import type { ToldMessage } from '../machines/webhook-queue.ts';
import { newWebhookSecret } from '../notify/webhook-signature.ts';
import type { ActorEvent } from '../runtime/definition.ts';
import type { HostReply } from '../runtime/item.ts';
import { decodeCursor, encodeCursor, isText } from './cursor.ts';
import type { Refusal } from './refusal.ts';
import type { WebhookLog } from './webhook-log.ts';
import type { StoredWebhookDelivery } from './webhook-queue-actor.ts';
import { NO_STANDING, type WebhookStandings } from './webhook-standing.ts';
import type { FoundWebhook, StoredWebhook, WebhookStore } from './webhook-store.ts';
import type { createWebhookTest } from './webhook-test.ts';
import type { WebhookDelivery, WebhookStanding, Webhooks, WebhookView } from './webhook-types.ts';

/** Secrets that sign at the same time. */
const SECRETS_MAX = 5;
/** Whoever asks for another attempt is told how it ended, if it ends within that time. */
const TOLD_WITHIN_MS = 6_000;
const newId = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 12);

export interface WebhooksOptions {
  store: WebhookStore;
  log: WebhookLog;
  standings: Pick<WebhookStandings, 'of'>;
  tested: ReturnType<typeof createWebhookTest>;
  send: (address: string, event: ActorEvent) => Promise<HostReply<unknown>>;
  /** Resolves when no attempt is under way here. */
  settled: () => Promise<void>;
  now: () => number;
}

export function createWebhooks({ store, log, standings, tested, send, settled, now }: WebhooksOptions): Webhooks {
  const viewOf = async (found: FoundWebhook): Promise<WebhookView> => toView(found, await standings.of(found.id));

  function toView({ id, revision, value }: FoundWebhook, standing: WebhookStanding): WebhookView {
    const { schema: _, secrets, ...webhook } = value;
    const valid = secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now());
    return { ...webhook, id, revision, secrets: valid.map(({ secret: __, ...rest }) => rest), ...standing };
  }

  async function write(id: string, value: StoredWebhook, ifMatch: number): Promise<WebhookView | Refusal> {
    // Read before: behind the write nothing may fail, since a new secret is told only now.
    const standing = await standings.of(id);
    const reply = await store.put(id, value, { ifMatch });
    return reply.status === 'ok' ? toView({ id, revision: reply.revision, value }, standing) : changedMeanwhile;
  }

  const webhooks: Webhooks = {
    async create(webhook) {
      const id = newId();
      const createdAt = now();
      const secret = newWebhookSecret();
      const secrets = [{ secret, createdAt, expiresAt: null }];
      const value: StoredWebhook = { ...webhook, schema: 1, createdAt, secrets };
      const reply = await store.put(id, value, { createOnly: true });
      if (reply.status !== 'ok') return await webhooks.create(webhook);
      return { webhook: toView({ id, revision: reply.revision, value }, NO_STANDING), secret };
    },

    async put(id, webhook, condition) {
      const found = await store.get(id);
      if (!found) return notFound(id);
      const { schema, createdAt, secrets } = found.value;
      // Bound to what was read: a secret that is rotated meanwhile must not come back.
      const ifMatch = condition.ifMatch ?? found.revision;
      const written = await write(id, { ...webhook, schema, createdAt, secrets }, ifMatch);
      // Who made no condition is not told of one.
      return written === changedMeanwhile && condition.ifMatch === undefined
        ? await webhooks.put(id, webhook, {})
        : written;
    },

    async get(id) {
      const found = await store.get(id);
      return found && (await viewOf(found));
    },

    async list({ limit, cursor }) {
      const ids = await store.ids(decodeCursor(cursor, isText), limit + 1);
      const items = await Promise.all((await store.getMany(ids.slice(0, limit))).map(viewOf));
      return { items, nextCursor: ids.length > limit ? encodeCursor(ids[limit - 1]) : null };
    },

    async remove(id, condition) {
      const { status } = await store.remove(id, condition);
      if (status === 'ok') return 'deleted';
      return status === 'not_found' ? notFound(id) : changedMeanwhile;
    },

    async rotateSecret(id, overlapMs) {
      const found = await store.get(id);
      if (!found) return notFound(id);
      const at = now();
      const secret = newWebhookSecret();
      const older = found.value.secrets
        .map((stored) => ({ ...stored, expiresAt: Math.min(stored.expiresAt ?? at + overlapMs, at + overlapMs) }))
        .filter(({ expiresAt }) => expiresAt > at)
        .slice(0, SECRETS_MAX - 1);
      const value = { ...found.value, secrets: [{ secret, createdAt: at, expiresAt: null }, ...older] };
      const written = await write(id, value, found.revision);
      if (written === changedMeanwhile) return await webhooks.rotateSecret(id, overlapMs);
      return 'refused' in written ? written : { webhook: written, secret };
    },

    async deliveries(id, page) {
      if (!(await store.get(id))) return null;
      const { items, nextCursor } = await log.page(id, page);
      return { items: items.map(deliveryView), nextCursor };
    },

    async resend(id, deliveryId) {
      const found = await log.find(id, deliveryId);
      if (!(await store.get(id)) || !found) {
        return { refused: 'not_found', detail: `webhook "${id}" has no delivery "${deliveryId}"` };
      }
      const { event, line, at, state, tries } = found;
      const message: ToldMessage = { id: deliveryId, event, line, at };
      const reply = await send(log.addressOf(id, found), { type: 'resend', message, was: state, tries } as ActorEvent);
      if ('refused' in reply) return reply as Refusal;
      await Promise.race([settled(), new Promise((resolve) => setTimeout(resolve, TOLD_WITHIN_MS).unref())]);
      return deliveryView((await log.find(id, deliveryId)) ?? found);
    },

    async test(id, by) {
      const found = await store.get(id);
      return found ? await tested(id, found.value, by) : notFound(id);
    },
  };
  return webhooks;
}

const deliveryView = ({ line: _, ...delivery }: StoredWebhookDelivery): WebhookDelivery => delivery;
const notFound = (id: string): Refusal => ({ refused: 'not_found', detail: `there is no webhook "${id}"` });
const changedMeanwhile: Refusal = { refused: 'precondition_failed', detail: 'it was changed meanwhile' };
