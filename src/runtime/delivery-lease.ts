/**
 * Whether a delivery is ours to attempt. A lease is as good as what this process
 * heard last: one that waited or slept since asks Redis again, before it attempts
 * and right before anything leaves.
 */
import { type DeliveryHandler, leaseFor } from './delivery-handler.ts';
import { told } from './delivery-outcome.ts';
import type { Partition } from './keys.ts';
import type { Log, Observe } from './observation.ts';
import type { Store } from './store.ts';
import type { StoredDelivery } from './stored-delivery.ts';
import { throughOutages } from './through-outages.ts';

const SECOND = 1_000;
/** After that long the lease may be somebody else's: ask before sending. */
const FRESH_MS = 2 * SECOND;
/** A Redis that takes longer than that to say "it is yours" must not keep anything from being sent. */
const ASKED_AT_MOST = 3;

/** What one attempt is known by. */
export interface Claim {
  partition: Partition;
  token: string;
  /** A person asked for it. */
  force: boolean;
}

/** A delivery that is ours as far as we know. */
export interface Held {
  delivery: StoredDelivery;
  /** When its lease began at the latest, by the monotonic clock; null: Redis was not asked yet. */
  takenAt: number | null;
}

export function createDeliveryLease({
  store,
  handlers,
  observe,
  log,
}: {
  store: Store;
  handlers: Map<string, DeliveryHandler>;
  observe: Observe;
  log: Log;
}) {
  /** Nothing need be asked. */
  const isFresh = ({ takenAt }: Held): boolean =>
    takenAt !== null && performance.now() - takenAt < FRESH_MS && store.beatAgeMs() < FRESH_MS;

  /** Makes sure that it is leased to this attempt, for all that anybody can know; false when it is not ours to do. */
  async function hold(claim: Claim, held: Held): Promise<boolean> {
    // A process that slept, here or while the answer was on its way, must not trust what it held before.
    for (let asked = 0; asked < ASKED_AT_MOST && !isFresh(held); asked++) {
      const takenAt = performance.now();
      const begun = await begin(claim, held.delivery);
      if (begun.status === 'superseded') observe(told(begun.delivery, { state: 'superseded', retryInMs: null }));
      if (begun.status !== 'ok') return false;
      held.takenAt = takenAt;
      if (asked === 0) held.delivery = begun.delivery;
    }
    return true;
  }

  /** While Redis is away the question waits, as long as the lease could be ours. */
  async function begin({ partition, token, force }: Claim, { id, fields }: StoredDelivery) {
    const leaseMs = leaseFor(handlers, fields.kind ?? '');
    return await throughOutages(leaseMs, async () => {
      // A lease is as good as the heartbeat that others heard last.
      if (store.beatAgeMs() > FRESH_MS) await store.beat();
      return await store.begin(partition, id, token, leaseMs, force);
    });
  }

  async function holdAgain(claim: Claim, held: Held): Promise<boolean> {
    try {
      // A person asked for what had failed; by now it is under way, and a final answer ends it.
      return await hold({ ...claim, force: false }, held);
    } catch (err) {
      log.warn({ err, delivery: held.delivery.id }, 'nobody can say whose delivery it is; it is left to the agenda');
      return false;
    }
  }

  return {
    isFresh,
    hold,
    /** For an attempt under way. Never throws, never rejects. */
    stillHeld: (claim: Claim, held: Held): boolean | Promise<boolean> => isFresh(held) || holdAgain(claim, held),
  };
}
