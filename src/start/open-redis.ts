/**
 * The pager's Redis: the one that was named, or one of its own. It is asked what it
 * keeps of what it has answered, and refused where that is not enough.
 */
import type { Logger } from 'pino';
import { redisServer } from '../../bin/redis-server.mjs';
import type { Config } from '../config.ts';
import { connectRedis } from '../redis/connect.ts';
import { startEmbeddedRedis } from '../redis/embedded-redis.ts';
import { readGuarantee } from '../redis/guarantee.ts';
import type { Lifecycle } from './lifecycle.ts';
import { StartFailure } from './start-failure.ts';

export async function openRedis(config: Config, log: Logger, lifecycle: Lifecycle) {
  const address = config.redisUrl ?? (await openEmbeddedRedis(config, log, lifecycle));
  let isAwaited = true;
  const onError = (err: Error) => {
    if (isAwaited) log.warn({ err }, 'Redis does not answer yet: it is waited for');
    else log.debug({ err }, 'a connection to Redis has an error');
    isAwaited = false;
  };
  const connections = await lifecycle.open(
    'redis connections',
    () => connectRedis(address, onError, { commitReplicas: config.commitReplicas }),
    (opened) => opened.close(),
  );
  isAwaited = false;
  const guarantee = await readGuarantee(connections.commit, { commitReplicas: config.commitReplicas });
  if (guarantee.problems.length > 0) throw new StartFailure(guarantee.problems);
  for (const warning of guarantee.warnings) log.warn({}, warning);
  log.info({}, guarantee.line);
  return { connections, guarantee };
}

async function openEmbeddedRedis({ dataDir, noInstall }: Config, log: Logger, lifecycle: Lifecycle): Promise<string> {
  const server = await redisServer({ noInstall });
  const redis = await lifecycle.open(
    'redis',
    () =>
      startEmbeddedRedis({
        server,
        dataDir,
        onRestart: () => log.error({}, 'Redis ended by itself and is started again'),
        onFailure: (err) => log.error({ err }, 'Redis can’t be started again'),
      }),
    (opened) => opened.stop(),
  );
  if (redis.adopted) log.warn({}, 'the Redis of a pager that was killed is taken over');
  return redis.socketPath;
}
