/**
 * What the runtime asks of its connection to Redis: one server, or a cluster that
 * looks like one. It neither queues while it is down nor sends again what was not
 * answered. Each command goes to the server that holds its first key.
 */
import type { Redis } from 'ioredis';

type Commands = Pick<
  Redis,
  | 'get'
  | 'set'
  | 'del'
  | 'exists'
  | 'hget'
  | 'hset'
  | 'hmget'
  | 'hgetall'
  | 'zcard'
  | 'zscan'
  | 'zscore'
  | 'zmscore'
  | 'zrange'
  | 'zrangebyscore'
  | 'zrevrangebyscore'
  | 'zrangebylex'
  | 'zadd'
  | 'zrem'
  | 'lpush'
  | 'ltrim'
  | 'lrange'
  | 'xrange'
  | 'xrevrange'
  | 'xlen'
  | 'smembers'
  | 'eval'
  | 'ping'
>;

export interface ScriptDefinition {
  lua: string;
  /**
   * Answers (their first word) that count only once as many replicas as were asked for have what the
   * script wrote; else it fails with `NotReplicated`. Without replicas to wait for it means nothing.
   */
  confirmed?: string[];
}

/** What can be asked about one server. */
export type StoreServer = Pick<Redis, 'info' | 'call' | 'status'>;

export interface CommitConnection extends Commands {
  /** A connection ended: another history may stand behind the next one. */
  on(event: 'close', listener: () => void): unknown;
  /** The servers that hold the data; without it, it is a single one. */
  servers?(): StoreServer[];
}

/** What commits. */
export interface ScriptConnection extends CommitConnection {
  /** @throws what Redis answered, or its client in its place (store-errors.ts) */
  runScript(script: ScriptDefinition, keys: string[], args: (string | number)[]): Promise<unknown>;
}

/** The servers that hold the data. */
export function serversOf(redis: CommitConnection & Partial<StoreServer>): StoreServer[] {
  return redis.servers?.() ?? [redis as StoreServer];
}
