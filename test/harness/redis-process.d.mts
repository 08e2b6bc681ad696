import type { ChildProcess } from 'node:child_process';

export interface RedisProcess {
  folder: string;
  socket: string;
  /** It listens here too. */
  port: number;
  /** @param changes settings for this time, by name */
  start(changes?: Record<string, string>): Promise<void>;
  /** SIGKILL unless asked in order. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** @param settings further ones, by name */
export function startRedis(settings?: Record<string, string>): Promise<RedisProcess>;
export function spawnRedis(args: string[], logFile: string): Promise<ChildProcess>;
