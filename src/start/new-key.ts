/** `npm run key`: makes a new API key for the administrator. A running pager takes it within seconds, and no longer the old one. */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { redisServer } from '../../bin/redis-server.mjs';
import { type Config, readConfig } from '../config.ts';
import { connectRedis } from '../redis/connect.ts';
import { startEmbeddedRedis } from '../redis/embedded-redis.ts';
import { answersAt, socketPathOf } from '../redis/redis-socket.ts';
import { createKeyspace } from '../runtime/keys.ts';
import { createSharedValues } from '../runtime/shared-values.ts';
import { replaceAdminKey } from './admin-key.ts';
import { readEnvironment } from './environment.ts';
import { shownPath } from './first-page.ts';
import { explainFailure, StartFailure } from './start-failure.ts';
import { say } from './terminal.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

async function main(config: Config): Promise<void> {
  if (config.adminKey !== null) {
    throw new StartFailure([
      'The API key is the one that PAGER_ADMIN_KEY sets: change it there, and start the pager again.',
    ]);
  }
  const redis = await findRedis(config);
  try {
    const connections = await connectRedis(redis.address, () => undefined);
    const shared = createSharedValues({ redis: connections.commit, keys: createKeyspace('pager') });
    const { file } = await replaceAdminKey(shared, config.dataDir);
    connections.close();
    say([`A new API key stands in ${shownPath(file)}. The one before stops working within seconds.`]);
  } finally {
    await redis.leave();
  }
}

/** The pager's, where one runs; else its own is started for the moment, so that the key is there at the next start. */
async function findRedis({
  redisUrl,
  dataDir,
  noInstall,
}: Config): Promise<{ address: string; leave: () => Promise<void> }> {
  if (redisUrl !== null) return { address: redisUrl, leave: () => Promise.resolve() };
  const socketPath = socketIn(dataDir);
  if (socketPath && (await answersAt(socketPath))) return { address: socketPath, leave: () => Promise.resolve() };
  const server = await redisServer({ noInstall });
  const redis = await startEmbeddedRedis({ server, dataDir, onRestart: () => undefined, onFailure: () => undefined });
  return { address: redis.socketPath, leave: redis.stop };
}

/** Null when there is no such folder yet. */
function socketIn(dataDir: string): string | null {
  try {
    return socketPathOf(realpathSync(dataDir));
  } catch {
    return null;
  }
}

const read = readConfig(readEnvironment(ROOT, process.env));
try {
  if ('problems' in read) throw new StartFailure(read.problems);
  await main(read.config);
} catch (error) {
  const explained = 'config' in read ? explainFailure(error, read.config) : error;
  if (!(explained instanceof StartFailure)) throw explained;
  for (const line of explained.lines) console.error(line);
  process.exitCode = 1;
}
