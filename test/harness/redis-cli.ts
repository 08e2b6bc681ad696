/** Redis' own command line, as operators use it: the one that came with the server of the tests. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { environmentOf, redisServer } from '../../bin/redis-server.mjs';

/** What it printed. @throws what it says when it fails */
export async function redisCli(args: string[], folder: string): Promise<string> {
  const server = await redisServer();
  const beside = dirname(server.path);
  const path = ['redis-cli', 'valkey-cli'].map((name) => join(beside, name)).find(existsSync);
  if (!path) throw new Error(`there is no redis-cli beside ${server.path}`);
  const { stdout } = await promisify(execFile)(path, args, { cwd: folder, env: environmentOf(server) });
  return stdout;
}
