/**
 * Sessions of people, shared by all nodes: the browser holds a random token, Redis its
 * hash. One lasts thirty days from when it was last seen; administration ends twelve
 * hours after its key was given. What a node has looked up counts for a second, so a
 * session that was ended is ended everywhere within one. Links that sign in are good for
 * one use, within fifteen minutes, on any node.
 */
import { createHash, randomBytes } from 'node:crypto';
import { DAY, HOUR, MINUTE, SECOND } from '../policy/duration.ts';
import type { CommitConnection } from '../runtime/commit-connection.ts';
import type { Keyspace } from '../runtime/keys.ts';
import { ADMIN_KEY_ID, type KnownKey, type Sessions, type SessionView } from './access-types.ts';

const LASTS_MS = 30 * DAY;
const ADMIN_LASTS_MS = 12 * HOUR;
const LINK_LASTS_MS = 15 * MINUTE;
const KNOWN_FOR_MS = SECOND;
/** Written no more often than that. */
const SEEN_EVERY_MS = 10 * MINUTE;
const SESSIONS_AT_MOST = 500;
const CACHED_AT_MOST = 1_000;
const TOKEN_BYTES = 32;
const ID_LENGTH = 22;
const TOKEN = /^[\w-]{43}$/;

/** Not if it was ended meanwhile: what was seen must not bring it back. */
const REPLACE = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`;
const REMOVE = `return redis.call('HDEL', KEYS[1], unpack(ARGV))`;
const TAKE = `
local value = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
return value
`;

type Rights = Pick<SessionView, 'keyId' | 'keyName' | 'mayAdminister' | 'adminUntil'>;
/** Without a device: written before it was asked for. */
type Stored = Omit<SessionView, 'id' | 'scope' | 'expiresAt' | 'device'> & { device?: string | null };

interface StoredLink {
  /** Of who made it; null: who uses it says who they are. */
  name: string | null;
  rights: Omit<Rights, 'adminUntil'>;
  /** Null: twelve hours from when it is used. */
  adminUntil: number | null;
  /** Of who made it: with that session the link ends too. */
  sessionId: string | null;
}

export function createSessions({
  redis,
  keys,
  now,
  isKnownKey,
}: {
  redis: CommitConnection;
  keys: Keyspace;
  now: () => number;
  isKnownKey: (keyId: string) => boolean;
}): { sessions: Sessions; endSessionsOf: (keyId: string) => Promise<void> } {
  const stored = keys.cfg('sessions');
  const linkOf = (token: string) => keys.cfg(`sign-in-link:${hashOf(token)}`);
  const toView = (id: string, session: Stored): SessionView => ({
    ...session,
    id,
    device: session.device ?? null,
    scope: session.adminUntil > now() ? 'admin' : 'respond',
    expiresAt: session.lastSeenAt + LASTS_MS,
  });
  const looked = new Map<string, { session: SessionView | null; at: number }>();

  async function read(id: string): Promise<SessionView | null> {
    const json = await redis.hget(stored, id);
    const session = json === null ? null : toView(id, JSON.parse(json) as Stored);
    return session && session.expiresAt > now() ? session : null;
  }

  /** False when it was ended meanwhile. */
  async function replace({ id, scope: _, expiresAt: __, ...session }: SessionView): Promise<boolean> {
    looked.delete(id);
    return (await redis.eval(REPLACE, 1, stored, id, JSON.stringify(session satisfies Stored))) === 1;
  }

  async function remove(ids: string[]): Promise<number> {
    for (const id of ids) looked.delete(id);
    return ids.length === 0 ? 0 : Number(await redis.eval(REMOVE, 1, stored, ...ids));
  }

  async function all(): Promise<SessionView[]> {
    const found = Object.entries(await redis.hgetall(stored));
    return found
      .map(([id, json]) => toView(id, JSON.parse(json) as Stored))
      .sort((a, b) => b.lastSeenAt - a.lastSeenAt || (a.id < b.id ? -1 : 1));
  }
  const isLive = ({ expiresAt }: SessionView) => expiresAt > now();

  async function open(name: string, rights: Rights, device: string | null) {
    // What has expired goes, and beyond the bound what was not seen for longest.
    const others = await all();
    await remove(others.filter((other, place) => !isLive(other) || place >= SESSIONS_AT_MOST - 1).map(({ id }) => id));
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const session: Stored = { name, ...rights, createdAt: now(), lastSeenAt: now(), device };
    await redis.hset(stored, idOf(token), JSON.stringify(session));
    return { session: toView(idOf(token), session), token };
  }

  async function find(token: string): Promise<SessionView | null> {
    if (!TOKEN.test(token)) return null;
    const id = idOf(token);
    const known = looked.get(id);
    if (known && now() - known.at < KNOWN_FOR_MS) return known.session;
    let session = await read(id);
    if (session && now() - session.lastSeenAt >= SEEN_EVERY_MS) {
      const seen = { ...session, lastSeenAt: now(), expiresAt: now() + LASTS_MS };
      session = (await replace(seen)) ? seen : null;
    }
    if (looked.size >= CACHED_AT_MOST) looked.clear();
    looked.set(id, { session, at: now() });
    return session;
  }

  async function openByLink(
    token: string,
    given: string | null,
    device: string | null,
  ): ReturnType<Sessions['openByLink']> {
    if (!TOKEN.test(token)) return 'unknown';
    const waiting = await redis.get(linkOf(token));
    if (waiting === null) return 'unknown';
    const name = given ?? (JSON.parse(waiting) as StoredLink).name;
    if (name === null) return 'no_name';
    // Of all who use it at once, on whatever node, one gets it.
    const taken = (await redis.eval(TAKE, 1, linkOf(token))) as string | null;
    if (taken === null) return 'unknown';
    const { rights, adminUntil, sessionId } = JSON.parse(taken) as StoredLink;
    if (rights.keyId !== ADMIN_KEY_ID && !isKnownKey(rights.keyId)) return 'unknown';
    if (sessionId !== null && !(await read(sessionId))) return 'unknown';
    const fresh = rights.mayAdminister ? now() + ADMIN_LASTS_MS : 0;
    return await open(name, { ...rights, adminUntil: adminUntil ?? fresh }, device);
  }

  const sessions: Sessions = {
    open: (name, key, device) => open(name, rightsOf(key, now()), device),
    find,
    async renewAdmin(id, key) {
      const session = await read(id);
      if (!session) return null;
      const { scope: _, ...renewed } = { ...session, ...rightsOf(key, now()) };
      const view = toView(id, renewed);
      return (await replace(view)) ? view : null;
    },
    list: async () => (await all()).filter(isLive),
    end: async (id) => (await remove([id])) > 0,
    async makeLink(maker) {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      await redis.set(linkOf(token), JSON.stringify(toLink(maker)), 'PX', LINK_LASTS_MS);
      return { token, expiresAt: now() + LINK_LASTS_MS };
    },
    openByLink,
  };

  return {
    sessions,
    endSessionsOf: async (keyId) => {
      const opened = (await all()).filter((session) => session.keyId === keyId);
      await remove(opened.map(({ id }) => id));
    },
  };
}

function rightsOf({ id, name, scope }: KnownKey, now: number): Rights {
  const mayAdminister = scope === 'admin';
  return { keyId: id, keyName: name, mayAdminister, adminUntil: mayAdminister ? now + ADMIN_LASTS_MS : 0 };
}

function toLink(maker: SessionView | KnownKey): StoredLink {
  if (!('keyId' in maker)) {
    const { adminUntil: _, ...rights } = rightsOf(maker, 0);
    return { name: null, rights, adminUntil: null, sessionId: null };
  }
  const { id, name, keyId, keyName, mayAdminister, adminUntil } = maker;
  return { name, rights: { keyId, keyName, mayAdminister }, adminUntil, sessionId: id };
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');
/** What may be shown of it: of no use to who would like to be signed in. */
const idOf = (token: string) => hashOf(token).slice(0, ID_LENGTH);
