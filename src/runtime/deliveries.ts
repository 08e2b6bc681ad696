/**
 * Attempts deliveries: what a commit ordered to be done outside. An attempt is
 * taken and settled by compare-and-set on its own token, so that a final answer is
 * recorded once and nothing is attempted after it. It is attempted again only
 * after an unknown outcome or an answer that says "later", always under the same id.
 */
import { nanoid } from 'nanoid';
import type { HandedOver } from './commit-request.ts';
import type { ActorDefinition, ActorEvent } from './definition.ts';
import type { ActorAddress, Partition } from './keys.ts';
import type { Log, Observe } from './observation.ts';
import { OutcomeUnknown, type Store, type StoredDelivery, StoreUnavailable } from './store.ts';

const SECOND = 1_000;

/** After the n-th attempt; when the list ends, the delivery has failed. */
const RETRY_AFTER_MS = [2, 5, 15, 60, 180, 600, 1_200, 1_800].map((seconds) => seconds * SECOND);
const LONGEST_RETRY_MS = 3_600 * SECOND;
/** After that long the lease may be somebody else's: ask before sending. */
const FRESH_MS = 2 * SECOND;
const WAITING = 10_000;

export const MESSAGE_KIND = 'message';

export type AttemptOutcome =
  | { state: 'accepted' | 'previewed'; providerId?: string }
  | { state: 'refused'; reason: string }
  /** There is nothing left to be sent about. */
  | { state: 'superseded' }
  | { state: 'retry'; reason: string; afterMs?: number; unknown: boolean };

export interface DeliveryHandler {
  /** Attempts under way at once. */
  concurrency: number;
  attemptLimitMs: number;
  /** `now`: Redis' clock, epoch ms. A throw is an unknown outcome. */
  attempt(
    delivery: { id: string; actor: ActorAddress; tries: number; createdAt: number; payload: Record<string, string> },
    context: { now: number; signal: AbortSignal },
  ): Promise<AttemptOutcome>;
}

/** How long an attempt is leased: past its own limit, so that its end can still be recorded. */
export function leaseFor(handlers: Map<string, DeliveryHandler>, kind: string): number {
  return (handlers.get(kind)?.attemptLimitMs ?? 10 * SECOND) + 2 * SECOND;
}

interface Job {
  partition: Partition;
  delivery: StoredDelivery;
  token: string;
  takenAt: number;
  /** Redis is asked before the attempt. */
  begin: boolean;
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
  const underWay = new Set<string>();
  const lanes = new Map<string, { running: number; waiting: Job[] }>();
  const idlers: (() => void)[] = [];

  const laneOf = (kind: string) => {
    let lane = lanes.get(kind);
    if (!lane) {
      lane = { running: 0, waiting: [] };
      lanes.set(kind, lane);
    }
    return lane;
  };

  function enqueue(job: Job): void {
    const { id, fields } = job.delivery;
    const lane = laneOf(fields.kind ?? '');
    // What finds no room stays in the agenda, and is taken when its lease ends.
    if (underWay.has(id) || lane.waiting.length >= WAITING) return;
    underWay.add(id);
    lane.waiting.push(job);
    pump(fields.kind ?? '');
  }

  function pump(kind: string): void {
    const lane = laneOf(kind);
    const concurrency = handlers.get(kind)?.concurrency ?? 1;
    while (lane.running < concurrency) {
      const job = lane.waiting.shift();
      if (!job) break;
      lane.running++;
      void work(job)
        .catch((error) => log.warn({ err: error, delivery: job.delivery.id }, 'a delivery is left to the agenda'))
        .finally(() => {
          lane.running--;
          underWay.delete(job.delivery.id);
          pump(kind);
          if (underWay.size === 0) for (const resolve of idlers.splice(0)) resolve();
        });
    }
  }

  async function work(job: Job): Promise<void> {
    const { partition, token } = job;
    let delivery = job.delivery;
    if (job.begin || performance.now() - job.takenAt > FRESH_MS) {
      const begun = await beginSurely(job);
      if (begun.status === 'superseded')
        observe({ type: 'delivery', kind: begun.delivery.fields.kind ?? '', state: 'superseded' });
      if (begun.status !== 'ok') return;
      delivery = begun.delivery;
      // Whoever had it stopped, or slept, without recording what came of it.
      if (delivery.fields.was === 'sending' && !job.delivery.fields.tries) {
        observe({ type: 'repeated', kind: delivery.fields.kind ?? '', cause: 'node_lost' });
      }
    }
    const kind = delivery.fields.kind ?? '';
    const outcome = await attempt(delivery);
    await finishSurely(partition, delivery, token, outcome);
    if (outcome.state === 'retry' && outcome.unknown) observe({ type: 'repeated', kind, cause: 'unknown_outcome' });
  }

  /** While Redis is away the question waits, as long as the lease could be ours. */
  async function beginSurely(job: Job) {
    const kind = job.delivery.fields.kind ?? '';
    const leaseMs = leaseFor(handlers, kind);
    const until = performance.now() + leaseMs;
    for (;;) {
      try {
        return await store.begin(job.partition, job.delivery.id, job.token, leaseMs, job.force);
      } catch (error) {
        if (!isOutage(error) || performance.now() > until) throw error;
        await delay(200);
      }
    }
  }

  async function attempt(delivery: StoredDelivery): Promise<AttemptOutcome> {
    const { kind = '', actor = '', tries = '1', at = '0' } = delivery.fields;
    const handler = handlers.get(kind);
    if (!handler) return { state: 'refused', reason: `nothing here delivers "${kind}"` };
    const limit = AbortSignal.timeout(handler.attemptLimitMs);
    const now = store.now();
    if (tries === '1') observe({ type: 'delivery', kind, state: 'attempt', firstAttemptAfterMs: now - Number(at) });
    const timedOut = new Promise<AttemptOutcome>((resolve) => {
      limit.addEventListener('abort', () =>
        resolve({ state: 'retry', reason: `no answer within ${handler.attemptLimitMs / SECOND} s`, unknown: true }),
      );
    });
    try {
      const payload = payloadOf(delivery);
      const input = { id: delivery.id, actor, tries: Number(tries), createdAt: Number(at), payload };
      return await Promise.race([handler.attempt(input, { now, signal: limit }), timedOut]);
    } catch (error) {
      log.error({ err: error, delivery: delivery.id }, 'a delivery attempt threw');
      return { state: 'retry', reason: error instanceof Error ? error.message : String(error), unknown: true };
    }
  }

  /**
   * An outcome that is known and not recorded would be sent again: as long as this
   * process lives it tries to record it, and holds the delivery meanwhile.
   */
  async function finishSurely(
    partition: Partition,
    delivery: StoredDelivery,
    token: string,
    outcome: AttemptOutcome,
  ): Promise<void> {
    const until = performance.now() + 60 * SECOND;
    for (;;) {
      try {
        return await finish(partition, delivery, token, outcome);
      } catch (error) {
        if (!isOutage(error) || performance.now() > until) throw error;
        await delay(200);
      }
    }
  }

  async function finish(
    partition: Partition,
    delivery: StoredDelivery,
    token: string,
    outcome: AttemptOutcome,
  ): Promise<void> {
    const { kind = '', actor = '', timeline } = delivery.fields;
    const tries = Number(delivery.fields.tries ?? 1);
    const settled = settle(tries, outcome);
    if (kind === MESSAGE_KIND && settled.retryInMs === null) {
      if (settled.state !== 'accepted')
        log.error({ delivery: delivery.id, reason: settled.reason }, 'a message to an actor is given up');
      return await store.forget(partition, delivery.id);
    }
    const event = kind === MESSAGE_KIND ? null : failureEvent(delivery, settled);
    const at = store.now();
    const status = await store.finish(partition, {
      id: delivery.id,
      token,
      state: settled.state,
      fields: {
        ...(settled.reason !== undefined && { reason: settled.reason.slice(0, 200) }),
        ...(settled.providerId !== undefined && { provider: settled.providerId.slice(0, 100) }),
      },
      retryInMs: settled.retryInMs,
      timeline: timeline
        ? { key: partition.timeline(timeline), line: JSON.stringify(outcomeLine(delivery, settled, at)) }
        : null,
      feedLine: JSON.stringify({ a: actor, d: delivery.id, state: settled.state }),
      message: event ? messageTo(delivery.id, actor, event, at) : null,
    });
    // Another attempt took over while this one slept: its answer is what counts.
    if (status === 'lost') observe({ type: 'repeated', kind, cause: 'lease_lost' });
    if (status !== 'ok') return;
    observe({ type: 'delivery', kind, state: settled.state });
    if (settled.retryInMs !== null) retryAt(delivery.id, tries, actor, at + settled.retryInMs);
    if (event) await api.take(partition, `f~${delivery.id}`);
  }

  function failureEvent(delivery: StoredDelivery, settled: Settled): ActorEvent | null {
    if (settled.state !== 'failed' && settled.state !== 'refused') return null;
    const { definition } = definitionOf(delivery.fields.actor ?? '');
    return definition.deliveryFailed?.({ id: delivery.id, payload: payloadOf(delivery) }, settled.reason ?? '') ?? null;
  }

  const idle = (): Promise<void> =>
    underWay.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve));

  const api = {
    /** The first attempts of what this node committed: no further question, as long as they start at once. */
    handOver(address: ActorAddress, items: (HandedOver & { begin: boolean })[]): void {
      const partition = store.keys.partitionOf(address);
      const createdAt = String(store.now());
      for (const { delivery, token, begin } of items) {
        const fields: Record<string, string> = { actor: address, kind: delivery.kind, at: createdAt, tries: '1' };
        if (delivery.timeline !== null) fields.timeline = delivery.timeline;
        for (const [name, value] of Object.entries(delivery.payload)) fields[`p.${name}`] = value;
        enqueue({
          partition,
          delivery: { id: delivery.id, fields },
          token,
          takenAt: performance.now(),
          begin,
          force: false,
        });
      }
    },

    /** One that was found in the agenda; `force`: a person asked, before its next attempt is due. */
    async take(partition: Partition, id: string, { force = false } = {}): Promise<void> {
      // The kind decides which lane it waits in. Without a record `begin` finds it gone, and clears the agenda of it.
      const kind = (await store.redis.hget(partition.delivery(id), 'kind')) ?? MESSAGE_KIND;
      const delivery = { id, fields: { kind } };
      enqueue({ partition, delivery, token: nanoid(10), takenAt: performance.now(), begin: true, force });
    },

    /** Resolves when no attempt is under way or waits. */
    idle,

    /** Finishes the attempts under way; what waits stays in the agenda for whoever lives. */
    stop(): Promise<void> {
      for (const lane of lanes.values()) for (const job of lane.waiting.splice(0)) underWay.delete(job.delivery.id);
      return idle();
    },
  };
  return api;
}

/** The message that tells an actor of a delivery's failure: its id makes a repetition known. */
function messageTo(cause: string, address: ActorAddress, event: ActorEvent, now: number) {
  const fields = {
    actor: address,
    kind: MESSAGE_KIND,
    at: String(now),
    state: 'pending',
    'p.to': address,
    'p.event': JSON.stringify(event),
  };
  return { id: `f~${cause}`, fields };
}

interface Settled {
  state: string;
  reason?: string;
  providerId?: string;
  /** Null: it is final. */
  retryInMs: number | null;
}

function settle(tries: number, outcome: AttemptOutcome): Settled {
  if (outcome.state !== 'retry') return { ...outcome, retryInMs: null };
  const standard = RETRY_AFTER_MS[tries - 1];
  if (standard === undefined) return { state: 'failed', reason: outcome.reason, retryInMs: null };
  const jittered = Math.round(standard * (0.9 + Math.random() * 0.2));
  return {
    state: 'pending',
    reason: outcome.reason,
    retryInMs: Math.min(outcome.afterMs ?? jittered, LONGEST_RETRY_MS),
  };
}

/** A timeline's line about a delivery. The begin script writes the same shape for `superseded`. */
export interface OutcomeLine {
  at: number;
  delivery: string;
  kind: string;
  state: string;
  tries: number;
  reason?: string;
  retryInMs?: number;
  payload: Record<string, string>;
}

function outcomeLine(delivery: StoredDelivery, settled: Settled, at: number): OutcomeLine {
  return {
    at,
    delivery: delivery.id,
    kind: delivery.fields.kind ?? '',
    state: settled.state,
    tries: Number(delivery.fields.tries ?? 1),
    ...(settled.reason !== undefined && { reason: settled.reason.slice(0, 200) }),
    ...(settled.retryInMs !== null && { retryInMs: settled.retryInMs }),
    payload: payloadOf(delivery),
  };
}

function payloadOf(delivery: StoredDelivery): Record<string, string> {
  const payload: Record<string, string> = {};
  for (const [name, value] of Object.entries(delivery.fields)) {
    if (name.startsWith('p.')) payload[name.slice(2)] = value;
  }
  return payload;
}

function isOutage(error: unknown): boolean {
  return error instanceof StoreUnavailable || error instanceof OutcomeUnknown;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
