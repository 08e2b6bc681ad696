/** Connections to the Redis that the pager was given: a URL, or the socket of its own. */
import { Cluster, Redis } from 'ioredis';
import type { ScriptConnection } from '../runtime/commit-connection.ts';
import { type ClusterRouter, createClusterRouter } from './cluster-router.ts';
import { createConfirmedScripts } from './confirmed-scripts.ts';
import { gatherWrites } from './gathered-writes.ts';
import { RedisUnusable } from './redis-unusable.ts';
import { parseRedisAddress, type RedisAddress } from './redis-url.ts';
import { createRoutedConnection, type ServerLink } from './routed-connection.ts';
import { withScripts } from './script-command.ts';

const SECOND = 1_000;
const CONNECT_WITHIN_MS = 10 * SECOND;
/** How long replicas have to confirm a commit: less than what an answer may take. */
const REPLICATED_WITHIN_MS = SECOND;

/** A Redis that loads its file is asked again so soon; ioredis by itself waits for a second and more. */
export const LOADING_RETRY_MS = 50;

interface Settings {
  maxRetriesPerRequest: number | null;
  retryStrategy: (times: number) => number;
  reconnectOnError: (error: Error) => false | 1 | 2;
  maxLoadingRetryTime: number;
  autoResendUnfulfilledCommands?: boolean;
  enableOfflineQueue?: boolean;
  commandTimeout?: number;
  socketTimeout?: number;
  connectTimeout?: number;
}

/** It was the master, and is none any more: who is must be asked anew. */
const isDemoted = ({ message }: Error) => message.startsWith('READONLY');
const retryStrategy = (times: number) => Math.min(times * 50, SECOND);

/** Neither queues what can't be sent nor sends again what was not answered: a script that was cut off may have run. */
const COMMIT: Settings = {
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  commandTimeout: 5 * SECOND,
  socketTimeout: 10 * SECOND,
  connectTimeout: 5 * SECOND,
  retryStrategy,
  reconnectOnError: (error) => (isDemoted(error) ? 1 : false),
  maxLoadingRetryTime: LOADING_RETRY_MS,
};
/** What BullMQ asks of its connections. What was refused by a replica was not done: it is sent again. */
const QUEUE: Settings = {
  maxRetriesPerRequest: null,
  retryStrategy,
  reconnectOnError: (error) => (isDemoted(error) ? 2 : false),
  maxLoadingRetryTime: LOADING_RETRY_MS,
};

export interface Connections {
  commit: ScriptConnection;
  /** A further one for BullMQ. */
  queue(name: string): Redis | Cluster;
  close(): void;
}

/**
 * Resolves once Redis has answered; of a cluster, once every slot is served.
 * @param commitReplicas so many replicas have an event before it is answered with success
 * @throws RedisUnusable when it does not within 10 s
 */
export async function connectRedis(
  address: string,
  onError: (error: Error) => void,
  { commitReplicas = 0 }: { commitReplicas?: number } = {},
): Promise<Connections> {
  // A socket's path: that of the pager's own.
  const parsed = parseRedisAddress(address) ?? ({ kind: 'single', url: address } as const);
  const opened: { disconnect(): void }[] = [];
  const following = <T extends Redis | Cluster>(connection: T): T => {
    connection.on('error', onError);
    opened.push(connection);
    return connection;
  };
  const linkOver = (open: (name: string) => Redis): ServerLink & { close(): void } => {
    const redis = gatherWrites(following(open('commit')));
    const waiting = commitReplicas > 0 ? gatherWrites(following(open('replicated'))) : null;
    const confirmed =
      waiting && createConfirmedScripts({ redis: waiting, replicas: commitReplicas, withinMs: REPLICATED_WITHIN_MS });
    const connections = waiting ? [redis, waiting] : [redis];
    const close = () => {
      for (const connection of connections) connection.disconnect();
    };
    return { redis, confirmed, connections, close };
  };
  const close = () => {
    for (const connection of opened) connection.disconnect();
  };
  try {
    const commit = await openCommit(parsed, linkOver, opened);
    return { commit, queue: (name) => following(openQueue(parsed, name)), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function openCommit(
  parsed: RedisAddress,
  linkOver: (open: (name: string) => Redis) => ServerLink & { close(): void },
  opened: { disconnect(): void }[],
): Promise<ScriptConnection> {
  if (parsed.kind === 'cluster') {
    const router = createClusterRouter({
      seeds: parsed.hosts,
      open: (host) => linkOver((name) => new Redis({ ...host, ...credentialsOf(parsed), ...named(COMMIT, name) })),
    });
    opened.push({ disconnect: router.close });
    await clusterReady(router);
    return createRoutedConnection(router, { guardKeys: true });
  }
  const link = linkOver((name) => openServer(parsed, named(COMMIT, name)));
  await Promise.all(link.connections.map(ready));
  if (!link.confirmed) return withScripts(link.redis);
  const router = { at: <T>(_: string, __: boolean, act: (to: ServerLink) => Promise<T>) => act(link) };
  return createRoutedConnection({ ...router, links: () => [link], events: link.redis }, { guardKeys: false });
}

function openServer(parsed: Exclude<RedisAddress, { kind: 'cluster' }>, options: Named): Redis {
  if (parsed.kind === 'single') return new Redis(parsed.url, options);
  return new Redis({ ...options, ...credentialsOf(parsed), sentinels: parsed.hosts, name: parsed.group });
}

function openQueue(parsed: RedisAddress, name: string): Redis | Cluster {
  const options = named(QUEUE, name);
  if (parsed.kind !== 'cluster') return openServer(parsed, options);
  return new Cluster(parsed.hosts, { redisOptions: { ...options, ...credentialsOf(parsed) } });
}

type Named = Settings & { connectionName: string };
const named = (settings: Settings, name: string): Named => ({ ...settings, connectionName: `pager-${name}` });

function credentialsOf({ username, password }: { username?: string; password?: string }) {
  return { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
}

function ready(connection: Redis): Promise<void> {
  if (connection.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    let last = 'no answer';
    const note = (error: Error) => {
      last = error.message;
    };
    const timer = setTimeout(() => reject(new RedisUnusable(`Redis does not answer: ${last}`)), CONNECT_WITHIN_MS);
    connection.on('error', note);
    connection.once('ready', () => {
      clearTimeout(timer);
      connection.off('error', note);
      resolve();
    });
  });
}

async function clusterReady(router: ClusterRouter): Promise<void> {
  for (const until = performance.now() + CONNECT_WITHIN_MS; performance.now() < until; ) {
    if (router.isReady()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new RedisUnusable('the cluster is not ready: not every slot is held by a server that answers');
}
