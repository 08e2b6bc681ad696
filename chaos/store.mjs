/**
 * The store of a campaign: one server, a master with a replica that real sentinels
 * watch, or a cluster of three masters. Whatever it is, it can lose a server and get it
 * back, and says when it was not whole; pagers come to each server through proxies of
 * their own, and everybody else asks it here for a client or for its masters.
 */
import { Cluster, Redis } from 'ioredis';
import { startRedisCluster } from '../test/harness/redis-cluster.mjs';
import { startRedisGroup } from '../test/harness/redis-group.mjs';
import { startRedis } from '../test/harness/redis-process.mjs';
import { createPowerCut } from './power-cut.mjs';

/** @import { RedisProcess } from '../test/harness/redis-process.mjs' */
/** @import { Interval } from './types.d.mts' */
/** @import { Random } from './random.mjs' */

/** @typedef {'server' | 'sentinel' | 'cluster'} StoreKind */
/** @typedef {'always' | 'everysec'} Fsync */
/**
 * @typedef {object} Topology
 * @property {string} url as the pager's setting
 * @property {number} commitReplicas
 * @property {RedisProcess[]} servers that keep data
 * @property {() => Promise<number[]>} masters their ports
 * @property {() => Redis | Cluster} client
 * @property {() => Promise<RedisProcess>} victim whose loss hurts
 * @property {(server: RedisProcess) => Promise<void>} restart resolves when the whole is as before
 * @property {() => Promise<void>} moveSlots an operator's work
 * @property {() => Promise<void>} stop
 */

const FOREVER = { maxRetriesPerRequest: null, retryStrategy: () => 50 };

/** @type {Record<StoreKind, (settings: Record<string, string>, random: Random, tags: string[]) => Promise<Topology>>} */
const TOPOLOGIES = { server: startServer, sentinel: startGroup, cluster: startCluster };

/** @param {{ kind: StoreKind; fsync: Fsync; random: Random; tags: string[] }} options `tags`: the hash tags of which one may be moved to another server */
export async function startStore({ kind, fsync, random, tags }) {
  const settings = { appendfsync: fsync, 'no-appendfsync-on-rewrite': 'no', 'maxmemory-policy': 'noeviction' };
  const topology = await TOPOLOGIES[kind](settings, random, tags);
  const powerCut = createPowerCut(fsync, topology.servers);
  /** @type {Interval[]} */
  const outages = [];
  /** @type {RedisProcess | null} */
  let lost = null;
  let isStopped = false;

  return {
    url: topology.url,
    commitReplicas: topology.commitReplicas,
    ports: topology.servers.map(({ port }) => port),
    masters: topology.masters,
    client: quietClient(topology.client),
    moveSlots: topology.moveSlots,
    /** Until it is whole again, with as many replicas as a commit waits for. */
    outages,
    async kill() {
      lost = await topology.victim();
      const outage = { from: Date.now(), to: Number.POSITIVE_INFINITY };
      outages.push(outage);
      await lost.end();
      powerCut.after(lost, outage.from);
    },
    async restart() {
      if (isStopped || !lost) return;
      await topology.restart(lost);
      const outage = outages.at(-1);
      if (outage) outage.to = Date.now();
    },
    async stop() {
      isStopped = true;
      powerCut.stop();
      await topology.stop();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startStore>>} Store */

/** @param {Record<string, string>} settings @returns {Promise<Topology>} */
async function startServer(settings) {
  const server = await startRedis(settings);
  return {
    url: `redis://127.0.0.1:${server.port}`,
    commitReplicas: 0,
    servers: [server],
    masters: async () => [server.port],
    client: () => new Redis(server.port, '127.0.0.1', FOREVER),
    victim: async () => server,
    restart: () => server.start(),
    moveSlots: async () => undefined,
    stop: () => server.remove(),
  };
}

/** @param {Record<string, string>} settings @returns {Promise<Topology>} */
async function startGroup(settings) {
  const group = await startRedisGroup({ replicas: 1, sentinels: 3, settings });
  const servers = [group.master, ...group.replicas];
  const sentinels = group.sentinelPorts.map((port) => ({ host: '127.0.0.1', port }));
  const masterPort = async () => group.masterPort();
  return {
    url: group.url,
    commitReplicas: group.replicas.length,
    servers,
    masters: async () => [await masterPort()],
    client: () => new Redis({ sentinels, name: 'mymaster', sentinelRetryStrategy: () => 50, ...FOREVER }),
    async victim() {
      const port = await masterPort();
      const master = servers.find((server) => server.port === port);
      if (!master) throw new Error(`the sentinels name ${port} as their master, and it is none of ours`);
      return master;
    },
    async restart(server) {
      // It would come back as the master that it was, with what nobody else has.
      await group.isTakenOver(server);
      await group.rejoin(server);
      await group.isWhole();
    },
    moveSlots: async () => undefined,
    stop: () => group.stop(),
  };
}

/** @param {Record<string, string>} settings @param {Random} random @param {string[]} tags @returns {Promise<Topology>} */
async function startCluster(settings, random, tags) {
  const cluster = await startRedisCluster({ masters: 3, settings });
  const servers = cluster.masters.map(({ process }) => process);
  const ports = servers.map(({ port }) => port);
  return {
    url: cluster.url,
    commitReplicas: 0,
    servers,
    masters: async () => ports,
    client: () =>
      new Cluster(
        ports.map((port) => ({ host: '127.0.0.1', port })),
        clusterOptions,
      ),
    victim: async () => random.pick(servers),
    async restart(server) {
      await server.start();
      await cluster.isWhole();
    },
    async moveSlots() {
      const tag = random.pick(tags);
      const from = await cluster.ownerOf(tag);
      const others = [0, 1, 2].filter((index) => index !== from);
      await cluster.moveSlot(tag, random.pick(others), { keysAtOnce: 10 });
    },
    stop: () => cluster.stop(),
  };
}

const clusterOptions = { clusterRetryStrategy: () => 50, redisOptions: { maxRetriesPerRequest: null } };

/** What it cannot do while a server is away it does afterwards. @param {() => Redis | Cluster} open */
const quietClient = (open) => () => {
  const client = open();
  client.on('error', () => undefined);
  return client;
};
