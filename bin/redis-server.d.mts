export interface RedisServer {
  path: string;
  argv0: string;
  libraryPath?: string;
}
export function redisServer(options?: { noInstall?: boolean }): Promise<RedisServer>;
export function findRedisServer(): RedisServer | undefined;
export function environmentOf(server: RedisServer): NodeJS.ProcessEnv;
