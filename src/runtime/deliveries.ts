/**
 * Attempts deliveries: what a commit ordered to be done outside. An attempt is
 * taken and settled by compare-and-set on its own token, so that a final answer is
 * recorded once and nothing is attempted after it. It is attempted again only
 * after an unknown outcome or an answer that says "later", always under the same id.
 * Whether it is still ours is asked twice: before it is attempted, and right before
 * anything leaves.
 */
import { nanoid } from 'nanoid';
import type { HandedOver } from './commit-request.ts';
import type { ActorDefinition, ActorEvent } from './definition.ts';
import { attemptWithin, type DeliveryHandler } from './delivery-handler.ts';
import { type Claim, createDeliveryLease, type Held } from './delivery-lease.ts';
import {
  type AttemptOutcome,
  MESSAGE_KIND,
  messageId,
  messageTo,
  outcomeFields,
  outcomeLine,
  type Settled,
  settle,
  told,
} from './delivery-outcome.ts';
import type { ActorAddress, Partition } from './keys.ts';
import { createLanes } from './lanes.ts';
import type { Log, Observe } from './observation.ts';
import type { Store } from './store.ts';
import { OutcomeUnknown } from './store-errors.ts';
import type { StoredDelivery } from './stored-delivery.ts';
import { throughOutages } from './through-outages.ts';

const SECOND = 1_000;

/** As long as this process lives, an outcome that is known is worth recording. */
const RECORD_WITHIN_MS = 60 * SECOND;

type Job = Claim & Held;

export type Deliveries = ReturnType<typeof createDeliveries>;

export function createDeliveries({
  store,
  handlers,
  definitionOf,
  retryAt,
  freed,
  observe,
  log,
}: {
  store: Store;
  /** By kind; it must hold one for `message`. */
  handlers: Map<string, DeliveryHandler>;
  definitionOf: (address: ActorAddress) => { definition: ActorDefinition; id: string };
  /** Wakes somebody at that time; the agenda has it already. */
  retryAt: (id: string, tries: number, address: ActorAddress, dueAt: number) => void;
  /** Another one of that kind could be attempted here at once. */
  freed: (kind: string) => void;
  observe: Observe;
  log: Log;
}) {
  const lanes = createLanes<Job>({
    slots: (kind) => handlers.get(kind)?.concurrency ?? 1,
    run: (job) =>
      work(job).catch((err) => log.warn({ err, delivery: job.delivery.id }, 'a delivery is left to the agenda')),
    freed,
  });
  const lease = createDeliveryLease({ store, handlers, observe, log });
  const enqueue = (job: Job) => lanes.put(job.delivery.fields.kind ?? '', job.delivery.id, job);

  async function work(job: Job): Promise<void> {
    const held: Held = { delivery: job.delivery, takenAt: job.takenAt };
    if (!lease.isFresh(held) && !(await lease.hold(job, held))) return;
    const isTakenOver = job.takenAt === null && !job.delivery.fields.tries && held.delivery.fields.was === 'sending';
    // Whoever had it stopped, or slept, without recording what came of it.
    if (isTakenOver) observe({ type: 'repeated', kind: kindOf(held.delivery), cause: 'node_lost' });
    const outcome = await attempt(job, held);
    if (outcome.state !== 'notHeld') await record(job, held.delivery, outcome);
  }

  function attempt(job: Job, held: Held): Promise<AttemptOutcome> | AttemptOutcome {
    const { delivery } = held;
    const { kind = '', actor = '', tries, at } = delivery.fields;
    const now = store.now();
    if (tries === '1') observe({ type: 'first_attempt', kind, actor, afterMs: now - Number(at) });
    const handler = handlers.get(kind);
    if (!handler) return { state: 'refused', reason: `nothing here delivers "${kind}"` };
    return attemptWithin(handler, delivery, { now, stillHeld: () => lease.stillHeld(job, held) }, log);
  }

  /** An outcome that is known and not recorded would be sent again. */
  async function record(
    { partition, token }: Job,
    delivery: StoredDelivery,
    outcome: Exclude<AttemptOutcome, { state: 'notHeld' }>,
  ): Promise<void> {
    const kind = kindOf(delivery);
    const tries = Number(delivery.fields.tries ?? 1);
    const settled = settle(tries, outcome);
    const isForgotten = handlers.get(kind)?.isForgotten ?? false;
    if (isForgotten && settled.retryInMs === null) {
      if (settled.state !== 'accepted')
        log.error({ delivery: delivery.id, kind, reason: settled.reason }, 'a delivery is given up');
      await throughOutages(RECORD_WITHIN_MS, () => store.forget(partition, delivery.id));
      observe(told(delivery, settled));
      return;
    }
    const event = isForgotten ? null : eventAbout(delivery, settled);
    if (!(await finish(partition, delivery, token, settled, event))) {
      log.warn({ delivery: delivery.id, state: settled.state }, 'another attempt took over; its outcome counts');
      return;
    }
    observe(told(delivery, settled));
    if (settled.retryInMs !== null) {
      if (outcome.state === 'retry' && outcome.unknown) observe({ type: 'repeated', kind, cause: 'unknown_outcome' });
      retryAt(delivery.id, tries, delivery.fields.actor ?? '', store.now() + settled.retryInMs);
    }
    if (event) await api.take(partition, messageId(delivery));
  }

  /** False when another attempt took over meanwhile. */
  function finish(
    partition: Partition,
    delivery: StoredDelivery,
    token: string,
    settled: Settled,
    event: ActorEvent | null,
  ): Promise<boolean> {
    const { actor = '', timeline } = delivery.fields;
    let unsure = false;
    return throughOutages(RECORD_WITHIN_MS, async () => {
      const at = store.now();
      try {
        const status = await store.finish(partition, {
          id: delivery.id,
          token,
          state: settled.state,
          fields: { ...outcomeFields(settled), ...(event && { told: '1' }) },
          retryInMs: settled.retryInMs,
          timeline: timeline
            ? { key: partition.timeline(timeline), line: JSON.stringify(outcomeLine(delivery, settled, at)) }
            : null,
          feedLine: JSON.stringify({ a: actor, d: delivery.id, state: settled.state }),
          message: event ? messageTo(delivery, event, at) : null,
        });
        // Asked again after no answer came: what is settled by now was settled by that.
        return status === 'ok' || unsure;
      } catch (error) {
        unsure ||= error instanceof OutcomeUnknown;
        throw error;
      }
    });
  }

  /** What its actor must hear: that it failed for good, and that it did not after all. */
  function eventAbout({ id, fields, payload }: StoredDelivery, { state, reason = '' }: Settled): ActorEvent | null {
    const hasFailed = state === 'failed' || state === 'refused';
    const hasRecovered = state === 'accepted' && fields.told === '1';
    if (!hasFailed && !hasRecovered) return null;
    const { definition } = definitionOf(fields.actor ?? '');
    const about = { id, timeline: fields.timeline ?? null, payload };
    return (hasFailed ? definition.deliveryFailed?.(about, reason) : definition.deliveryRecovered?.(about)) ?? null;
  }

  /** The kind decides which lane it waits in. Without a record `begin` finds it gone, and clears the agenda of it. */
  const laneOf = async (partition: Partition, id: string) => (await store.kindOf(partition, id)) ?? MESSAGE_KIND;

  const api = {
    /** The first attempts of what this node committed: no further question, as long as they start at once. */
    handOver(address: ActorAddress, items: (HandedOver & { ask: boolean })[], since: { at: number; takenAt: number }) {
      const partition = store.keys.partitionOf(address);
      for (const { delivery, token, ask } of items) {
        const { id, kind } = delivery;
        const fields: StoredDelivery['fields'] = { actor: address, kind, at: String(since.at), tries: '1' };
        if (delivery.timeline !== null) fields.timeline = delivery.timeline;
        const takenAt = ask ? null : since.takenAt;
        enqueue({ partition, delivery: { id, fields, payload: delivery.payload }, token, takenAt, force: false });
      }
    },

    /** One that was found in the agenda; `force`: a person asked, before its next attempt is due. */
    async take(partition: Partition, id: string, { force = false } = {}): Promise<void> {
      const kind = await laneOf(partition, id);
      enqueue({ partition, delivery: { id, fields: { kind }, payload: {} }, token: nanoid(10), takenAt: null, force });
    },

    /** The same, unless it would have to wait here. */
    async takeIfRoom(partition: Partition, id: string): Promise<{ isTaken: boolean; kind: string }> {
      const kind = await laneOf(partition, id);
      if (lanes.free(kind) === 0) return { isTaken: false, kind };
      enqueue({
        partition,
        delivery: { id, fields: { kind }, payload: {} },
        token: nanoid(10),
        takenAt: null,
        force: false,
      });
      return { isTaken: true, kind };
    },

    /** By kind, how many could be attempted here at once. */
    room: (): Record<string, number> =>
      Object.fromEntries([...handlers.keys()].map((kind) => [kind, lanes.free(kind)])),

    /** Resolves when no attempt is under way or waits. */
    idle: lanes.idle,

    /** Finishes the attempts under way; what waits stays in the agenda for whoever lives. */
    stop: lanes.stop,
  };
  return api;
}

const kindOf = (delivery: StoredDelivery): string => delivery.fields.kind ?? '';
