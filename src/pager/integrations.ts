/**
 * Inbound integrations: a tool of somebody else's speaks to a service here, under a
 * key that is shown once and can be rotated without a gap.
 */
import { HIDDEN_SECRET, type Integration, type IntegrationSettings } from '../policy/integration.ts';
import type { CommitConnection } from '../runtime/commit-connection.ts';
import type { Documents, PutReply } from '../runtime/documents.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { Log } from '../runtime/observation.ts';
import { decodeCursor, encodeCursor, isCount, isText } from './cursor.ts';
import { type Activity, createIntegrationActivity, NO_ACTIVITY } from './integration-activity.ts';
import { holds, idOfKey, mintKey, newIntegrationId, normalKey, toStoredKey } from './integration-keys.ts';
import { createIntegrationPreview } from './integration-preview.ts';
import { createIntegrationReceiver } from './integration-receiver.ts';
import { createIntegrationRoutes } from './integration-routes.ts';
import { createIntegrationStore, type FoundIntegration, type StoredIntegration } from './integration-store.ts';
import type { Integrations, IntegrationView, KnownIntegration } from './integration-types.ts';
import type { Page } from './listing.ts';
import type { WriteCondition } from './plan-types.ts';
import type { Refusal } from './refusal.ts';
import type { Pager } from './types.ts';

/** Keys that count at the same time. */
const KEYS_MAX = 5;

export function createIntegrations({
  redis,
  keys,
  documents,
  pager,
  now,
  log,
}: {
  redis: CommitConnection;
  keys: Keyspace;
  documents: Documents;
  pager: Pick<Pager, 'send' | 'getService' | 'putService'>;
  now: () => number;
  log: Log;
}): { integrations: Integrations; flush: () => Promise<void> } {
  const store = createIntegrationStore({ documents });
  const activity = createIntegrationActivity({ redis, keys, now, log });
  const routes = createIntegrationRoutes({ redis, keys, now });
  const receive = createIntegrationReceiver({ routes, pager });

  const viewOf = async (found: FoundIntegration): Promise<IntegrationView> =>
    toView(found, await activity.read(found.id));

  function toView({ id, revision, value }: FoundIntegration, active: Activity): IntegrationView {
    const { schema: _, keys: stored, ...integration } = value;
    return {
      ...integration,
      id,
      revision,
      keys: stored
        .filter(({ expiresAt }) => expiresAt === null || expiresAt > now())
        .map(({ hash: _hash, ...key }) => key),
      ...active,
    };
  }

  async function write(
    id: string,
    value: StoredIntegration,
    condition: WriteCondition,
  ): Promise<IntegrationView | Refusal> {
    // Read before: behind the write nothing may fail, since a new key is told only now.
    const active = await activity.read(id);
    const reply = await store.put(id, value, condition);
    return reply.status === 'ok' ? toView({ id, revision: reply.revision, value }, active) : refusalOf(reply);
  }

  async function create(integration: Integration): ReturnType<Integrations['create']> {
    const id = newIntegrationId();
    const key = mintKey(integration.type, id);
    const createdAt = now();
    const value: StoredIntegration = { ...integration, schema: 1, createdAt, keys: [toStoredKey(key, createdAt)] };
    const reply = await store.put(id, value, { createOnly: true });
    // The id is taken, once in four billion times and integrations.
    if (reply.status === 'precondition_failed') return await create(integration);
    if (reply.status !== 'ok') return refusalOf(reply);
    return { integration: toView({ id, revision: reply.revision, value }, NO_ACTIVITY), key };
  }

  async function list(
    filter: Parameters<Integrations['list']>[0],
    { limit, cursor }: Parameters<Integrations['list']>[1],
  ): Promise<Page<IntegrationView>> {
    const items: FoundIntegration[] = [];
    let after = decodeCursor(cursor, isText);
    for (;;) {
      const ids = await store.ids(after, Math.max(limit, 100));
      for (const found of await store.getMany(ids)) {
        if (filter.serviceId !== undefined && found.value.serviceId !== filter.serviceId) continue;
        if (filter.type !== undefined && found.value.type !== filter.type) continue;
        if (items.length === limit) {
          return { items: await Promise.all(items.map(viewOf)), nextCursor: encodeCursor(items.at(-1)?.id) };
        }
        items.push(found);
      }
      if (ids.length < Math.max(limit, 100)) return { items: await Promise.all(items.map(viewOf)), nextCursor: null };
      after = ids.at(-1) ?? null;
    }
  }

  const integrations: Integrations = {
    create,
    list,

    async put(id, integration, condition) {
      const found = await store.get(id);
      if (!found) return notFound(id);
      if (found.value.type !== integration.type) {
        return { refused: 'precondition_failed', detail: `it is of type ${found.value.type}, which stays as it is` };
      }
      const { createdAt, keys: stored } = found.value;
      const settings = withKeptSecret(integration.settings, found.value.settings);
      // Bound to what was read: a key that is rotated meanwhile must not come back.
      const ifMatch = condition.ifMatch ?? found.revision;
      const value = { ...integration, ...(settings && { settings }), schema: 1 as const, createdAt, keys: stored };
      const written = await write(id, value, { ifMatch });
      // Who made no condition is not told of one.
      if (isChanged(written) && condition.ifMatch === undefined) return await integrations.put(id, integration, {});
      return written;
    },

    async get(id) {
      const found = await store.get(id);
      return found && (await viewOf(found));
    },

    async remove(id, condition) {
      const { status } = await store.remove(id, condition);
      if (status === 'not_found') return notFound(id);
      if (status !== 'ok') return changedMeanwhile;
      await Promise.all([activity.forget(id), routes.forget(id)]);
      return 'deleted';
    },

    async rotateKey(id, overlapMs) {
      const found = await store.get(id);
      if (!found) return notFound(id);
      const key = mintKey(found.value.type, id);
      const at = now();
      const until = at + overlapMs;
      const older = found.value.keys
        .map((stored) => ({ ...stored, expiresAt: Math.min(stored.expiresAt ?? until, until) }))
        .filter(({ expiresAt }) => expiresAt > at);
      const value = { ...found.value, keys: [toStoredKey(key, at), ...older.slice(0, KEYS_MAX - 1)] };
      const written = await write(id, value, { ifMatch: found.revision });
      if (isChanged(written)) return await integrations.rotateKey(id, overlapMs);
      return 'refused' in written ? written : { integration: written, key };
    },

    async requests(id, { limit, cursor }) {
      if (!(await store.get(id))) return null;
      const before = decodeCursor(cursor, isCount) ?? Number.MAX_SAFE_INTEGER;
      const older = (await activity.requests(id)).filter(({ number }) => number < before);
      const items = older.slice(0, limit);
      return { items, nextCursor: older.length > limit ? encodeCursor(items.at(-1)?.number) : null };
    },

    async find(type, presentedKey) {
      const key = normalKey(presentedKey);
      const found = key && (await store.current(idOfKey(key)));
      if (!found || found.value.type !== type || !holds(found.value.keys, key, now())) return null;
      return toKnown(found);
    },

    receive,
    preview: createIntegrationPreview({ routes, pager }),
    async known(id) {
      const found = await store.get(id);
      return found && toKnown(found);
    },
    record: activity.record,
  };
  return { integrations, flush: activity.flush };
}

function toKnown({ id, value }: FoundIntegration): KnownIntegration {
  const { schema: _, keys: __, createdAt: ___, ...integration } = value;
  return { ...integration, id };
}

/** A secret is never shown; what stands for it is sent back by whoever changes something else. */
function withKeptSecret(
  settings: IntegrationSettings | undefined,
  before: IntegrationSettings | undefined,
): IntegrationSettings | undefined {
  if (settings?.signature?.secret !== HIDDEN_SECRET || !before?.signature) return settings;
  return { ...settings, signature: { ...settings.signature, secret: before.signature.secret } };
}

const isChanged = (written: IntegrationView | Refusal): boolean =>
  'refused' in written && written.refused === 'precondition_failed';

const notFound = (id: string): Refusal => ({ refused: 'not_found', detail: `there is no integration "${id}"` });
const changedMeanwhile: Refusal = { refused: 'precondition_failed', detail: 'it was changed meanwhile' };

function refusalOf(reply: Exclude<PutReply, { status: 'ok' }>): Refusal {
  if (reply.status === 'precondition_failed') return changedMeanwhile;
  const [collection, id] = reply.reference.split('/');
  return collection === 'policies'
    ? { refused: 'unknown_policy', detail: `there is no escalation policy "${id}"` }
    : { refused: 'unknown_service', detail: `there is no service "${id}"` };
}
