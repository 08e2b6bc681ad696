/** Turns what a fold gave into what the commit script writes: record, agenda, deliveries, timeline, read models, feed. Pure. */
import type { ActorDefinition, ActorEvent, NewDelivery } from './definition.ts';
import type { Folded } from './fold.ts';
import type { ActorAddress, Partition } from './keys.ts';
import { encodeRecord, type LoadedActor } from './record.ts';
import type { CommitRequest } from './store.ts';
import { payloadFields } from './stored-delivery.ts';

const PART = 500;

/** What the committing node holds for a delivery's first attempt. */
export interface HandedOver {
  delivery: NewDelivery;
  token: string;
}

export function timerMember(address: ActorAddress, identity: string): string {
  return `T|${address}|${identity}`;
}

/** [address, identity] of a timer's member, or the id of a delivery's. */
export function parseMember(
  member: string,
): { timer: { address: ActorAddress; identity: string } } | { delivery: string } {
  if (member.startsWith('D|')) return { delivery: member.slice(2) };
  const last = member.lastIndexOf('|');
  return { timer: { address: member.slice(2, last), identity: member.slice(last + 1) } };
}

export function buildCommit<Event extends ActorEvent, Answer>(input: {
  definition: ActorDefinition<Event, Answer>;
  address: ActorAddress;
  partition: Partition;
  node: string;
  before: LoadedActor;
  folded: Folded<Event, Answer>;
  /** Timers that the batch was woken for: they leave the agenda, held or not. */
  dueTimers: string[];
  handedOver: HandedOver[];
  leaseMs: (kind: string) => number;
  commitId: string;
  at: number;
  idempotency: CommitRequest['idempotency'];
}): { request: CommitRequest; actor: LoadedActor } {
  const { definition, address, partition, before, folded, at, commitId } = input;
  const unsized = {
    commitId,
    version: before.version + 1,
    scope: definition.scope(folded.snapshot),
    snapshot: folded.snapshot,
    timers: folded.timers,
  };
  const record = encodeRecord(definition as unknown as ActorDefinition, unsized);
  const steps = distinctSteps(folded);
  const writes: string[][] = [];

  const gone = [...new Set([...folded.disarmed, ...input.dueTimers])].map((identity) => timerMember(address, identity));
  for (const some of inParts(gone)) {
    writes.push(['ZREM', partition.agenda, ...some], ['ZREM', partition.claims, ...some]);
  }
  const due = [
    ...folded.armed.map(({ identity, dueAt }) => [String(dueAt), timerMember(address, identity)]),
    ...folded.deliveries.map(({ id: deliveryId }) => [String(at), `D|${deliveryId}`]),
  ];
  for (const some of inParts(due)) writes.push(['ZADD', partition.agenda, ...some.flat()]);
  for (const { delivery, token } of input.handedOver) {
    const lease = String(at + input.leaseMs(delivery.kind));
    const taken = ['state', 'sending', 'token', token, 'node', input.node, 'lease', lease, 'tries', '1'];
    writes.push(['HSET', partition.delivery(delivery.id), ...deliveryFields(delivery, address, at), ...taken]);
  }
  for (const { timeline, indexes, docs, fields = [] } of steps) {
    if (timeline) writes.push(['LINE', partition.timeline(timeline.list), timeline.line, String(timeline.keep ?? '')]);
    for (const { index, member, score } of indexes) {
      const key = partition.index(index);
      writes.push(score === null ? ['ZREM', key, member] : ['ZADD', key, String(score), member]);
    }
    for (const { name, value } of docs) {
      writes.push(value === null ? ['DEL', partition.doc(name)] : ['SET', partition.doc(name), value]);
    }
    for (const { table, field, value } of fields) {
      const key = partition.table(table);
      writes.push(value === null ? ['HDEL', key, field] : ['HSET', key, field, value]);
    }
  }
  const feedLine = JSON.stringify({
    a: address,
    v: unsized.version,
    at,
    s: steps.map(({ event, answer }) => [definition.sanitize ? definition.sanitize(event) : event, answer]),
  });
  const { idempotency } = input;
  return {
    actor: { size: record.length, ...unsized },
    request: { address, expected: before.commitId, record, commitId, at, feedLine, idempotency, writes },
  };
}

/** The fields of a delivery's hash that never change; the payload's names are prefixed. */
export function deliveryFields(delivery: NewDelivery, address: ActorAddress, at: number): string[] {
  const fields = ['actor', address, 'kind', delivery.kind, 'at', String(at)];
  if (delivery.scope !== null) fields.push('scope', delivery.scope);
  if (delivery.timeline !== null) fields.push('timeline', delivery.timeline);
  fields.push(...payloadFields(delivery.payload));
  return fields;
}

/** A command has no more arguments than Lua's stack carries. */
function inParts<T>(all: T[]): T[][] {
  if (all.length > 0 && all.length <= PART) return [all];
  const parts: T[][] = [];
  for (let from = 0; from < all.length; from += PART) parts.push(all.slice(from, from + PART));
  return parts;
}

function distinctSteps<Event, Answer>(folded: Folded<Event, Answer>) {
  return [...new Set(folded.steps)].filter((step) => step.taken === true);
}
