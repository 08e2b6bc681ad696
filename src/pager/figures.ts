/** What stands in the store now, in numbers, for the metrics: a few cheap questions to Redis, none about a single service. */
import { CHANNEL_NAMES, type ChannelName } from '../policy/target.ts';
import { OVERDUE_MS } from '../runtime/agenda.ts';
import { parseMember } from '../runtime/commit-request.ts';
import type { Keyspace, Partition } from '../runtime/keys.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CommitConnection } from '../runtime/store.ts';
import type { ChannelOutages } from './channel-outages.ts';
import { countOpen } from './open-counts.ts';
import type { Retention } from './retention.ts';
import type { OpenCounts, ReadinessCheck } from './types.ts';

/** Of each partition only so many are looked at: by then the exact number says no more. */
const OVERDUE_COUNTED = 500;

export interface Figures {
  readiness: ReadinessCheck[];
  preview: boolean;
  /** Null while Redis does not answer. */
  stored: StoredFigures | null;
}

export interface StoredFigures {
  openIncidents: OpenCounts;
  /** `overdue`: by what the sweeper waits for, or more. A delivery is so, too, while its attempt takes long. */
  agenda: { items: number; overdue: { timers: number; deliveries: number } };
  queues: { queue: string; state: string; jobs: number }[];
  /** Of Redis' `maxmemory`; null without one. */
  memoryShare: number | null;
  memoryBytes: number;
  /** Processes that live. */
  nodes: number;
  channels: { channel: ChannelName; isDown: boolean }[];
}

export interface FiguresOptions {
  redis: CommitConnection;
  keys: Keyspace;
  runtime: Runtime;
  retention: Retention;
  readiness: () => Promise<ReadinessCheck[]>;
  outages: ChannelOutages;
  preview: boolean;
}

export function createFigures(options: FiguresOptions): () => Promise<Figures> {
  return async () => {
    const readiness = await options.readiness();
    // BullMQ's calls wait for a Redis that is away: they are not even made.
    const isAway = readiness.some(({ name, ok }) => name === 'redis' && !ok);
    const stored = isAway ? null : await readStored(options).catch(() => null);
    return { readiness, preview: options.preview, stored };
  };
}

async function readStored({ redis, keys, runtime, retention, outages }: FiguresOptions): Promise<StoredFigures> {
  const now = runtime.store.now();
  const sum = async (count: (partition: Partition) => Promise<number>) =>
    (await Promise.all(keys.partitions.map(count))).reduce((total, part) => total + part, 0);
  const [{ test: _, ...openIncidents }, items, overdue, queues, memory, nodes, down] = await Promise.all([
    countOpen(redis, keys),
    sum(({ agenda }) => redis.zcard(agenda)),
    readOverdue(redis, keys, now - OVERDUE_MS),
    runtime.queueDepths(),
    retention.memory(),
    runtime.store.liveNodes(),
    outages.down(),
  ]);
  return {
    openIncidents,
    agenda: { items, overdue },
    queues,
    memoryShare: memory.share,
    memoryBytes: memory.usedBytes,
    nodes,
    channels: CHANNEL_NAMES.map((channel) => ({ channel, isDown: down.has(channel) })),
  };
}

async function readOverdue(redis: CommitConnection, keys: Keyspace, upTo: number) {
  const found = await Promise.all(
    keys.partitions.map(({ agenda }) => redis.zrangebyscore(agenda, '-inf', upTo, 'LIMIT', 0, OVERDUE_COUNTED)),
  );
  const members = found.flat().map(parseMember);
  const timers = members.filter((what) => 'timer' in what).length;
  return { timers, deliveries: members.length - timers };
}
