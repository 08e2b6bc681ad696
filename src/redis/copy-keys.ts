/**
 * Copies everything that the pager keeps from one Redis to another: one server or a
 * cluster, on either side, since its keys have the same names on both. The source is
 * only read. Nothing may change meanwhile: so no pager may run on either of them. A
 * copy that was broken off is made whole by the next one.
 */
import { Cluster, Redis } from 'ioredis';
import { RedisUnusable } from './redis-unusable.ts';
import { parseRedisAddress } from './redis-url.ts';

const AT_ONCE = 200;
const BEATS_WITHIN_MS = 2_500;

export interface CopiedKeys {
  copied: number;
}

export interface CopyKeysOptions {
  /** URLs as in `REDIS_URL`, or sockets. Several: each holds a part, as the snapshots of a cluster do. */
  from: string[];
  to: string;
  prefix: string;
  onProgress?: (copied: number) => void;
}

/** @throws RedisUnusable when pagers run on one of them, or the target holds what another copy did not bring */
export async function copyKeys({
  from,
  to,
  prefix,
  onProgress = () => undefined,
}: CopyKeysOptions): Promise<CopiedKeys> {
  const names = namesOf(prefix);
  const sources = from.map(connect);
  const target = connect(to);
  const all = [...sources, target];
  try {
    await Promise.all(all.map((redis) => answers(redis, redis === target ? 'the target' : 'the source')));
    const side = (redis: Redis | Cluster) => (redis === target ? 'target' : 'source');
    const heard = await Promise.all(all.map((redis) => refuseAtWork(redis, names.nodes, side(redis))));
    await takeTarget(target, names);
    let copied = 0;
    for (const source of sources) {
      for await (const keys of keysOf(source, names)) {
        await Promise.all(keys.map((key) => copy(source, target, key)));
        copied += keys.length;
        onProgress(copied);
      }
    }
    for (const [index, redis] of all.entries()) {
      // Nobody began meanwhile.
      if ((await beatsOn(redis, names.nodes)) !== heard[index]) throw atWork(side(redis));
    }
    await target.del(names.copying);
    return { copied };
  } finally {
    for (const redis of all) redis.disconnect();
  }
}

type Names = ReturnType<typeof namesOf>;

function namesOf(prefix: string) {
  const cfg = (name: string) => `{${prefix}:cfg}:${name}`;
  const [nodes, copying, owner] = [cfg('nodes'), cfg('copying'), cfg('owner')];
  // Who lives, and whose server it is, is not the same there.
  return { all: `{${prefix}:*`, nodes, copying, ofOnePlace: [nodes, copying, owner] };
}

function connect(address: string): Redis | Cluster {
  const parsed = parseRedisAddress(address) ?? ({ kind: 'single', url: address } as const);
  // Reading and writing the same once more does no harm: what ioredis sends again is welcome here.
  const options = { retryStrategy: () => 200, connectionName: 'pager-copy' };
  const connection = ((): Redis | Cluster => {
    if (parsed.kind === 'single') return new Redis(parsed.url, options);
    const { hosts, username, password } = parsed;
    const access = { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
    if (parsed.kind === 'cluster') return new Cluster(hosts, { redisOptions: { ...options, ...access } });
    return new Redis({ ...options, ...access, sentinels: hosts, name: parsed.group });
  })();
  connection.on('error', () => undefined);
  return connection;
}

async function answers(redis: Redis | Cluster, which: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RedisUnusable(`${which} does not answer`)), 10_000);
  });
  await Promise.race([redis.ping(), limit]).finally(() => clearTimeout(timer));
}

/** A process that lives says so each second; one that was killed, or stands in a snapshot, does not any more. */
async function refuseAtWork(redis: Redis | Cluster, nodes: string, side: string): Promise<string> {
  const before = await beatsOn(redis, nodes);
  if (before === '') return before;
  await new Promise((resolve) => setTimeout(resolve, BEATS_WITHIN_MS));
  if ((await beatsOn(redis, nodes)) !== before) throw atWork(side);
  return before;
}

const beatsOn = async (redis: Redis | Cluster, nodes: string): Promise<string> =>
  (await redis.zrange(nodes, '0', '-1', 'WITHSCORES')).join();
const atWork = (side: string) => new RedisUnusable(`pagers are at work on the ${side}: stop them first`);

/** Whatever is there must have come by such a copy: a pager that worked there has a history of its own. */
async function takeTarget(target: Redis | Cluster, names: Names): Promise<void> {
  if ((await target.exists(names.copying)) === 0) {
    for await (const [held] of keysOf(target, names)) {
      if (held) throw new RedisUnusable(`the target holds a pager’s keys already, such as ${held}`);
    }
  }
  await target.set(names.copying, '1');
}

const serversOf = (redis: Redis | Cluster): Redis[] => (redis instanceof Cluster ? redis.nodes('master') : [redis]);

async function* keysOf(redis: Redis | Cluster, { all, ofOnePlace }: Names): AsyncGenerator<string[]> {
  for (const server of serversOf(redis)) {
    let cursor = '0';
    do {
      const [next, keys] = await server.scan(cursor, 'MATCH', all, 'COUNT', AT_ONCE);
      cursor = next;
      yield keys.filter((key) => !ofOnePlace.includes(key));
    } while (cursor !== '0');
  }
}

async function copy(source: Redis | Cluster, target: Redis | Cluster, key: string): Promise<void> {
  const [dump, ttl] = await Promise.all([source.dumpBuffer(key), source.pttl(key)]);
  // It expired since it was found.
  if (dump === null || ttl === -2) return;
  try {
    await target.restore(key, Math.max(0, ttl), dump, 'REPLACE');
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new RedisUnusable(`${key} can’t be written: ${message}. An older Redis can’t read what a newer one stored.`);
  }
}
