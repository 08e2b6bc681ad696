/** A Redis Cluster of one's own, on loopback: masters with even shares of the slots, and what an operator does to it. */
import { Redis } from 'ioredis';
import { freePort } from '../../bin/free-port.mjs';
import { waitUntil } from '../../chaos/wait-until.mjs';
import { startRedis } from './redis-process.mjs';

/** @import { ClusterNode, Move } from './redis-cluster.mjs' */
/** @import { RedisProcess } from './redis-process.mjs' */

const SLOTS = 16_384;

/** @param {{ masters?: number; settings?: Record<string, string> }} options */
export async function startRedisCluster({ masters: count = 3, settings = {} } = {}) {
  const masters = await Promise.all(Array.from({ length: count }, () => startNode(settings)));
  const [first] = masters;
  if (!first) throw new Error('a cluster has at least one master');
  await giveSlots(masters, first);
  await servesAll(masters);
  /** @type {ClusterNode[]} */
  const replicas = [];

  const slotOf = async (/** @type {string} */ tag) => Number(await first.client.call('CLUSTER', 'KEYSLOT', tag));
  const ownerOf = async (/** @type {string} */ tag) => {
    const port = await ownerPort(first.client, await slotOf(tag));
    return masters.findIndex(({ process }) => process.port === port);
  };

  return {
    url: `redis+cluster://${masters.map(({ process }) => `127.0.0.1:${process.port}`).join(',')}`,
    masters,
    ownerOf,
    isWhole: () => servesAll(masters),
    /** @param {string} tag @param {number} to @param {Move} [move] */
    async moveSlot(tag, to, move) {
      const slot = await slotOf(tag);
      const source = masters[await ownerOf(tag)];
      const target = masters[to];
      if (!source || !target || source === target) throw new Error(`slot ${slot} can't be moved to ${to}`);
      await moveKeys(slot, source, target, move);
      for (const { client } of [target, source]) await client.call('CLUSTER', 'SETSLOT', slot, 'NODE', target.id);
      for (const { client } of masters) {
        await waitUntil(async () => (await ownerPort(client, slot)) === target.process.port);
      }
    },
    /** @param {number} index */
    async addReplica(index) {
      const master = masters[index];
      if (!master) throw new Error(`there is no master ${index}`);
      const replica = await startNode(settings);
      replicas.push(replica);
      await replica.client.call('CLUSTER', 'MEET', '127.0.0.1', master.process.port, await busPortOf(master.process));
      await waitUntil(async () => (await replica.client.call('CLUSTER', 'REPLICATE', master.id)) === 'OK');
      await waitUntil(async () => (await replica.client.info('replication')).includes('master_link_status:up'));
      for (const { client } of masters) {
        await waitUntil(async () => String(await client.call('CLUSTER', 'NODES')).includes(`slave ${master.id}`));
      }
      return replica;
    },
    async stop() {
      const all = [...masters, ...replicas];
      for (const { client } of all) client.disconnect();
      await Promise.all(all.map(({ process }) => process.remove()));
    },
  };
}

/** @param {ClusterNode[]} masters @param {ClusterNode} first */
async function giveSlots(masters, first) {
  const count = masters.length;
  await Promise.all(
    masters.map(({ client }, index) => {
      const from = Math.floor((index * SLOTS) / count);
      const to = Math.floor(((index + 1) * SLOTS) / count) - 1;
      return client.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
    }),
  );
  for (const { process } of masters.slice(1)) {
    await first.client.call('CLUSTER', 'MEET', '127.0.0.1', process.port, await busPortOf(process));
  }
}

/** Each says that all slots are served, and knows the others. @param {ClusterNode[]} masters */
async function servesAll(masters) {
  for (const { client } of masters) {
    await waitUntil(async () => {
      const info = String(await client.call('CLUSTER', 'INFO'));
      const told = (/** @type {string} */ name) => info.match(new RegExp(`${name}:(\\w+)`))?.[1];
      const slots = told('cluster_slots_ok') === String(SLOTS);
      return told('cluster_state') === 'ok' && slots && Number(told('cluster_known_nodes')) >= masters.length;
    });
  }
}

/** @param {number} slot @param {ClusterNode} source @param {ClusterNode} target @param {Move} [move] */
async function moveKeys(slot, source, target, { keysAtOnce = 1, share = 0, act } = {}) {
  await target.client.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source.id);
  await source.client.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target.id);
  const total = Number(await source.client.call('CLUSTER', 'COUNTKEYSINSLOT', slot));
  let pause = act;
  for (let moved = 0; ; ) {
    const keys = /** @type {string[]} */ (await source.client.call('CLUSTER', 'GETKEYSINSLOT', slot, keysAtOnce));
    if (pause && moved >= total * share) {
      await pause();
      pause = undefined;
    }
    if (keys.length === 0) return;
    await source.client.call('MIGRATE', '127.0.0.1', target.process.port, '', 0, 5_000, 'KEYS', ...keys);
    moved += keys.length;
  }
}

/** @param {Record<string, string>} settings @returns {Promise<ClusterNode>} */
async function startNode(settings) {
  const busPort = await freePort();
  const process = await startRedis({
    ...settings,
    'cluster-enabled': 'yes',
    'cluster-port': String(busPort),
    'cluster-node-timeout': '2000',
    'cluster-require-full-coverage': 'no',
    // Replicas and snapshots are sent their copy at once.
    'repl-diskless-sync-delay': '0',
  });
  const client = new Redis(process.port, '127.0.0.1', { enableReadyCheck: false });
  client.on('error', () => undefined);
  return { process, client, id: String(await client.call('CLUSTER', 'MYID')) };
}

/** @param {RedisProcess} process */
async function busPortOf({ port }) {
  const client = new Redis(port, '127.0.0.1', { enableReadyCheck: false });
  const [, bus] = /** @type {string[]} */ (await client.call('CONFIG', 'GET', 'cluster-port'));
  client.disconnect();
  return Number(bus);
}

/** @param {Redis} client @param {number} slot @returns {Promise<number | undefined>} */
async function ownerPort(client, slot) {
  const ranges = /** @type {[number, number, [string, number]][]} */ (await client.call('CLUSTER', 'SLOTS'));
  return ranges.find(([from, to]) => from <= slot && slot <= to)?.[2][1];
}
