import type { RedisProcess } from './redis-process.mjs';

export interface RedisGroup {
  /** By sentinels, or straight to the first master where there are none. */
  url: string;
  sentinelPorts: number[];
  /** The first one, whoever is the master now. */
  master: RedisProcess;
  replicas: RedisProcess[];
  /** Whom the sentinels call the master, by its port. */
  masterPort(): Promise<number>;
  /** The first master, or that server, is started again, as a replica of whom the sentinels chose. */
  rejoin(server?: RedisProcess): Promise<void>;
  /** An operator's fail-over: the old master lives and becomes a replica. */
  failOver(): Promise<void>;
  /** The first replica is made a master, as by hand; answers its port. */
  promote(): Promise<number>;
  /** Resolves when the sentinels call another one than that the master. */
  isTakenOver(server: RedisProcess): Promise<void>;
  /** Resolves when the master has all its replicas, up to date. */
  isWhole(): Promise<void>;
  stop(): Promise<void>;
}

/** @param options `settings`: of each server, further ones by name */
export function startRedisGroup(options?: {
  replicas?: number;
  sentinels?: number;
  settings?: Record<string, string>;
}): Promise<RedisGroup>;
