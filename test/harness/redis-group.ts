/** A master with replicas on loopback, watched by real sentinels if a test asks for them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { environmentOf, redisServer } from '../../bin/redis-server.mjs';
import { freePort } from './program.ts';
import { type RedisProcess, startRedis } from './redis-process.ts';
import { until } from './until.ts';

export interface RedisGroup {
  /** By sentinels, or straight to the first master where there are none. */
  url: string;
  master: RedisProcess;
  replicas: RedisProcess[];
  /** Whom the sentinels call the master, by its port. */
  masterPort(): Promise<number>;
  /** The first master is started again, as a replica of whom the sentinels chose. */
  rejoin(): Promise<void>;
  /** An operator's fail-over: the old master lives and becomes a replica. */
  failOver(): Promise<void>;
  /** The first replica is made a master, as by hand; answers its port. */
  promote(): Promise<number>;
  stop(): Promise<void>;
}

export async function startRedisGroup({ replicas: count = 1, sentinels: watching = 0 } = {}): Promise<RedisGroup> {
  // Replicas are sent their first copy at once.
  const settings = { 'repl-diskless-sync-delay': '0', 'repl-ping-replica-period': '1' };
  const master = await startRedis(settings);
  const replicas = await Promise.all(
    Array.from({ length: count }, () => startRedis({ ...settings, replicaof: `127.0.0.1 ${master.port}` })),
  );
  const client = clientOf(master.port);
  const replication = async () => String(await client.info('replication'));
  await until(async () => ((await replication()).match(/state=online/g)?.length ?? 0) === count);
  const sentinels = await Promise.all(Array.from({ length: watching }, () => startSentinel(master.port, watching)));
  const [first] = sentinels;
  const masterPort = async () => {
    const told = await first?.client.call('SENTINEL', 'get-master-addr-by-name', 'mymaster');
    return Array.isArray(told) ? Number(told[1]) : master.port;
  };
  for (const sentinel of sentinels) {
    await until(async () => {
      const [fields] = (await sentinel.client.call('SENTINEL', 'masters')) as string[][];
      const told = (name: string) => Number(fields?.[fields.indexOf(name) + 1]);
      return told('num-slaves') === count && told('num-other-sentinels') === watching - 1;
    });
  }

  return {
    url: first
      ? `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/mymaster`
      : `redis://127.0.0.1:${master.port}`,
    master,
    replicas,
    masterPort,
    async rejoin() {
      await master.start();
      // They would tell it themselves, some ten seconds later.
      await client.call('REPLICAOF', '127.0.0.1', await masterPort());
    },
    async failOver() {
      const before = await masterPort();
      await until(async () => (await first?.client.call('SENTINEL', 'FAILOVER', 'mymaster')) === 'OK');
      await until(async () => (await masterPort()) !== before);
    },
    async promote() {
      const [replica] = replicas;
      if (!replica) throw new Error('there is no replica');
      const its = clientOf(replica.port);
      await its.call('REPLICAOF', 'NO', 'ONE');
      its.disconnect();
      return replica.port;
    },
    async stop() {
      client.disconnect();
      await Promise.all(sentinels.map((sentinel) => sentinel.stop()));
      await Promise.all([master, ...replicas].map((server) => server.remove()));
    },
  };
}

async function startSentinel(masterPort: number, watching: number) {
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
  const server = await redisServer();
  const child: ChildProcess = spawn(server.path, [file, '--sentinel'], {
    argv0: server.argv0,
    env: environmentOf(server),
    stdio: 'ignore',
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
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

function clientOf(port: number): Redis {
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  return client;
}
