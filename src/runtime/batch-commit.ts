/**
 * Commits what waits for one actor: load, prepare, fold, one script; again after a
 * conflict. An attempt without an answer is not folded again. What the commit
 * ordered is handed over at once; if that is lost the agenda still has it.
 */
import { nanoid } from 'nanoid';
import type { Answers } from './answers.ts';
import { buildCommit, type HandedOver, timerMember } from './commit-request.ts';
import type { ActorDefinition, ActorEvent } from './definition.ts';
import { type ArmedTimer, type Folded, fold } from './fold.ts';
import { type Item, refuse } from './item.ts';
import type { ActorAddress } from './keys.ts';
import type { Log, Observe } from './observation.ts';
import { idempotencyOf, prepareItems } from './prepare-items.ts';
import type { LoadedActor } from './record.ts';
import type { RecordCache } from './record-cache.ts';
import { createRoom } from './room.ts';
import type { CommitLimits, CommitReply, Store } from './store.ts';
import { isOutage, OutcomeUnknown, StoreFull } from './store-errors.ts';

/** A commit that keeps losing to other nodes is given up after this long. */
const GIVE_UP_AFTER_MS = 2_000;
/** A stamp that is further off than this was made by a wrong clock; where the clock is known to be right, by a slow node. */
const STAMP_WITHIN_MS = 500;
const SLOW_STAMP_WITHIN_MS = 5_000;
/** One script takes some 100,000 arguments, and holds up Redis as long as it writes. */
const DELIVERIES_AT_ONCE = 1_000;

/** Told after each commit; not waited for. */
export interface HandOver {
  /** `takenAt`: when the lease began at the earliest, by the monotonic clock. `ask`: Redis is asked before the attempt. */
  deliveries(
    address: ActorAddress,
    items: (HandedOver & { ask: boolean })[],
    since: { at: number; takenAt: number },
  ): void;
  timersArmed(address: ActorAddress, timers: ArmedTimer[], after: LoadedActor): void;
  /** So many timers are armed that one which is due then is marked as left until it is near. */
  leavesTimer(dueAt: number): boolean;
  timersDisarmed(address: ActorAddress, identities: string[]): void;
}

export interface BatchCommitOptions {
  store: Store;
  cache: RecordCache;
  load: (address: ActorAddress) => Promise<LoadedActor>;
  definitionOf: (address: ActorAddress) => { definition: ActorDefinition; id: string };
  handOver: HandOver;
  answers: Answers;
  /** How long the first attempt of a delivery of that kind may take. */
  leaseMs: (kind: string) => number;
  /** Redis is full: deletes what can be spared. False when there is nothing. */
  makeRoom: () => Promise<boolean>;
  observe: Observe;
  log: Log;
}

/** The machine threw on an event of the batch. */
class MachineFailure extends Error {
  override name = 'MachineFailure';
}

/** Everything that one attempt to commit is made of. */
interface Attempt {
  /** What this batch may do that others may not; they last until the batch is done. */
  limits: CommitLimits;
  address: ActorAddress;
  items: Item[];
  folded: Folded<ActorEvent, unknown>;
  actor: LoadedActor;
  handedOver: HandedOver[];
  at: number;
  takenAt: number;
}

type Untaken = Pick<Attempt, 'address' | 'items' | 'folded'> & {
  dueTimers: string[];
  cached: LoadedActor | undefined;
};

/** @returns handles a batch: settles every item, never throws */
export function createBatchCommit(options: BatchCommitOptions) {
  const { store, cache, load, definitionOf, handOver, answers, leaseMs, observe, log } = options;
  const room = createRoom(options);

  async function commitBatch(address: ActorAddress, batch: Item[]): Promise<void> {
    let left = batch;
    const limits: CommitLimits = { stampWithinMs: STAMP_WITHIN_MS, alsoWhenFull: false };
    const startedAt = performance.now();
    try {
      while (left.length > 0) {
        try {
          left = await tryCommit(address, left, limits);
        } catch (error) {
          if (!(error instanceof StoreFull) || limits.alsoWhenFull) throw error;
          if (await room.make()) continue;
          left = room.refuseGrowing(definitionOf(address).definition, left, error);
          limits.alsoWhenFull = true;
        }
        if (left.length > 0 && performance.now() - startedAt > GIVE_UP_AFTER_MS) {
          refuse(left, 'busy', 'other nodes keep changing this actor; try again');
          return;
        }
      }
    } catch (error) {
      cache.drop(address);
      // It may come back with another history.
      if (isOutage(error)) cache.clear();
      if (error instanceof MachineFailure && left.length > 1) {
        // What the machine can't take must not take its neighbours down.
        for (const item of left) await commitBatch(address, [item]);
        return;
      }
      answers.refuseFor(error, address, left);
    }
  }

  /** One load, fold and commit. What it answers must be tried again. */
  async function tryCommit(address: ActorAddress, batch: Item[], limits: CommitLimits): Promise<Item[]> {
    const { definition, id } = definitionOf(address);
    const cached = cache.get(address);
    const before = cached ?? (await load(address));
    const { items, inputs } = await prepareItems(definition, id, before, batch);
    if (items.length === 0) return [];

    const takenAt = performance.now();
    const at = store.now();
    const commitId = nanoid(16);
    const folded = foldAll(definition, id, before, inputs, { at, commitId, leavesTimer: handOver.leavesTimer });
    if (folded.deliveries.length > DELIVERIES_AT_ONCE && items.length > 1) {
      const half = Math.ceil(items.length / 2);
      return [...(await tryCommit(address, items.slice(0, half), limits)), ...items.slice(half)];
    }
    const dueTimers = items.flatMap(({ input }) => ('timer' in input ? [input.timer.identity] : []));
    if (folded.steps.every(({ taken }) => !taken)) {
      return await settleUntaken({ address, items, folded, dueTimers, cached });
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
      idempotency: idempotencyOf(items, folded),
    });
    const attempt: Attempt = { limits, address, items, folded, actor, handedOver, at, takenAt };
    try {
      return await follow(attempt, await store.commit(request, limits));
    } catch (error) {
      // It may have been committed, and then this is ours to do: Redis is asked before anything is sent.
      if (error instanceof OutcomeUnknown) orders(attempt, true);
      throw error;
    }
  }

  function follow(attempt: Attempt, reply: CommitReply): Item[] | Promise<Item[]> {
    const { address, items, folded, actor, at } = attempt;
    switch (reply.status) {
      case 'ok':
        cache.put(address, actor);
        orders(attempt, false);
        answers.settleCommitted(address, items, folded, {
          commitId: actor.commitId,
          at,
          tookMs: performance.now() - attempt.takenAt,
        });
        return [];
      case 'conflict':
        cache.drop(address);
        observe({ type: 'conflict', actor: address });
        return items;
      case 'reserved':
        return delay(reply.forMs * (0.5 + Math.random() / 2)).then(() => {
          cache.drop(address);
          return items;
        });
      case 'clock':
        if (reply.isSlow) attempt.limits.stampWithinMs = SLOW_STAMP_WITHIN_MS;
        return items;
      case 'duplicate':
        return answers.settleDuplicate(items, reply);
      case 'idemFull':
        return answers.refuseIdempotent(items);
    }
  }

  /** A fault in here must not turn a commit into a refusal: the agenda has it all. */
  function orders({ address, folded, actor, handedOver, at, takenAt }: Attempt, unsure: boolean): void {
    try {
      const items = handedOver.map((item) => ({
        ask: unsure || (item.delivery.scope !== null && item.delivery.scope !== actor.scope),
        ...item,
      }));
      if (items.length > 0) handOver.deliveries(address, items, { at, takenAt });
      if (folded.armed.length > 0) handOver.timersArmed(address, folded.armed, actor);
      if (folded.disarmed.length > 0 && !unsure) handOver.timersDisarmed(address, folded.disarmed);
    } catch (err) {
      log.error({ err, actor: address }, 'what a commit ordered is left to the agenda');
    }
  }

  /** Nothing is to be committed, so no commit compares what the cache has with the record. */
  async function settleUntaken({ address, items, folded, dueTimers, cached }: Untaken): Promise<Item[]> {
    // The cache may be older than the record, and then it can't say what is stale or not allowed.
    if (cached) {
      cache.drop(address);
      return items;
    }
    // No later commit can hold an identity that the record does not: it is safe to forget it.
    const members = dueTimers.map((identity) => timerMember(address, identity));
    if (members.length > 0) await store.dropFromAgenda(store.keys.partitionOf(address), members);
    items.forEach((item, index) => {
      const step = folded.steps[index];
      if (step?.taken === false) answers.settleUntaken(address, item, step);
    });
    return [];
  }

  return commitBatch;
}

function foldAll(...input: Parameters<typeof fold<ActorEvent, unknown>>): Folded<ActorEvent, unknown> {
  try {
    return fold(...input);
  } catch (error) {
    throw new MachineFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
