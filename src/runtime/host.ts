/**
 * The durable host of actors. Every change of an actor goes one way: mailbox,
 * fold, commit, answer. What a commit orders (deliveries, timers) is in Redis
 * before anybody is told; the committing node hands it over at once, and whatever
 * is not done by then is taken from the agenda by any node.
 *
 * It knows machines and Redis, and nothing of what the machines mean.
 */
import { createAnswers } from './answers.ts';
import { type BatchCommitOptions, createBatchCommit } from './batch-commit.ts';
import type { ActorDefinition, ActorEvent } from './definition.ts';
import { initialActor } from './fold.ts';
import type { HostReply, IdempotencyKey, Item } from './item.ts';
import type { ActorAddress } from './keys.ts';
import { createMailboxes } from './mailbox.ts';
import { decodeRecord, type LoadedActor, UnreadableRecord } from './record.ts';
import { createRecordCache } from './record-cache.ts';
import { isWrongType } from './store-errors.ts';

export interface Sending {
  idempotency?: IdempotencyKey;
  /** Enters a full mailbox, and a host that is stopping: what was begun must be finished. */
  always?: boolean;
}

export type Host = ReturnType<typeof createHost>;

export type HostOptions = Omit<BatchCommitOptions, 'cache' | 'load' | 'definitionOf' | 'answers'> & {
  definitions: ActorDefinition[];
};

export function createHost({ definitions, ...options }: HostOptions) {
  const { store } = options;
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const cache = createRecordCache();
  const inProgress = new Set<string>();
  const answers = createAnswers(options);
  const commitBatch = createBatchCommit({ ...options, cache, load, definitionOf, answers });
  const mailboxes = createMailboxes<Item>(commitBatch);
  let stopping = false;

  function definitionOf(address: ActorAddress): { definition: ActorDefinition; id: string } {
    const slash = address.indexOf('/');
    const definition = byName.get(address.slice(0, slash));
    if (!definition) throw new Error(`no machine is called ${address.slice(0, slash)}`);
    return { definition, id: address.slice(slash + 1) };
  }

  async function load(address: ActorAddress): Promise<LoadedActor> {
    const { definition } = definitionOf(address);
    const stored = await store.load(address).catch((error) => {
      throw isWrongType(error) ? new UnreadableRecord('another kind of value') : error;
    });
    return stored === null ? initialActor(definition) : decodeRecord(definition, stored);
  }

  return {
    /** What this node committed or read last, or the record: for texts, never for answers. */
    recent: (address: ActorAddress): LoadedActor | Promise<LoadedActor> => cache.get(address) ?? load(address),

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
        const settle = once((reply: HostReply<unknown>) => {
          if (idempotency) inProgress.delete(idempotency.hash);
          resolve(reply as HostReply<Answer>);
        });
        if (idempotency) inProgress.add(idempotency.hash);
        const item: Item = { input: { event }, always, settle, ...(idempotency && { idempotency }) };
        const { definition } = definitionOf(address);
        // Many events of one kind must not stand before the one that ends them.
        const enters = always || definition.isEssential?.(event) === true;
        const patient = !stopping && definition.isPatient?.(event) === true;
        if (!mailboxes.put(address, item, { always: enters, patient }))
          settle({ refused: 'overloaded', detail: 'too many events wait' });
      });
    },

    /** Resolves when the timer was taken or found stale; a refusal leaves it in the agenda. */
    fire(address: ActorAddress, identity: string, dueAt: number): Promise<HostReply<unknown>> {
      return new Promise((resolve) => {
        mailboxes.put(
          address,
          { input: { timer: { identity } }, dueAt, always: true, settle: resolve },
          { always: true },
        );
      });
    },

    newerRecords: answers.newerRecords,
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

function once<T>(act: (value: T) => void): (value: T) => void {
  let done = false;
  return (value) => {
    if (done) return;
    done = true;
    act(value);
  };
}
