/**
 * API keys: shown once, stored as hashes, known to every node within a second. All of
 * them are held in memory, so that looking one up costs an alert nothing; while Redis
 * is away the last known ones count on. When each was last used is written lazily.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { customAlphabet } from 'nanoid';
import { MINUTE, SECOND } from '../policy/duration.ts';
import type { CommitConnection } from '../runtime/commit-connection.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { Log } from '../runtime/observation.ts';
import { ADMIN_KEY_ID, type ApiKeys, type ApiKeyView, type KnownKey } from './access-types.ts';

const READ_EVERY_MS = SECOND;
const FLUSH_EVERY_MS = MINUTE;
/** All are read once a second. */
const KEYS_AT_MOST = 200;
const SECRET_BYTES = 24;
/** A key begins with its id, so that it is found without an index. */
const KEY = /^pgk_([0-9a-z]{8})_[\w-]{32}$/;
const newId = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 8);

const REMOVE = `return redis.call('HDEL', KEYS[1], ARGV[1])`;

interface StoredKey extends Omit<ApiKeyView, 'id' | 'lastUsedAt'> {
  hash: string;
}

interface HeldKey extends KnownKey {
  hash: string;
  /** Senders present the same key each time: the text that was right is compared as it is, without hashing it again. */
  lastGood: string;
}

export function createApiKeys({
  redis,
  keys,
  now,
  endSessionsOf,
  log,
}: {
  redis: CommitConnection;
  keys: Keyspace;
  now: () => number;
  endSessionsOf: (keyId: string) => Promise<void>;
  log: Log;
}) {
  const stored = keys.cfg('api-keys');
  const used = keys.cfg('api-keys-used');
  let held = new Map<string, HeldKey>();
  const usedSince = new Map<string, number>();
  const timers: NodeJS.Timeout[] = [];

  async function readAll(): Promise<Map<string, StoredKey>> {
    const all = await redis.hgetall(stored);
    return new Map(Object.entries(all).map(([id, json]) => [id, JSON.parse(json) as StoredKey]));
  }

  async function refresh(): Promise<Map<string, StoredKey>> {
    const all = await readAll();
    held = new Map(
      [...all].map(([id, { hash, name, scope }]) => {
        const before = held.get(id);
        return [id, { id, name, scope, hash, lastGood: before?.hash === hash ? before.lastGood : '' }];
      }),
    );
    return all;
  }

  async function flush(): Promise<void> {
    const due = [...usedSince].filter(([id]) => held.has(id));
    usedSince.clear();
    if (due.length > 0) await redis.hset(used, Object.fromEntries(due));
  }

  const apiKeys: ApiKeys = {
    find(presented) {
      const id = KEY.exec(presented)?.[1];
      const key = id === undefined ? undefined : held.get(id);
      if (!key) return null;
      if (!isSame(key.lastGood, presented)) {
        if (!isSame(key.hash, hashOf(presented))) return null;
        key.lastGood = presented;
      }
      usedSince.set(key.id, now());
      return key;
    },

    async list() {
      const [all, usedAt] = await Promise.all([refresh(), redis.hgetall(used)]);
      return [...all]
        .map(([id, { hash: _, ...key }]) => ({
          ...key,
          id,
          lastUsedAt: usedSince.get(id) ?? (usedAt[id] === undefined ? null : Number(usedAt[id])),
        }))
        .sort((a, b) => b.createdAt - a.createdAt);
    },

    async create({ name, scope, by }) {
      const all = await refresh();
      // Two who make one at once may pass by this: the limit is for a loop that went wrong, the name for people.
      if (all.size >= KEYS_AT_MOST) return 'too_many';
      if (name === ADMIN_KEY_ID || [...all.values()].some((other) => other.name === name)) return 'name_taken';
      const id = newId();
      const key = `pgk_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
      const view = { name, scope, createdAt: now(), createdBy: by };
      await redis.hset(stored, id, JSON.stringify({ ...view, hash: hashOf(key) } satisfies StoredKey));
      await refresh();
      return { view: { ...view, id, lastUsedAt: null }, key };
    },

    async revoke(id) {
      const existed = (await redis.eval(REMOVE, 1, stored, id)) === 1;
      held.delete(id);
      // Also where there is none any more: whoever died in between left them.
      await endSessionsOf(id);
      await redis.eval(REMOVE, 1, used, id);
      return existed;
    },
  };

  return {
    apiKeys,
    isKnown: (id: string) => held.has(id),
    /** Rejects where the store is away: a node that knows no key must not refuse its senders. */
    async start(): Promise<void> {
      await refresh();
      const quietly = (work: () => Promise<unknown>, what: string) => () => {
        work().catch((err) => log.warn({ err }, what));
      };
      timers.push(
        setInterval(() => void refresh().catch(() => undefined), READ_EVERY_MS).unref(),
        setInterval(quietly(flush, 'when API keys were last used was not kept'), FLUSH_EVERY_MS).unref(),
      );
    },
    async stop(): Promise<void> {
      for (const timer of timers.splice(0)) clearInterval(timer);
      await flush().catch(() => undefined);
    },
  };
}

/** A plain hash is enough: the key is 192 random bits. */
const hashOf = (key: string) => createHash('sha256').update(key).digest('base64url');

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
