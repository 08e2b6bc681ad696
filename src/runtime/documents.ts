/**
 * Configuration: small documents in collections, with revisions and references
 * between them. All of it lies in one slot, and every change is one script, so
 * "still in use" and "somebody else changed it" are exact. Nothing is cached here.
 */
import type { Keyspace } from './keys.ts';
import type { CommitConnection } from './store.ts';

export interface StoredDocument {
  id: string;
  revision: number;
  json: string;
}

/** `note`: what was said about it when it was put; empty for what was there before a history was kept. */
export interface PastDocument extends StoredDocument {
  note: string;
}

export interface Condition {
  /** The revision that it must have now. */
  ifMatch?: number;
  createOnly?: boolean;
}

export type PutReply =
  | { status: 'ok'; created: boolean; revision: number }
  | { status: 'precondition_failed' }
  /** `<collection>/<id>` of a document that does not exist. */
  | { status: 'missing_reference'; reference: string };

export type DeleteReply = { status: 'ok' | 'not_found' | 'precondition_failed' | 'in_use' };

/** A document is stored as `<revision>\n<references, by space>\n<json>`. Revisions come from one counter: none is used twice. */
const READ = `
local tag = KEYS[1]
local collection, id = ARGV[1], ARGV[2]
local hash = tag .. 'docs:' .. collection
local stored = redis.call('HGET', hash, id)
local revision, references
if stored then revision, references = string.match(stored, '^(%d+)\\n([^\\n]*)\\n') end
if ARGV[3] ~= '' and revision ~= ARGV[3] then return {'precondition_failed'} end
local function tell()
  redis.call('XADD', tag .. 'feed', 'MAXLEN', '~', 640, '*', 'p', cjson.encode({collection=collection, id=id}))
end
local function each(list, act)
  for reference in string.gmatch(list or '', '%S+') do act(reference) end
end
`;

const PUT = `${READ}
if ARGV[4] == '1' and stored then return {'precondition_failed'} end
local missing
each(ARGV[5], function(reference)
  local c, i = string.match(reference, '^([^/]+)/(.+)$')
  if redis.call('HEXISTS', tag .. 'docs:' .. c, i) == 0 then missing = reference end
end)
if missing then return {'missing_reference', missing} end
local me = collection .. '/' .. id
each(references, function(reference) redis.call('SREM', tag .. 'refs:' .. reference, me) end)
each(ARGV[5], function(reference) redis.call('SADD', tag .. 'refs:' .. reference, me) end)
local next = redis.call('INCR', tag .. 'revision')
if ARGV[7] ~= '' then
  local history = tag .. 'history:' .. me
  if stored and redis.call('EXISTS', history) == 0 then
    redis.call('LPUSH', history, revision .. '\\n\\n' .. string.match(stored, '^%d+\\n[^\\n]*\\n(.*)$'))
  end
  redis.call('LPUSH', history, next .. '\\n' .. ARGV[8] .. '\\n' .. ARGV[6])
  redis.call('LTRIM', history, 0, ARGV[7] - 1)
end
redis.call('HSET', hash, id, next .. '\\n' .. ARGV[5] .. '\\n' .. ARGV[6])
redis.call('ZADD', tag .. 'ids:' .. collection, 0, id)
tell()
return {'ok', stored and 0 or 1, next}
`;

const REMOVE = `${READ}
if not stored then return {'not_found'} end
local me = collection .. '/' .. id
if redis.call('SCARD', tag .. 'refs:' .. me) > 0 then return {'in_use'} end
each(references, function(reference) redis.call('SREM', tag .. 'refs:' .. reference, me) end)
redis.call('HDEL', hash, id)
redis.call('DEL', tag .. 'history:' .. me)
redis.call('ZREM', tag .. 'ids:' .. collection, id)
redis.call('INCR', tag .. 'revision')
tell()
return {'ok'}
`;

export type Documents = ReturnType<typeof createDocuments>;

export function createDocuments({ redis, keys }: { redis: CommitConnection; keys: Keyspace }) {
  const tag = keys.cfg('');
  const run = async (lua: string, ...args: string[]): Promise<unknown[]> =>
    (await redis.eval(lua, 1, tag, ...args)) as unknown[];

  return {
    async get(collection: string, id: string): Promise<StoredDocument | null> {
      const stored = await redis.hget(`${tag}docs:${collection}`, id);
      return stored === null ? null : parse(id, stored);
    },

    /** Moved on by every change of any document; null before the first. */
    counter: (): Promise<string | null> => redis.get(`${tag}revision`),

    async getMany(collection: string, ids: string[]): Promise<(StoredDocument | null)[]> {
      if (ids.length === 0) return [];
      const stored = await redis.hmget(`${tag}docs:${collection}`, ...ids);
      return stored.map((text, index) => (text === null ? null : parse(ids[index] ?? '', text)));
    },

    /** Ids in their order, from behind `after`. */
    async ids(collection: string, after: string | null, limit: number): Promise<string[]> {
      const from = after === null ? '-' : `(${after}`;
      return await redis.zrangebylex(`${tag}ids:${collection}`, from, '+', 'LIMIT', 0, limit);
    },

    /** Of that collection, in all. */
    count: (collection: string): Promise<number> => redis.zcard(`${tag}ids:${collection}`),

    /** What was put with a history, newest first, the present one among it. */
    async history(collection: string, id: string): Promise<PastDocument[]> {
      const entries = await redis.lrange(`${tag}history:${collection}/${id}`, 0, -1);
      return entries.map((entry) => {
        const [revision = '', note = ''] = entry.split('\n', 2);
        return { id, revision: Number(revision), note, json: entry.slice(revision.length + note.length + 2) };
      });
    },

    /**
     * @param references `<collection>/<id>` of what this document needs: it can't be removed meanwhile
     * @param history how many revisions are kept, and one line about this one
     */
    async put(
      collection: string,
      id: string,
      json: string,
      references: string[],
      condition: Condition,
      history?: { keep: number; note: string },
    ): Promise<PutReply> {
      const [status, first, revision] = await run(
        PUT,
        collection,
        id,
        condition.ifMatch === undefined ? '' : String(condition.ifMatch),
        condition.createOnly ? '1' : '0',
        references.join(' '),
        json,
        history ? String(history.keep) : '',
        history?.note ?? '',
      );
      if (status === 'ok') return { status, created: first === 1, revision: Number(revision) };
      if (status === 'missing_reference') return { status, reference: String(first) };
      return { status: 'precondition_failed' };
    },

    async remove(collection: string, id: string, condition: Condition): Promise<DeleteReply> {
      const ifMatch = condition.ifMatch === undefined ? '' : String(condition.ifMatch);
      const [status] = await run(REMOVE, collection, id, ifMatch);
      return { status: status as DeleteReply['status'] };
    },

    /** Ids of the documents of that collection that refer to this one. */
    async referrers(collection: string, id: string, from: string): Promise<string[]> {
      const members = await redis.smembers(`${tag}refs:${collection}/${id}`);
      return members
        .filter((member) => member.startsWith(`${from}/`))
        .map((member) => member.slice(from.length + 1))
        .sort();
    },
  };
}

function parse(id: string, stored: string): StoredDocument {
  const first = stored.indexOf('\n');
  const second = stored.indexOf('\n', first + 1);
  return { id, revision: Number(stored.slice(0, first)), json: stored.slice(second + 1) };
}
