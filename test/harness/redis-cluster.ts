/** A Redis Cluster of the tests' own, on loopback: masters with even shares of the slots, and what an operator does to it. */
import { Redis } from 'ioredis';
import { slotOf } from '../../src/runtime/keys.ts';
import { freePort } from './program.ts';
import { type RedisProcess, startRedis } from './redis-process.ts';
import { until } from './until.ts';

const SLOTS = 16_384;

export interface ClusterNode {
  process: RedisProcess;
  client: Redis;
  id: string;
}

export interface RedisCluster {
  url: string;
  masters: ClusterNode[];
  /** Which master holds it, by its place. */
  ownerOf(tag: string): Promise<number>;
  /** Moves a tag's slot as `redis-cli --cluster reshard` does; `midway` happens when that share of its keys has gone. */
  moveSlot(tag: string, to: number, midway?: { share: number; act: () => Promise<void> }): Promise<void>;
  /** A replica of that master, in sync. */
  addReplica(master: number): Promise<ClusterNode>;
  stop(): Promise<void>;
}

export async function startRedisCluster({ masters: count = 3 } = {}): Promise<RedisCluster> {
  const masters = await Promise.all(Array.from({ length: count }, startNode));
  const [first] = masters;
  if (!first) throw new Error('a cluster has at least one master');
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
  for (const { client } of masters) {
    await until(async () => {
      const info = String(await client.call('CLUSTER', 'INFO'));
      return /cluster_state:ok/.test(info) && info.includes(`cluster_known_nodes:${count}`);
    });
  }

  const replicas: ClusterNode[] = [];

  const ownerOf = async (tag: string) => {
    const port = await ownerPort(first.client, slotOf(tag));
    return masters.findIndex(({ process }) => process.port === port);
  };

  return {
    url: `redis+cluster://${masters.map(({ process }) => `127.0.0.1:${process.port}`).join(',')}`,
    masters,
    ownerOf,
    async moveSlot(tag, to, midway) {
      const slot = slotOf(tag);
      const source = masters[await ownerOf(tag)];
      const target = masters[to];
      if (!source || !target || source === target) throw new Error(`slot ${slot} can't be moved to ${to}`);
      await target.client.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source.id);
      await source.client.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target.id);
      const total = Number(await source.client.call('CLUSTER', 'COUNTKEYSINSLOT', slot));
      let pause = midway;
      for (let moved = 0; ; ) {
        const keys = (await source.client.call('CLUSTER', 'GETKEYSINSLOT', slot, 1)) as string[];
        if (pause && moved >= total * pause.share) {
          await pause.act();
          pause = undefined;
        }
        if (keys.length === 0) break;
        await source.client.call('MIGRATE', '127.0.0.1', target.process.port, '', 0, 5_000, 'KEYS', ...keys);
        moved += keys.length;
      }
      for (const { client } of [target, source]) await client.call('CLUSTER', 'SETSLOT', slot, 'NODE', target.id);
      for (const { client } of masters) {
        await until(async () => (await ownerPort(client, slot)) === target.process.port);
      }
    },
    async addReplica(index) {
      const master = masters[index];
      if (!master) throw new Error(`there is no master ${index}`);
      const replica = await startNode();
      replicas.push(replica);
      await replica.client.call('CLUSTER', 'MEET', '127.0.0.1', master.process.port, await busPortOf(master.process));
      await until(async () => (await replica.client.call('CLUSTER', 'REPLICATE', master.id)) === 'OK');
      await until(async () => (await replica.client.info('replication')).includes('master_link_status:up'));
      for (const { client } of masters) {
        await until(async () => String(await client.call('CLUSTER', 'NODES')).includes(`slave ${master.id}`));
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

async function startNode(): Promise<ClusterNode> {
  const busPort = await freePort();
  const process = await startRedis({
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

async function busPortOf({ port }: RedisProcess): Promise<number> {
  const client = new Redis(port, '127.0.0.1', { enableReadyCheck: false });
  const [, bus] = (await client.call('CONFIG', 'GET', 'cluster-port')) as string[];
  client.disconnect();
  return Number(bus);
}

async function ownerPort(client: Redis, slot: number): Promise<number | undefined> {
  const ranges = (await client.call('CLUSTER', 'SLOTS')) as [number, number, [string, number]][];
  return ranges.find(([from, to]) => from <= slot && slot <= to)?.[2][1];
}
