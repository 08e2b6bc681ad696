/** What the items of a batch are told once it is known what became of it, and what is counted of that. */
import type { ActorEvent } from './definition.ts';
import type { Folded, FoldedStep } from './fold.ts';
import { type Item, refuse } from './item.ts';
import type { ActorAddress } from './keys.ts';
import type { Log, Observe, ObservedStep } from './observation.ts';
import { NewerRecord, UnreadableRecord } from './record.ts';
import type { CommitReply } from './store.ts';
import { NotReplicated, OutcomeUnknown, StoreFull, StoreUnavailable } from './store-errors.ts';

const EXPECTED_FAILURES = [
  [StoreUnavailable, 'store_unavailable'],
  // Before the next one, of which it is a kind.
  [NotReplicated, 'not_replicated'],
  [OutcomeUnknown, 'outcome_unknown'],
  [StoreFull, 'store_full'],
  [NewerRecord, 'record_newer'],
] as const;

type Untaken = Extract<FoldedStep<ActorEvent, unknown>, { taken: false }>;

export type Answers = ReturnType<typeof createAnswers>;

export function createAnswers({ observe, log }: { observe: Observe; log: Log }) {
  const newer = new Set<ActorAddress>();

  /** What the actor refused, and timers that it no longer holds. */
  function settleUntaken(address: ActorAddress, item: Item, { refusal }: Untaken): void {
    if (refusal) {
      item.settle(refusal);
      return;
    }
    observe({ type: 'stale_timer', actor: address });
    item.settle({ answer: null, replayed: false });
  }

  return {
    settleUntaken,

    /** Actors met whose records a newer release stored: this node can't serve them. */
    newerRecords: () => newer.size,

    settleCommitted(
      address: ActorAddress,
      items: Item[],
      folded: Folded<ActorEvent, unknown>,
      { commitId, at, tookMs }: { commitId: string; at: number; tookMs: number },
    ): void {
      const steps = observedSteps(folded);
      observe({ type: 'committed', actor: address, commitId, events: items.length, at, tookMs, steps });
      items.forEach((item, index) => {
        const step = folded.steps[index];
        if (!step) return;
        if (!step.taken) {
          settleUntaken(address, item, step);
          return;
        }
        item.settle({ answer: step.answer, replayed: false });
        if (item.dueAt !== undefined) observe({ type: 'timer_committed', actor: address, latenessMs: at - item.dueAt });
        if (step.alarm) {
          observe({ type: 'timer_not_taken', actor: address, event: step.event.type });
          log.error({ actor: address, event: step.event.type }, 'a due timer was not taken by the chart');
        }
      });
    },

    /** Answers what is left to be committed. */
    settleDuplicate(items: Item[], reply: Extract<CommitReply, { status: 'duplicate' }>): Item[] {
      const duplicate = items.filter(({ idempotency }) => idempotency)[reply.index];
      if (!duplicate) return items;
      duplicate.settle(
        duplicate.idempotency?.bodyHash === reply.bodyHash
          ? { answer: JSON.parse(reply.answer), replayed: true }
          : { refused: 'idempotency_mismatch', detail: 'this idempotency key was used with another body' },
      );
      return items.filter((item) => item !== duplicate);
    },

    /** Answers what is left to be committed: what has no key. */
    refuseIdempotent(items: Item[]): Item[] {
      const keyed = items.filter(({ idempotency }) => idempotency);
      refuse(keyed, 'idempotency_full', 'too many idempotency keys in 24 hours; send without one or try later');
      return items.filter(({ idempotency }) => !idempotency);
    },

    refuseFor(error: unknown, address: ActorAddress, items: Item[]): void {
      const detail = error instanceof Error ? error.message : String(error);
      const expected = EXPECTED_FAILURES.find(([kind]) => error instanceof kind);
      if (error instanceof NewerRecord) {
        newer.add(address);
        observe({ type: 'unreadable_record', actor: address, reason: detail });
        log.warn({ actor: address, reason: detail }, 'the stored record is newer than this release');
      }
      if (expected) {
        refuse(items, expected[1], detail);
        return;
      }
      // A record of another kind, a machine that throws on it: this actor is unreadable, the rest works.
      observe({ type: 'unreadable_record', actor: address, reason: detail });
      const kind = error instanceof UnreadableRecord ? 'cannot be read' : 'cannot be used';
      log.error({ actor: address, reason: detail, err: error }, `the stored record ${kind}`);
      refuse(items, 'record_unreadable', `the stored record of ${address} ${kind}`);
    },
  };
}

/** In order; events that were merged share a step. */
function observedSteps({ steps }: Folded<ActorEvent, unknown>): ObservedStep[] {
  const counts = new Map<Folded<ActorEvent, unknown>['steps'][number], number>();
  for (const step of steps) counts.set(step, (counts.get(step) ?? 0) + 1);
  return [...counts].flatMap(([step, count]) => {
    if (!step.taken) return [];
    const { event, before, after, answer, deliveries } = step;
    return [{ event, before, after, answer, deliveries: deliveries.map(({ id }) => id), count }];
  });
}
