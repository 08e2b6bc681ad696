/**
 * The host's door to Redis: one method per script, answers parsed, failures told
 * apart. `StoreUnavailable`: it was not sent. `OutcomeUnknown`: it may have been
 * carried out. Nothing here retries.
 */
import type { Cluster, Redis } from 'ioredis';
import type { ActorAddress, Keyspace, Partition } from './keys.ts';
import { BEAT, BEGIN, COMMIT, FINISH, FORGET, TAKE } from './scripts.ts';

/** A connection that neither queues while it is down nor sends again what was not answered. */
export type CommitConnection = Redis | Cluster;

export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown';
}
/** Redis is at its `maxmemory`: nothing was written. */
export class StoreFull extends Error {
  override name = 'StoreFull';
}

export interface Clock {
  /** This node's clock, epoch ms. */
  now(): number;
  /** What is added to Redis' clock, ms: 0 but in tests. */
  redisShift(): number;
}
export const systemClock: Clock = { now: () => Date.now(), redisShift: () => 0 };

export interface CommitRequest {
  address: ActorAddress;
  expected: string;
  record: string;
  commitId: string;
  at: number;
  reserve: boolean;
  feedLine: string;
  idempotency: { hash: string; bodyHash: string; answer: string }[];
  /** [command, key, …]: the writes beside the record. */
  writes: string[][];
}

export type CommitReply =
  | { status: 'ok' | 'conflict' | 'clock' | 'idemFull' }
  | { status: 'reserved'; forMs: number }
  | { status: 'duplicate'; index: number; bodyHash: string; answer: string };

export interface StoredDelivery {
  id: string;
  fields: Record<string, string>;
}

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
  message: { id: string; fields: Record<string, string> } | null;
}

export type Store = ReturnType<typeof createStore>;

export function createStore({
  redis,
  keys,
  node,
  clock,
}: {
  redis: CommitConnection;
  keys: Keyspace;
  node: string;
  clock: Clock;
}) {
  const run = defineScripts(redis, { COMMIT, BEGIN, FINISH, FORGET, TAKE, BEAT });
  let offset = 0;
  let liveNodes = ` ${node} `;

  const learn = (redisNow: unknown) => {
    offset = Number(redisNow) - clock.now();
  };
  const shift = () => clock.redisShift();

  return {
    node,
    keys,
    redis,
    /** Redis' clock as this node knows it, epoch ms. */
    now: () => Math.round(clock.now() + offset),
    liveNodes: () => liveNodes,

    async load(address: ActorAddress): Promise<string | null> {
      return await guarded(() => redis.get(keys.partitionOf(address).actor(address)));
    },

    async commit(request: CommitRequest): Promise<CommitReply> {
      const partition = keys.partitionOf(request.address);
      const args = [
        request.expected,
        request.record,
        request.commitId,
        request.at,
        shift(),
        node,
        request.reserve ? 1 : 0,
        request.feedLine,
        request.idempotency.length,
        ...request.idempotency.flatMap(({ hash, bodyHash, answer }) => [partition.idem(hash), bodyHash, answer]),
        request.writes.length,
        ...request.writes.flatMap((write) => [write.length, ...write]),
      ];
      const [status, now, ...rest] = await run.COMMIT(
        [
          partition.actor(request.address),
          partition.agenda,
          partition.feed,
          partition.reservation(request.address),
          partition.idemIndex,
        ],
        args,
      );
      if (status === 'clock') learn(now);
      if (status === 'reserved') return { status, forMs: Math.max(1, Number(rest[0])) };
      if (status === 'duplicate') return { status, index: Number(rest[0]), ...splitStored(String(rest[1])) };
      return { status: status as 'ok' };
    },

    async begin(partition: Partition, id: string, token: string, leaseMs: number, force = false): Promise<BeginReply> {
      const [status, , ...fields] = await run.BEGIN(
        [partition.delivery(id), partition.agenda, partition.feed],
        [id, token, node, leaseMs, shift(), liveNodes, partition.tag, force ? 1 : 0],
      );
      if (status === 'ok' || status === 'superseded') return { status, delivery: { id, fields: pairs(fields) } };
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
          ...(message ? [message.id, ...Object.entries(message.fields).flat()] : []),
        ],
      );
      return status as 'ok';
    },

    async forget(partition: Partition, id: string): Promise<void> {
      await run.FORGET([partition.delivery(id), partition.agenda], [id]);
    },

    async take(
      partition: Partition,
      overdueMs: number,
      limit = 500,
    ): Promise<{ now: number; due: { member: string; dueAt: number }[] }> {
      const claimMs = 5_000;
      const [now, ...rest] = await run.TAKE(
        [partition.agenda, partition.claims],
        [shift(), overdueMs, limit, claimMs, liveNodes, partition.tag],
      );
      const due = [];
      for (let i = 0; i < rest.length; i += 2) due.push({ member: String(rest[i]), dueAt: Number(rest[i + 1]) });
      return { now: Number(now), due };
    },

    /** Said once a second; what others may take over follows from it. */
    async beat(): Promise<void> {
      const sent = clock.now();
      const [now, ...live] = await run.BEAT([keys.cfg('nodes')], [node, shift()]);
      // A slow answer says little about the clock.
      if (clock.now() - sent < 100) learn(now);
      liveNodes = ` ${live.join(' ')} `;
    },
  };
}

type Script = (keys: string[], args: (string | number)[]) => Promise<unknown[]>;

function defineScripts<Name extends string>(
  redis: CommitConnection,
  scripts: Record<Name, string>,
): Record<Name, Script> {
  const out = {} as Record<Name, Script>;
  for (const [name, lua] of Object.entries<string>(scripts)) {
    const command = `pager${name}`;
    redis.defineCommand(command, { lua });
    // ioredis adds the method at run time; this is the one place that knows.
    const call = (redis as unknown as Record<string, (...args: unknown[]) => Promise<unknown[]>>)[command];
    out[name as Name] = (keys, args) =>
      guarded(async () => (await call?.call(redis, keys.length, ...keys, ...args)) ?? []);
  }
  return out;
}

async function guarded<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    const told = toStoreError(error);
    // Only what Redis itself answered says that nothing was done.
    throw isStoreError(told) || (told as Error).name === 'ReplyError' ? told : new OutcomeUnknown(String(error));
  }
}

/**
 * Tells a command that was never sent, or that Redis refused, from one that may have
 * been carried out. What is no failure of Redis comes back as it is.
 */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || isStoreError(error)) return error;
  const { message } = error;
  if (message.startsWith('OOM ')) return new StoreFull(message);
  if (NOT_DONE.test(message)) return new StoreUnavailable(message);
  return CUT_OFF.test(message) ? new OutcomeUnknown(message) : error;
}

function isStoreError(error: unknown): boolean {
  return error instanceof StoreUnavailable || error instanceof OutcomeUnknown || error instanceof StoreFull;
}

/** It loads, is a replica, or the slot moves; or there was no connection to send it on. */
const NOT_DONE =
  /^(LOADING|READONLY|MASTERDOWN|NOREPLICAS|TRYAGAIN|CLUSTERDOWN|MISCONF|BUSY)|Stream isn't writeable|Cluster isn't ready/;
/** What ioredis and sockets say when a connection ends under a command, or no answer comes in time. */
const CUT_OFF =
  /Connection is closed|Command timed out|max retries per request|Socket timeout|Cluster is disconnect|Node is disconnected|startup nodes|E(CONN|PIPE|TIMEDOUT|NOENT|HOST|NET|AI_)/;

function pairs(flat: unknown[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (let i = 0; i < flat.length; i += 2) out[String(flat[i])] = String(flat[i + 1]);
  return out;
}

function splitStored(stored: string): { bodyHash: string; answer: string } {
  const at = stored.indexOf(' ');
  return { bodyHash: stored.slice(0, at), answer: stored.slice(at + 1) };
}
