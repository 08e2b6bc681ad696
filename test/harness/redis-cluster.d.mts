import type { Redis } from 'ioredis';
import type { RedisProcess } from './redis-process.mjs';

export interface ClusterNode {
  process: RedisProcess;
  client: Redis;
  id: string;
}

export interface Move {
  /** So many go in one command: one unless given. */
  keysAtOnce?: number;
  /** Happens when that share of the keys has gone. */
  act?: () => Promise<void>;
  share?: number;
}

export interface RedisCluster {
  url: string;
  masters: ClusterNode[];
  /** Which master holds it, by its place. */
  ownerOf(tag: string): Promise<number>;
  /** Moves a tag's slot as `redis-cli --cluster reshard` does. */
  moveSlot(tag: string, to: number, move?: Move): Promise<void>;
  /** Resolves when each master says that all slots are served. */
  isWhole(): Promise<void>;
  /** A replica of that master, in sync. */
  addReplica(master: number): Promise<ClusterNode>;
  stop(): Promise<void>;
}

/** @param options `settings`: of each server, further ones by name */
export function startRedisCluster(options?: {
  masters?: number;
  settings?: Record<string, string>;
}): Promise<RedisCluster>;
