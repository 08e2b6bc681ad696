/**
 * Names in Redis. Everything about one actor lies in one of 16 partitions, and
 * everything in a partition carries one hash tag, so one script commits it all
 * atomically on one server and on Redis Cluster. The tags are chosen so that the
 * partitions lie evenly over the slots.
 */

export const PARTITIONS = 16;
const SLOTS = 16_384;

/** An actor's address: `<machine>/<id>`. */
export type ActorAddress = string;

export interface Partition {
  number: number;
  /** The hash tag with its braces, in front of every key of the partition. */
  tag: string;
  agenda: string;
  claims: string;
  feed: string;
  idemIndex: string;
  actor(address: ActorAddress): string;
  reservation(address: ActorAddress): string;
  delivery(id: string): string;
  timeline(list: string): string;
  index(name: string): string;
  doc(name: string): string;
  /** A hash: a value for each field. */
  table(name: string): string;
  idem(hash: string): string;
}

export interface Keyspace {
  partitions: Partition[];
  /** The streams that live views follow: every partition's, and the configuration's. */
  feeds: string[];
  /** Configuration, node heartbeats, API keys: one slot of their own. */
  cfg(name: string): string;
  /** The prefix of BullMQ's keys on a single server. */
  queuePrefix: string;
  partitionOf(address: ActorAddress): Partition;
}

/** @param prefix `pager`, or another one per test. */
export function createKeyspace(prefix: string): Keyspace {
  const partitions = Array.from({ length: PARTITIONS }, (_, index) => createPartition(prefix, index));
  const cfg = (name: string) => `{${prefix}:cfg}:${name}`;
  return {
    partitions,
    feeds: [...partitions.map(({ feed }) => feed), cfg('feed')],
    cfg,
    queuePrefix: `{${prefix}:jobs}`,
    partitionOf: (address) => partitions[stableHash(address) % PARTITIONS] as Partition,
  };
}

function createPartition(prefix: string, index: number): Partition {
  const tag = `{${evenTag(prefix, index)}}`;
  return {
    number: index,
    tag,
    agenda: `${tag}:agenda`,
    claims: `${tag}:claims`,
    feed: `${tag}:feed`,
    idemIndex: `${tag}:idem`,
    actor: (address) => `${tag}:a:${address}`,
    reservation: (address) => `${tag}:r:${address}`,
    delivery: (id) => `${tag}:d:${id}`,
    timeline: (list) => `${tag}:t:${list}`,
    index: (name) => `${tag}:i:${name}`,
    doc: (name) => `${tag}:o:${name}`,
    table: (name) => `${tag}:h:${name}`,
    idem: (hash) => `${tag}:idem:${hash}`,
  };
}

/** `<prefix>:<p>.<k>` with the smallest k whose slot lies in the p-th sixteenth of the slot space. */
function evenTag(prefix: string, index: number): string {
  for (let k = 0; ; k++) {
    const tag = `${prefix}:${index}.${k}`;
    if (Math.floor((slotOf(tag) * PARTITIONS) / SLOTS) === index) return tag;
  }
}

/** FNV-1a with a last mixing, 32 bits. Never to be changed: it says where every stored actor lies. */
function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** CRC16 (XMODEM) modulo 16384, as the Redis Cluster specification has it. */
export function slotOf(tag: string): number {
  let crc = 0;
  for (const byte of Buffer.from(tag)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc % SLOTS;
}
