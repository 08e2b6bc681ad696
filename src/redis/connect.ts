/** Connections to the Redis that the pager was given: a URL, or the socket of its own. */
import { Cluster, Redis } from 'ioredis';
import { RedisUnusable } from './redis-unusable.ts';
import { parseRedisAddress } from './redis-url.ts';

const SECOND = 1_000;

interface Settings {
  maxRetriesPerRequest: number | null;
  retryStrategy: (times: number) => number;
  autoResendUnfulfilledCommands?: boolean;
  enableOfflineQueue?: boolean;
  enableAutoPipelining?: boolean;
  commandTimeout?: number;
  socketTimeout?: number;
  connectTimeout?: number;
}

/** Neither queues what can't be sent nor sends again what was not answered: a script that was cut off may have run. */
const COMMIT: Settings = {
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  enableAutoPipelining: true,
  commandTimeout: 5 * SECOND,
  socketTimeout: 10 * SECOND,
  connectTimeout: 5 * SECOND,
  retryStrategy: (times) => Math.min(times * 50, SECOND),
};
/** What BullMQ asks of its connections. */
const QUEUE: Settings = { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(times * 50, SECOND) };

export interface Connections {
  commit: Redis | Cluster;
  /** A further one for BullMQ. */
  queue(name: string): Redis | Cluster;
  close(): void;
}

/** Resolves once Redis has answered. @throws when it does not within 10 s */
export async function connectRedis(address: string, onError: (error: Error) => void): Promise<Connections> {
  const opened: (Redis | Cluster)[] = [];
  const open = (options: Settings, name: string) => {
    const connection = create(address, { ...options, connectionName: `pager-${name}` });
    connection.on('error', onError);
    opened.push(connection);
    return connection;
  };
  const commit = open(COMMIT, 'commit');
  await ready(commit);
  return {
    commit,
    queue: (name) => open(QUEUE, name),
    close: () => {
      for (const connection of opened) connection.disconnect();
    },
  };
}

function create(address: string, options: Settings & { connectionName: string }): Redis | Cluster {
  const parsed = parseRedisAddress(address);
  // A socket's path: that of the pager's own.
  if (!parsed) return new Redis(address, options);
  if (parsed.kind === 'single') return new Redis(parsed.url, options);
  const { hosts, username, password } = parsed;
  const credentials = { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
  if (parsed.kind === 'sentinel') {
    return new Redis({ ...options, ...credentials, sentinels: hosts, name: parsed.group });
  }
  return new Cluster(hosts, {
    redisOptions: { ...options, ...credentials },
    enableOfflineQueue: options.enableOfflineQueue ?? true,
  });
}

function ready(connection: Redis | Cluster): Promise<void> {
  if (connection.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    let last = 'no answer';
    const note = (error: Error) => {
      last = error.message;
    };
    const timer = setTimeout(() => {
      connection.disconnect();
      reject(new RedisUnusable(`Redis does not answer: ${last}`));
    }, 10 * SECOND);
    connection.on('error', note);
    connection.once('ready', () => {
      clearTimeout(timer);
      connection.off('error', note);
      resolve();
    });
  });
}
