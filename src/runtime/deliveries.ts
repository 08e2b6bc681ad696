/**
 * Attempts deliveries: what a commit ordered to be done outside. An attempt is
 * taken and settled by compare-and-set on its own token, so that a final answer is
 * recorded once and nothing is attempted after it. It is attempted again only
 * after an unknown outcome or an answer that says "later", always under the same id.
 */
import { nanoid } from 'nanoid';
import type { HandedOver } from './commit-request.ts';
import type { ActorDefinition, ActorEvent } from './definition.ts';
import { attemptWithin, type DeliveryHandler, leaseFor } from './delivery-handler.ts';
import {
  type AttemptOutcome,
  MESSAGE_KIND,
  messageTo,
  outcomeFields,
  outcomeLine,
  payloadOf,
  type Settled,
  settle,
} from './delivery-outcome.ts';
import type { ActorAddress, Partition } from './keys.ts';
import { createLanes } from './lanes.ts';
import type { Log, Observation, Observe } from './observation.ts';
import type { Store, StoredDelivery } from './store.ts';
import { OutcomeUnknown } from './store-errors.ts';
import { throughOutages } from './through-outages.ts';

const SECOND = 1_000;

/** After that long the lease may be somebody else's: ask before sending. */
const FRESH_MS = 2 * SECOND;
/** A Redis that takes longer than that to say "it is yours" must not keep anything from being sent. */
const ASKED_AT_MOST = 3;
/** As long as this process lives, an outcome that is known is worth recording. */
const RECORD_WITHIN_MS = 60 * SECOND;

interface Job {
  partition: Partition;
  delivery: StoredDelivery;
  token: string;
  /** When its lease began at the latest, by the monotonic clock; null: Redis is asked before the attempt. */
  takenAt: number | null;
  force: boolean;
}

export type Deliveries = ReturnType<typeof createDeliveries>;

export function createDeliveries({
  store,
  handlers,
  definitionOf,
  retryAt,
  observe,
  log,
}: {
  store: Store;
  /** By kind; it must hold one for `message`. */
  handlers: Map<string, DeliveryHandler>;
  definitionOf: (address: ActorAddress) => { definition: ActorDefinition; id: string };
  /** Wakes somebody at that time; the agenda has it already. */
  retryAt: (id: string, tries: number, address: ActorAddress, dueAt: number) => void;
  observe: Observe;
  log: Log;
}) {
  const lanes = createLanes<Job>({
    slots: (kind) => handlers.get(kind)?.concurrency ?? 1,
    run: (job) =>
      work(job).catch((err) => log.warn({ err, delivery: job.delivery.id }, 'a delivery is left to the agenda')),
  });
  const enqueue = (job: Job) => lanes.put(job.delivery.fields.kind ?? '', job.delivery.id, job);

  async function work(job: Job): Promise<void> {
    const delivery = await hold(job);
    if (!delivery) return;
    const outcome = await attempt(delivery);
    await record(job, delivery, outcome);
  }

  /** The delivery, leased to this attempt for all that anybody can know; null when it is not ours to do. */
  async function hold(job: Job): Promise<StoredDelivery | null> {
    let { delivery, takenAt } = job;
    const isFresh = () => takenAt !== null && performance.now() - takenAt < FRESH_MS && store.beatAgeMs() < FRESH_MS;
    // A process that slept, here or while the answer was on its way, must not trust what it held before.
    for (let asked = 0; asked < ASKED_AT_MOST && !isFresh(); asked++) {
      takenAt = performance.now();
      const begun = await begin(job);
      if (begun.status === 'superseded') observe(told(begun.delivery, { state: 'superseded', retryInMs: null }));
      if (begun.status !== 'ok') return null;
      delivery = begun.delivery;
      // Whoever had it stopped, or slept, without recording what came of it.
      const isTakenOver = asked === 0 && job.takenAt === null && !job.delivery.fields.tries;
      if (isTakenOver && delivery.fields.was === 'sending') {
        observe({ type: 'repeated', kind: kindOf(delivery), cause: 'node_lost' });
      }
    }
    return delivery;
  }

  /** While Redis is away the question waits, as long as the lease could be ours. */
  async function begin({ partition, delivery, token, force }: Job) {
    const leaseMs = leaseFor(handlers, kindOf(delivery));
    return await throughOutages(leaseMs, async () => {
      // A lease is as good as the heartbeat that others heard last.
      if (store.beatAgeMs() > FRESH_MS) await store.beat();
      return await store.begin(partition, delivery.id, token, leaseMs, force);
    });
  }

  async function attempt(delivery: StoredDelivery): Promise<AttemptOutcome> {
    const { kind = '', actor = '', tries, at } = delivery.fields;
    const now = store.now();
    if (tries === '1') observe({ type: 'first_attempt', kind, actor, afterMs: now - Number(at) });
    const handler = handlers.get(kind);
    if (!handler) return { state: 'refused', reason: `nothing here delivers "${kind}"` };
    return await attemptWithin(handler, delivery, now, log);
  }

  /** An outcome that is known and not recorded would be sent again. */
  async function record({ partition, token }: Job, delivery: StoredDelivery, outcome: AttemptOutcome): Promise<void> {
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
    const event = isForgotten ? null : failureEvent(delivery, settled);
    if (!(await finish(partition, delivery, token, settled, event))) {
      log.warn({ delivery: delivery.id, state: settled.state }, 'another attempt took over; its outcome counts');
      return;
    }
    observe(told(delivery, settled));
    if (settled.retryInMs !== null) {
      if (outcome.state === 'retry' && outcome.unknown) observe({ type: 'repeated', kind, cause: 'unknown_outcome' });
      retryAt(delivery.id, tries, delivery.fields.actor ?? '', store.now() + settled.retryInMs);
    }
    if (event) await api.take(partition, `f~${delivery.id}`);
  }

  /** False when another attempt took over meanwhile. */
  async function finish(
    partition: Partition,
    delivery: StoredDelivery,
    token: string,
    settled: Settled,
    event: ActorEvent | null,
  ): Promise<boolean> {
    const { actor = '', timeline } = delivery.fields;
    let unsure = false;
    return await throughOutages(RECORD_WITHIN_MS, async () => {
      const at = store.now();
      try {
        const status = await store.finish(partition, {
          id: delivery.id,
          token,
          state: settled.state,
          fields: outcomeFields(settled),
          retryInMs: settled.retryInMs,
          timeline: timeline
            ? { key: partition.timeline(timeline), line: JSON.stringify(outcomeLine(delivery, settled, at)) }
            : null,
          feedLine: JSON.stringify({ a: actor, d: delivery.id, state: settled.state }),
          message: event ? messageTo(delivery.id, actor, event, at) : null,
        });
        // Asked again after no answer came: what is settled by now was settled by that.
        return status === 'ok' || unsure;
      } catch (error) {
        unsure ||= error instanceof OutcomeUnknown;
        throw error;
      }
    });
  }

  function failureEvent(delivery: StoredDelivery, settled: Settled): ActorEvent | null {
    if (settled.state !== 'failed' && settled.state !== 'refused') return null;
    const { definition } = definitionOf(delivery.fields.actor ?? '');
    return definition.deliveryFailed?.({ id: delivery.id, payload: payloadOf(delivery) }, settled.reason ?? '') ?? null;
  }

  const api = {
    /** The first attempts of what this node committed: no further question, as long as they start at once. */
    handOver(address: ActorAddress, items: (HandedOver & { ask: boolean })[], since: { at: number; takenAt: number }) {
      const partition = store.keys.partitionOf(address);
      for (const { delivery, token, ask } of items) {
        const { id, kind } = delivery;
        const fields: Record<string, string> = { actor: address, kind, at: String(since.at), tries: '1' };
        if (delivery.timeline !== null) fields.timeline = delivery.timeline;
        for (const [name, value] of Object.entries(delivery.payload)) fields[`p.${name}`] = value;
        const takenAt = ask ? null : since.takenAt;
        enqueue({ partition, delivery: { id, fields }, token, takenAt, force: false });
      }
    },

    /** One that was found in the agenda; `force`: a person asked, before its next attempt is due. */
    async take(partition: Partition, id: string, { force = false } = {}): Promise<void> {
      // The kind decides which lane it waits in. Without a record `begin` finds it gone, and clears the agenda of it.
      const kind = (await store.kindOf(partition, id)) ?? MESSAGE_KIND;
      enqueue({ partition, delivery: { id, fields: { kind } }, token: nanoid(10), takenAt: null, force });
    },

    /** Resolves when no attempt is under way or waits. */
    idle: lanes.idle,

    /** Finishes the attempts under way; what waits stays in the agenda for whoever lives. */
    stop: lanes.stop,
  };
  return api;
}

const kindOf = (delivery: StoredDelivery): string => delivery.fields.kind ?? '';

function told(delivery: StoredDelivery, { state, reason, retryInMs }: Settled): Observation {
  return {
    type: 'delivery',
    kind: kindOf(delivery),
    state,
    actor: delivery.fields.actor ?? '',
    id: delivery.id,
    tries: Number(delivery.fields.tries ?? 1),
    payload: payloadOf(delivery),
    ...(reason !== undefined && { reason }),
    ...(retryInMs !== null && { retryInMs }),
  };
}
