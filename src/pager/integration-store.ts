/**
 * Integrations as they are configured, in the plan's slot beside services and
 * policies: what they refer to can't be removed meanwhile. `current` is the reading
 * for every request of a tool: as of at most a second ago, and as last known while
 * the store is away.
 */
import type { Integration } from '../policy/integration.ts';
import type { Condition, DeleteReply, Documents, PutReply } from '../runtime/documents.ts';
import type { StoredKey } from './integration-keys.ts';

const COLLECTION = 'integrations';
const FRESH_MS = 1_000;
/** Beyond that many the longest known is read again when it is asked for. */
const CACHED = 10_000;

export interface StoredIntegration extends Integration {
  schema: 1;
  createdAt: number;
  keys: StoredKey[];
}

export interface FoundIntegration {
  id: string;
  revision: number;
  value: StoredIntegration;
}

export type IntegrationStore = ReturnType<typeof createIntegrationStore>;

export function createIntegrationStore({ documents }: { documents: Documents }) {
  const cache = new Map<string, { found: FoundIntegration; readAt: number }>();
  const underWay = new Map<string, Promise<FoundIntegration | null>>();

  const get = async (id: string): Promise<FoundIntegration | null> => {
    const stored = await documents.get(COLLECTION, id);
    return stored && parse(stored);
  };

  function keep(id: string, found: FoundIntegration | null): void {
    cache.delete(id);
    if (!found) return;
    cache.set(id, { found, readAt: performance.now() });
    if (cache.size > CACHED) cache.delete(cache.keys().next().value ?? id);
  }

  /** Once for all who ask at the same time. */
  function refresh(id: string): Promise<FoundIntegration | null> {
    const reading =
      underWay.get(id) ??
      get(id)
        .then((found) => {
          keep(id, found);
          return found;
        })
        .finally(() => underWay.delete(id));
    underWay.set(id, reading);
    return reading;
  }

  return {
    get,

    async current(id: string): Promise<FoundIntegration | null> {
      const known = cache.get(id);
      if (known && performance.now() - known.readAt < FRESH_MS) return known.found;
      if (!known) return await refresh(id);
      return await refresh(id).catch(() => known.found);
    },

    async getMany(ids: string[]): Promise<FoundIntegration[]> {
      const stored = await documents.getMany(COLLECTION, ids);
      return stored.flatMap((document) => (document ? [parse(document)] : []));
    },

    ids: (after: string | null, limit: number) => documents.ids(COLLECTION, after, limit),

    async put(id: string, value: StoredIntegration, condition: Condition): Promise<PutReply> {
      const reply = await documents.put(COLLECTION, id, JSON.stringify(value), referencesOf(value), condition);
      if (reply.status === 'ok') keep(id, { id, revision: reply.revision, value });
      return reply;
    },

    async remove(id: string, condition: Condition): Promise<DeleteReply> {
      const reply = await documents.remove(COLLECTION, id, condition);
      cache.delete(id);
      return reply;
    },
  };
}

const parse = ({ id, revision, json }: { id: string; revision: number; json: string }): FoundIntegration => ({
  id,
  revision,
  value: JSON.parse(json) as StoredIntegration,
});

function referencesOf({ serviceId, rule }: Integration): string[] {
  const services = [...(serviceId === undefined ? [] : [serviceId]), ...Object.values(rule?.services ?? {})];
  const policy = rule?.createWithPolicyId;
  return [
    ...new Set([...services.map((id) => `services/${id}`), ...(policy === undefined ? [] : [`policies/${policy}`])]),
  ];
}
