/** A master with replicas on loopback, watched by real sentinels if they are asked for. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../bin/free-port.mjs';
import { waitUntil } from '../../chaos/wait-until.mjs';
import { spawnRedis, startRedis } from './redis-process.mjs';

/** @import { RedisProcess } from './redis-process.mjs' */

/** @param {{ replicas?: number; sentinels?: number; settings?: Record<string, string> }} options */
export async function startRedisGroup({ replicas: count = 1, sentinels: watching = 0, settings: further = {} } = {}) {
  // Replicas are sent their first copy at once.
  const settings = { ...further, 'repl-diskless-sync-delay': '0', 'repl-ping-replica-period': '1' };
  const master = await startRedis(settings);
  const replicaof = `127.0.0.1 ${master.port}`;
  const replicas = await Promise.all(Array.from({ length: count }, () => startRedis({ ...settings, replicaof })));
  await hasReplicas(master.port, count);
  const sentinels = await Promise.all(Array.from({ length: watching }, () => startSentinel(master.port, watching)));
  await Promise.all(sentinels.map(({ client }) => knowsAll(client, { replicas: count, sentinels: watching })));
  const [first] = sentinels;
  const masterPort = async () => {
    const told = await first?.client.call('SENTINEL', 'get-master-addr-by-name', 'mymaster');
    return Array.isArray(told) ? Number(told[1]) : master.port;
  };

  return {
    url: first
      ? `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/mymaster`
      : `redis://127.0.0.1:${master.port}`,
    sentinelPorts: sentinels.map(({ port }) => port),
    master,
    replicas,
    masterPort,
    /** @param {RedisProcess} server */
    async rejoin(server = master) {
      // The sentinels would tell it themselves, some ten seconds later.
      await server.start({ replicaof: `127.0.0.1 ${await masterPort()}` });
    },
    async failOver() {
      const before = await masterPort();
      await waitUntil(async () => (await first?.client.call('SENTINEL', 'FAILOVER', 'mymaster')) === 'OK');
      await waitUntil(async () => (await masterPort()) !== before);
    },
    async promote() {
      const [replica] = replicas;
      if (!replica) throw new Error('there is no replica');
      const its = clientOf(replica.port);
      await its.call('REPLICAOF', 'NO', 'ONE');
      its.disconnect();
      return replica.port;
    },
    /** @param {RedisProcess} server */
    isTakenOver: (server) => waitUntil(async () => (await masterPort()) !== server.port),
    isWhole: async () => hasReplicas(await masterPort(), count),
    async stop() {
      await Promise.all(sentinels.map((sentinel) => sentinel.stop()));
      await Promise.all([master, ...replicas].map((server) => server.remove()));
    },
  };
}

/** @param {number} masterPort @param {number} count */
async function hasReplicas(masterPort, count) {
  const client = clientOf(masterPort);
  await waitUntil(async () => {
    const told = await client.info('replication');
    return told.includes('role:master') && (told.match(/state=online/g)?.length ?? 0) === count;
  }).finally(() => client.disconnect());
}

/** @param {Redis} sentinel @param {{ replicas: number; sentinels: number }} expected */
async function knowsAll(sentinel, { replicas, sentinels }) {
  await waitUntil(async () => {
    const [fields] = /** @type {string[][]} */ (await sentinel.call('SENTINEL', 'masters'));
    const told = (/** @type {string} */ name) => Number(fields?.[fields.indexOf(name) + 1]);
    return told('num-slaves') === replicas && told('num-other-sentinels') === sentinels - 1;
  });
}

/** @param {number} masterPort @param {number} watching how many there are of them */
async function startSentinel(masterPort, watching) {
  const folder = mkdtempSync(join(tmpdir(), 'pager-sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor mymaster 127.0.0.1 ${masterPort} ${Math.floor(watching / 2) + 1}`,
    'sentinel down-after-milliseconds mymaster 1000',
    'sentinel failover-timeout mymaster 3000',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const child = await spawnRedis([file, '--sentinel'], join(folder, 'sentinel.log'));
  const exited = once(child, 'exit');
  const client = clientOf(port);
  await client.ping();
  return {
    port,
    client,
    async stop() {
      client.disconnect();
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @param {number} port */
function clientOf(port) {
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  return client;
}
