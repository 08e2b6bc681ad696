/**
 * The durable host of actors. Every change of an actor goes one way: mailbox,
 * fold, commit, answer. What a commit orders (deliveries, timers) is in Redis
 * before anybody is told; the committing node hands it over at once, and whatever
 * is not done by then is taken from the agenda by any node.
 *
 * It knows machines and Redis, and nothing of what the machines mean.
 */
import { nanoid } from 'nanoid';
import { buildCommit, type HandedOver } from './commit-request.ts';
import type { ActorDefinition, ActorEvent } from './definition.ts';
import { type Folded, type FoldInput, fold, initialActor } from './fold.ts';
import type { ActorAddress } from './keys.ts';
import { createMailboxes } from './mailbox.ts';
import type { Log, Observe } from './observation.ts';
import { decodeRecord, type LoadedActor, NewerRecord, UnreadableRecord } from './record.ts';
import { createRecordCache } from './record-cache.ts';
import { type CommitReply, OutcomeUnknown, type Store, StoreFull, StoreUnavailable } from './store.ts';

/** A commit that keeps losing to other nodes is given up after this long. */
const GIVE_UP_AFTER_MS = 2_000;

export type HostRefusalCode =
  | 'overloaded'
  | 'busy'
  | 'stopping'
  | 'store_unavailable'
  | 'store_full'
  | 'outcome_unknown'
  | 'record_unreadable'
  | 'record_newer'
  | 'idempotency_mismatch'
  | 'idempotency_in_progress'
  | 'idempotency_full';

export type HostReply<Answer> =
  | { answer: Answer; replayed: boolean }
  /** `refused` is a HostRefusalCode or a code of the definition's `prepare`. */
  | { refused: string; detail: string };

export interface Sending {
  idempotency?: { hash: string; bodyHash: string };
  /** Enters a full mailbox, and a host that is stopping: what was begun must be finished. */
  always?: boolean;
}

interface Item {
  input: { event: ActorEvent } | { timer: { identity: string } };
  dueAt?: number;
  idempotency?: { hash: string; bodyHash: string };
  settle(reply: HostReply<unknown>): void;
}

/** Told after each commit; it must not throw and is not waited for. */
export interface HandOver {
  deliveries(address: ActorAddress, items: (HandedOver & { begin: boolean })[]): void;
  timersArmed(
    address: ActorAddress,
    timers: { identity: string; event: string; dueAt: number }[],
    after: LoadedActor,
  ): void;
  timersDisarmed(address: ActorAddress, identities: string[]): void;
}

export type Host = ReturnType<typeof createHost>;

export function createHost({
  store,
  definitions,
  handOver,
  leaseMs,
  makeRoom,
  observe,
  log,
}: {
  store: Store;
  definitions: ActorDefinition[];
  handOver: HandOver;
  /** How long the first attempt of a delivery of that kind may take. */
  leaseMs: (kind: string) => number;
  /** Redis is full: deletes what can be spared. False when there is nothing. */
  makeRoom: () => Promise<boolean>;
  observe: Observe;
  log: Log;
}) {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const cache = createRecordCache();
  const inProgress = new Set<string>();
  const mailboxes = createMailboxes<Item>(handleBatch);
  let stopping = false;

  function definitionOf(address: ActorAddress): { definition: ActorDefinition; id: string } {
    const slash = address.indexOf('/');
    const definition = byName.get(address.slice(0, slash));
    if (!definition) throw new Error(`no machine is called ${address.slice(0, slash)}`);
    return { definition, id: address.slice(slash + 1) };
  }

  async function load(address: ActorAddress): Promise<LoadedActor> {
    const { definition } = definitionOf(address);
    const stored = await store.load(address);
    return stored === null ? initialActor(definition) : decodeRecord(definition, stored);
  }

  async function handleBatch(address: ActorAddress, batch: Item[]): Promise<void> {
    let open = batch;
    try {
      const startedAt = performance.now();
      let reserve = false;
      while (open.length > 0) {
        const attempt = await tryCommit(address, open, reserve);
        open = attempt.left;
        reserve = attempt.conflict;
        if (open.length > 0 && performance.now() - startedAt > GIVE_UP_AFTER_MS) {
          refuse(open, 'busy', 'other nodes keep changing this actor; try again');
          return;
        }
      }
    } catch (error) {
      cache.drop(address);
      refuseFor(error, address, open);
    }
  }

  /** One load, fold and commit. What is `left` must be tried again. */
  async function tryCommit(
    address: ActorAddress,
    batch: Item[],
    reserve: boolean,
  ): Promise<{ left: Item[]; conflict: boolean }> {
    const { definition, id } = definitionOf(address);
    const before = cache.get(address) ?? (await load(address));
    const { items, inputs } = await prepareItems(definition, id, before, batch);
    if (items.length === 0) return { left: [], conflict: false };

    const at = store.now();
    const commitId = nanoid(16);
    const folded = fold(definition, id, before, inputs, { at, commitId });
    const dueTimers = items.flatMap(({ input }) => ('timer' in input ? [input.timer.identity] : []));
    if (folded.steps.every(({ taken }) => !taken)) {
      await dropStale(address, dueTimers, items);
      return { left: [], conflict: false };
    }
    const handedOver = folded.deliveries.map((delivery) => ({ delivery, token: nanoid(10) }));
    const { actor, request } = buildCommit({
      definition,
      address,
      partition: store.keys.partitionOf(address),
      node: store.node,
      before,
      folded,
      dueTimers,
      handedOver,
      leaseMs,
      commitId,
      at,
      reserve,
      idempotency: idempotencyOf(items, folded),
    });
    const deliver = (begin: boolean) =>
      handOver.deliveries(
        address,
        handedOver.map((item) => ({
          ...item,
          begin: begin || (item.delivery.scope !== null && item.delivery.scope !== actor.scope),
        })),
      );
    let reply: CommitReply;
    try {
      reply = await store.commit(request);
    } catch (error) {
      // It may have been committed, and then the first attempts are ours: they ask Redis before they send.
      if (error instanceof OutcomeUnknown) deliver(true);
      if (error instanceof StoreFull && (await makeRoom())) return { left: items, conflict: reserve };
      throw error;
    }
    switch (reply.status) {
      case 'ok':
        cache.put(address, actor);
        if (handedOver.length > 0) deliver(false);
        if (folded.armed.length > 0) handOver.timersArmed(address, folded.armed, actor);
        if (folded.disarmed.length > 0) handOver.timersDisarmed(address, folded.disarmed);
        settleCommitted(address, items, folded, at);
        return { left: [], conflict: false };
      case 'conflict':
        cache.drop(address);
        observe({ type: 'conflict' });
        return { left: items, conflict: true };
      case 'reserved':
        await delay(reply.forMs * (0.5 + Math.random() / 2));
        cache.drop(address);
        return { left: items, conflict: true };
      case 'clock':
        return { left: items, conflict: reserve };
      case 'duplicate':
        return { left: settleDuplicate(items, reply), conflict: reserve };
      case 'idemFull':
        return { left: refuseIdempotent(items), conflict: reserve };
    }
  }

  async function prepareItems(definition: ActorDefinition, id: string, before: LoadedActor, batch: Item[]) {
    const events = batch.flatMap(({ input }) => ('event' in input ? [input.event] : []));
    const prepared =
      definition.prepare && events.length > 0 ? await definition.prepare(id, before.snapshot, events) : null;
    const items: Item[] = [];
    const inputs: FoldInput<ActorEvent>[] = [];
    let next = 0;
    for (const item of batch) {
      if ('timer' in item.input) {
        items.push(item);
        inputs.push(item.input);
        continue;
      }
      const result = prepared?.[next++] ?? { event: item.input.event };
      if ('refused' in result) {
        settle(item, result);
        continue;
      }
      items.push(item);
      inputs.push({ event: result.event, mergeable: item.idempotency === undefined });
    }
    return { items, inputs };
  }

  function settleCommitted(
    address: ActorAddress,
    items: Item[],
    folded: Folded<ActorEvent, unknown>,
    at: number,
  ): void {
    observe({ type: 'committed', events: items.length, at });
    items.forEach((item, index) => {
      const step = folded.steps[index];
      if (!step?.taken) {
        observe({ type: 'stale_timer' });
        settle(item, { answer: null, replayed: false });
        return;
      }
      if (item.dueAt !== undefined) observe({ type: 'timer_committed', actor: address, latenessMs: at - item.dueAt });
      if (step.alarm) {
        observe({ type: 'timer_not_taken', actor: address, event: step.event.type });
        log.error({ actor: address, event: step.event.type }, 'a due timer was not taken by the chart');
      }
      settle(item, { answer: step.answer, replayed: false });
    });
  }

  /** No later commit can hold an identity that this record does not: it is safe to forget it. */
  async function dropStale(address: ActorAddress, identities: string[], items: Item[]): Promise<void> {
    const partition = store.keys.partitionOf(address);
    // The cache may be older than the record, and then it can't say what is stale.
    if (cache.get(address)) {
      cache.drop(address);
      await handleBatch(address, items);
      return;
    }
    const members = identities.map((identity) => `T|${address}|${identity}`);
    await store.redis.zrem(partition.agenda, ...members);
    await store.redis.zrem(partition.claims, ...members);
    for (const item of items) {
      observe({ type: 'stale_timer' });
      settle(item, { answer: null, replayed: false });
    }
  }

  function settleDuplicate(items: Item[], reply: Extract<CommitReply, { status: 'duplicate' }>): Item[] {
    const duplicate = items.filter(({ idempotency }) => idempotency)[reply.index];
    if (!duplicate) return items;
    settle(
      duplicate,
      duplicate.idempotency?.bodyHash === reply.bodyHash
        ? { answer: JSON.parse(reply.answer), replayed: true }
        : { refused: 'idempotency_mismatch', detail: 'this idempotency key was used with another body' },
    );
    return items.filter((item) => item !== duplicate);
  }

  function refuseIdempotent(items: Item[]): Item[] {
    const keyed = items.filter(({ idempotency }) => idempotency);
    refuse(keyed, 'idempotency_full', 'too many idempotency keys in 24 hours; send without one or try later');
    return items.filter(({ idempotency }) => !idempotency);
  }

  function refuseFor(error: unknown, address: ActorAddress, items: Item[]): void {
    const detail = error instanceof Error ? error.message : String(error);
    const expected = EXPECTED_FAILURES.find(([kind]) => error instanceof kind);
    if (expected) {
      refuse(items, expected[1], detail);
      return;
    }
    // A record of another kind, a machine that throws on it: this actor is unreadable, the rest works.
    observe({ type: 'unreadable_record', actor: address, reason: detail });
    const kind = error instanceof UnreadableRecord ? 'cannot be read' : 'cannot be used';
    log.error({ actor: address, reason: detail, err: error }, `the stored record ${kind}`);
    refuse(items, 'record_unreadable', `the stored record of ${address} ${kind}`);
  }

  function refuse(items: Item[], code: HostRefusalCode, detail: string): void {
    for (const item of items) settle(item, { refused: code, detail });
  }

  function settle(item: Item, reply: HostReply<unknown>): void {
    if (item.idempotency) inProgress.delete(item.idempotency.hash);
    item.settle(reply);
  }

  return {
    /** What this node committed or read last, or the record: for texts, never for answers. */
    recent: async (address: ActorAddress): Promise<LoadedActor> => cache.get(address) ?? (await load(address)),

    /** Reads the record itself, never the cache. @throws UnreadableRecord, NewerRecord, StoreUnavailable */
    load,

    send<Answer>(
      address: ActorAddress,
      event: ActorEvent,
      { idempotency, always = false }: Sending = {},
    ): Promise<HostReply<Answer>> {
      if (stopping && !always) return Promise.resolve({ refused: 'stopping', detail: 'this node is stopping' });
      if (idempotency && inProgress.has(idempotency.hash)) {
        return Promise.resolve({
          refused: 'idempotency_in_progress',
          detail: 'the first request with this key is still under way',
        });
      }
      return new Promise((resolve) => {
        const item: Item = { input: { event }, settle: resolve as Item['settle'], ...(idempotency && { idempotency }) };
        if (idempotency) inProgress.add(idempotency.hash);
        if (!mailboxes.put(address, item, always)) {
          settle(item, { refused: 'overloaded', detail: 'too many events wait' });
        }
      });
    },

    /** Resolves when the timer was taken or found stale; a refusal leaves it in the agenda. */
    fire(address: ActorAddress, identity: string, dueAt: number): Promise<HostReply<unknown>> {
      return new Promise((resolve) => {
        mailboxes.put(address, { input: { timer: { identity } }, dueAt, settle: resolve }, true);
      });
    },

    forgetRecords: () => cache.clear(),
    describeTimer(address: ActorAddress, event: string, after: LoadedActor) {
      const { definition, id } = definitionOf(address);
      return definition.describeTimer(id, event, after.snapshot);
    },
    definitionOf,

    /** Takes no more events from outside; resolves when those it took are answered. */
    async stop(): Promise<void> {
      stopping = true;
      await mailboxes.idle();
    },
  };
}

const EXPECTED_FAILURES = [
  [StoreUnavailable, 'store_unavailable'],
  [OutcomeUnknown, 'outcome_unknown'],
  [StoreFull, 'store_full'],
  [NewerRecord, 'record_newer'],
] as const;

function idempotencyOf(items: Item[], folded: Folded<ActorEvent, unknown>) {
  return items.flatMap(({ idempotency }, index) => {
    const step = folded.steps[index];
    return idempotency && step?.taken ? [{ ...idempotency, answer: JSON.stringify(step.answer ?? null) }] : [];
  });
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
