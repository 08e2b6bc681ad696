/** What attempts a kind of delivery outside, and one attempt of it, which has an outcome whatever the outside does. */
import type { KnownDelivery } from './definition.ts';
import type { AttemptOutcome } from './delivery-outcome.ts';
import type { ActorAddress } from './keys.ts';
import type { Log } from './observation.ts';
import type { StoredDelivery } from './stored-delivery.ts';

const SECOND = 1_000;

/** What is needed of an `AbortSignal`, which takes longer to make than all else that is done around an attempt. */
export interface AttemptSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', act: () => void): void;
  removeEventListener(type: 'abort', act: () => void): void;
}

class Ending implements AttemptSignal {
  aborted = false;
  readonly #acts = new Set<() => void>();

  addEventListener(_type: 'abort', act: () => void): void {
    this.#acts.add(act);
  }

  removeEventListener(_type: 'abort', act: () => void): void {
    this.#acts.delete(act);
  }

  abort(): void {
    this.aborted = true;
    for (const act of this.#acts) act();
  }
}

export interface AttemptContext {
  now: number;
  /** Aborts when the attempt has taken too long. */
  signal: AttemptSignal;
  /**
   * To be asked right before anything leaves, as late as can be: a process that was stopped in the middle may have
   * lost the delivery to another one. False: nothing may be sent, and the outcome is `notHeld`. A promise, which never
   * rejects, only when time has passed and Redis must be asked.
   */
  stillHeld(): boolean | Promise<boolean>;
}

export interface DeliveryHandler {
  /** Attempts under way at once. */
  concurrency: number;
  attemptLimitMs: number;
  /** Nobody reads what became of it: once it is settled, nothing is kept of it. */
  isForgotten?: boolean;
  /** `now`: Redis' clock, epoch ms. A throw is an unknown outcome. */
  attempt(
    delivery: KnownDelivery & { actor: ActorAddress; tries: number; createdAt: number },
    context: AttemptContext,
  ): Promise<AttemptOutcome>;
}

/** How long an attempt is leased: past its own limit, so that its end can still be recorded. */
export function leaseFor(handlers: Map<string, DeliveryHandler>, kind: string): number {
  return (handlers.get(kind)?.attemptLimitMs ?? 10 * SECOND) + 2 * SECOND;
}

/** `now`: Redis' clock, epoch ms. Never throws. */
export async function attemptWithin(
  handler: DeliveryHandler,
  delivery: StoredDelivery,
  { now, stillHeld }: Pick<AttemptContext, 'now' | 'stillHeld'>,
  log: Log,
): Promise<AttemptOutcome> {
  const { actor = '', tries = '1', at = '0', timeline = null } = delivery.fields;
  const limit = startLimit(handler.attemptLimitMs);
  try {
    const { id, payload } = delivery;
    const input = { id, actor, tries: Number(tries), createdAt: Number(at), timeline, payload };
    // What is answered after the limit is not heard: by then it is recorded as unknown, once.
    const context = {
      now,
      signal: limit.signal,
      // An attempt that is recorded as unknown is over: another one may be under way.
      stillHeld: () => {
        if (limit.signal.aborted) return false;
        const isHeld = stillHeld();
        return typeof isHeld === 'boolean' ? isHeld : isHeld.then((held) => held && !limit.signal.aborted);
      },
    };
    return await limit.within(handler.attempt(input, context));
  } catch (error) {
    log.error({ err: error, delivery: delivery.id }, 'a delivery attempt threw');
    return { state: 'retry', reason: error instanceof Error ? error.message : String(error), unknown: true };
  } finally {
    limit.lift();
  }
}

/** Ends an attempt that takes too long: its signal aborts, and its outcome is unknown. */
function startLimit(ms: number) {
  const signal = new Ending();
  let reached: () => void = () => undefined;
  const timer = setTimeout(() => {
    signal.abort();
    reached();
  }, ms);
  return {
    signal,
    within: (attempt: Promise<AttemptOutcome>) =>
      new Promise<AttemptOutcome>((resolve, reject) => {
        reached = () => resolve({ state: 'retry', reason: `no answer within ${ms / SECOND} s`, unknown: true });
        attempt.then(resolve, reject);
      }),
    lift: () => clearTimeout(timer),
  };
}
