/**
 * The host's door to Redis: one method per script, answers parsed, failures told
 * apart (store-errors.ts), Redis' clock learned on the way. Nothing here retries.
 */
import { BEAT, TAKE } from './agenda-scripts.ts';
import type { Clock } from './clock.ts';
import type { ScriptConnection } from './commit-connection.ts';
import { COMMIT, COMMIT_WHEN_FULL } from './commit-script.ts';
import { BEGIN, FINISH, FORGET } from './delivery-scripts.ts';
import type { ActorAddress, Keyspace, Partition } from './keys.ts';
import { readsAllOf } from './node-id.ts';
import { createRedisClock } from './redis-clock.ts';
import { reading, writing } from './store-errors.ts';
import { payloadFields, readDelivery, type StoredDelivery } from './stored-delivery.ts';
import { readTaken, type Taken, type TakeRequest, takeArguments } from './take-due.ts';

export type { CommitConnection } from './commit-connection.ts';

export interface CommitRequest {
  address: ActorAddress;
  expected: string;
  record: string;
  commitId: string;
  at: number;
  feedLine: string;
  idempotency: { hash: string; bodyHash: string; answer: string }[];
  /** [command, key, …]: the writes beside the record. */
  writes: string[][];
}

export interface CommitLimits {
  /** How far off the stamp may be, ms. */
  stampWithinMs: number;
  /** Committed also when Redis is at its `maxmemory`. */
  alsoWhenFull: boolean;
}

export type CommitReply =
  | { status: 'ok' | 'conflict' | 'idemFull' }
  /** `isSlow`: the clock was right, and the commit took that long to come through. */
  | { status: 'clock'; isSlow: boolean }
  | { status: 'reserved'; forMs: number }
  | { status: 'duplicate'; index: number; bodyHash: string; answer: string };

export type BeginReply =
  | { status: 'ok' | 'superseded'; delivery: StoredDelivery }
  | { status: 'gone' | 'final' | 'leased' | 'early' };

export interface FinishRequest {
  id: string;
  token: string;
  state: string;
  fields: Record<string, string>;
  retryInMs: number | null;
  timeline: { key: string; line: string } | null;
  feedLine: string;
  message: StoredDelivery | null;
}

export type Store = ReturnType<typeof createStore>;

export function createStore({
  redis,
  keys,
  node,
  clock,
}: {
  redis: ScriptConnection;
  keys: Keyspace;
  node: string;
  clock: Clock;
}) {
  const run = defineScripts(redis, { COMMIT, COMMIT_WHEN_FULL, BEGIN, FINISH, FORGET, TAKE, BEAT });
  const redisClock = createRedisClock(clock);
  const shift = () => clock.redisShift();
  let live = { nodes: ` ${node} `, viewedAt: 0 };
  let beatAt = Number.NEGATIVE_INFINITY;
  let isReadByAll = false;

  return {
    node,
    keys,
    redis,
    /** Redis' clock as this node knows it, epoch ms. */
    now: redisClock.now,

    load: (address: ActorAddress): Promise<string | null> =>
      reading(() => redis.get(keys.partitionOf(address).actor(address))),

    async commit(request: CommitRequest, { stampWithinMs, alsoWhenFull }: CommitLimits): Promise<CommitReply> {
      const { address, expected, record, commitId, at, feedLine, idempotency, writes } = request;
      const partition = keys.partitionOf(address);
      const args = [expected, record, commitId, at, shift(), node, feedLine, stampWithinMs, idempotency.length];
      for (const { hash, bodyHash, answer } of idempotency) args.push(partition.idem(hash), bodyHash, answer);
      args.push(writes.length);
      for (const write of writes) {
        args.push(write.length);
        for (const word of write) args.push(word);
      }
      const asked = redisClock.ask();
      const [status, now, ...rest] = await run[alsoWhenFull ? 'COMMIT_WHEN_FULL' : 'COMMIT'](
        [
          partition.actor(address),
          partition.agenda,
          partition.feed,
          partition.reservation(address),
          partition.idemIndex,
        ],
        args,
      );
      if (status === 'clock') return { status, isSlow: !asked.answered(Number(now)) };
      if (status === 'reserved') return { status, forMs: Math.max(1, Number(rest[0])) };
      if (status === 'duplicate') return { status, index: Number(rest[0]), ...splitStored(String(rest[1])) };
      return { status: status as 'ok' };
    },

    async begin(partition: Partition, id: string, token: string, leaseMs: number, force = false): Promise<BeginReply> {
      const [status, , ...fields] = await run.BEGIN(
        [partition.delivery(id), partition.agenda, partition.feed],
        [id, token, node, leaseMs, shift(), live.nodes, partition.tag, force ? 1 : 0, live.viewedAt],
      );
      if (status === 'ok' || status === 'superseded') return { status, delivery: readDelivery(id, pairs(fields)) };
      return { status: status as 'gone' };
    },

    async finish(partition: Partition, request: FinishRequest): Promise<'ok' | 'lost' | 'final' | 'gone'> {
      const message = request.message;
      const [status] = await run.FINISH(
        [partition.delivery(request.id), partition.agenda, partition.feed],
        [
          request.id,
          request.token,
          shift(),
          request.state,
          request.retryInMs ?? '',
          request.timeline?.key ?? '',
          request.timeline?.line ?? '',
          request.feedLine,
          JSON.stringify(Object.entries(request.fields).flat()),
          message ? partition.delivery(message.id) : '',
          ...(message ? [message.id, ...Object.entries(message.fields).flat(), ...payloadFields(message.payload)] : []),
        ],
      );
      return status as 'ok';
    },

    async forget(partition: Partition, id: string): Promise<void> {
      await run.FORGET([partition.delivery(id), partition.agenda], [id]);
    },

    /** Which handler a delivery is for; null when there is no record of it. */
    kindOf: (partition: Partition, id: string): Promise<string | null> =>
      reading(() => redis.hget(partition.delivery(id), 'kind')),

    async take(partition: Partition, request: TakeRequest): Promise<Taken> {
      const args = takeArguments(request, { shift: shift(), live, tag: partition.tag });
      return readTaken(await run.TAKE([partition.agenda, partition.claims], args));
    },

    /** Nobody takes it for that long. */
    async postpone(partition: Partition, member: string, ms: number): Promise<void> {
      await writing(() => redis.zadd(partition.claims, redisClock.now() + ms, member));
    },

    /** Timers that no record holds any more. */
    async dropFromAgenda(partition: Partition, members: string[]): Promise<void> {
      await writing(() =>
        Promise.all([redis.zrem(partition.agenda, ...members), redis.zrem(partition.claims, ...members)]),
      );
    },

    /** Said once a second, and before each sweep; what others may take over follows from it. */
    async beat(): Promise<void> {
      const sentAt = performance.now();
      const asked = redisClock.ask();
      const [now, ...nodes] = await run.BEAT([keys.cfg('nodes')], [node, shift()]);
      asked.answered(Number(now));
      live = { nodes: ` ${nodes.join(' ')} `, viewedAt: Number(now) };
      isReadByAll = nodes.every((each) => readsAllOf(String(each), node));
      beatAt = sentAt;
    },
    /** Milliseconds since Redis certainly heard of this node. */
    beatAgeMs: () => performance.now() - beatAt,

    /** Every process that was heard of at the last beat reads what this one's release stores. */
    isReadByAll: () => isReadByAll,

    /** Processes that Redis has heard of lately, this one among them. */
    liveNodes: (): Promise<number> => reading(() => redis.zcard(keys.cfg('nodes'))),

    /** Others need not wait for the silence. */
    async leave(): Promise<void> {
      await writing(() => redis.zrem(keys.cfg('nodes'), node));
    },
  };
}

/**
 * What is acted on outside: whoever is answered must be able to count on it, and what is sent must follow from what
 * can't be lost any more. An outcome that is lost with a server is an unknown one: it is tried again.
 */
const CONFIRMED: Record<string, string[]> = {
  COMMIT: ['ok', 'duplicate'],
  COMMIT_WHEN_FULL: ['ok', 'duplicate'],
  BEGIN: ['ok'],
};

type Script = (keys: string[], args: (string | number)[]) => Promise<unknown[]>;

function defineScripts<Name extends string>(
  redis: ScriptConnection,
  scripts: Record<Name, string>,
): Record<Name, Script> {
  const out = {} as Record<Name, Script>;
  for (const [name, lua] of Object.entries<string>(scripts)) {
    const definition = { lua, confirmed: CONFIRMED[name] ?? [] };
    out[name as Name] = (keys, args) => writing(() => redis.runScript(definition, keys, args) as Promise<unknown[]>);
  }
  return out;
}

function* pairs(flat: unknown[]): Iterable<[string, string]> {
  for (let i = 0; i < flat.length; i += 2) yield [String(flat[i]), String(flat[i + 1])];
}

function splitStored(stored: string): { bodyHash: string; answer: string } {
  const at = stored.indexOf(' ');
  return { bodyHash: stored.slice(0, at), answer: stored.slice(at + 1) };
}
