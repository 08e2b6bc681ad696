/** How an attempt ended, what follows from it, and how both are written down. Pure, but for the retries' jitter. */
import type { ActorEvent } from './definition.ts';
import type { ActorAddress } from './keys.ts';
import type { Observation } from './observation.ts';
import type { StoredDelivery } from './stored-delivery.ts';

const SECOND = 1_000;

/** After the n-th attempt; when the list ends, the delivery has failed. */
const RETRY_AFTER_MS = [2, 5, 15, 60, 180, 600, 1_200, 1_800].map((seconds) => seconds * SECOND);
const LONGEST_RETRY_MS = 3_600 * SECOND;
const REASON_KEPT = 200;
const PROVIDER_ID_KEPT = 100;

export const MESSAGE_KIND = 'message';

export type AttemptOutcome =
  | { state: 'accepted' | 'previewed'; providerId?: string }
  | { state: 'refused'; reason: string }
  /** There is nothing left to be sent about. */
  | { state: 'superseded' }
  /** Nothing was sent: it is another attempt's by now, or nobody's. What became of it is recorded already, or left to the agenda. */
  | { state: 'notHeld' }
  | { state: 'retry'; reason: string; afterMs?: number; unknown: boolean };

export interface Settled {
  state: string;
  reason?: string;
  providerId?: string;
  /** Null: it is final. */
  retryInMs: number | null;
}

/** @param tries attempts so far, this one included */
export function settle(tries: number, outcome: Exclude<AttemptOutcome, { state: 'notHeld' }>): Settled {
  if (outcome.state !== 'retry') {
    const { state } = outcome;
    return {
      state,
      retryInMs: null,
      ...('reason' in outcome && { reason: outcome.reason.slice(0, REASON_KEPT) }),
      ...('providerId' in outcome &&
        outcome.providerId !== undefined && { providerId: outcome.providerId.slice(0, PROVIDER_ID_KEPT) }),
    };
  }
  const reason = outcome.reason.slice(0, REASON_KEPT);
  const standard = RETRY_AFTER_MS[tries - 1];
  if (standard === undefined) return { state: 'failed', reason, retryInMs: null };
  const jittered = Math.round(standard * (0.9 + Math.random() * 0.2));
  return { state: 'pending', reason, retryInMs: Math.min(outcome.afterMs ?? jittered, LONGEST_RETRY_MS) };
}

/** The fields that the outcome adds to the delivery's hash. */
export function outcomeFields({ reason, providerId }: Settled): Record<string, string> {
  return { ...(reason !== undefined && { reason }), ...(providerId !== undefined && { provider: providerId }) };
}

/** A timeline's line about a delivery, whose record says what it was. The begin script writes the same shape for `superseded`. */
export interface OutcomeLine {
  at: number;
  delivery: string;
  state: string;
  tries: number;
  reason?: string;
  retryInMs?: number;
}

export function outcomeLine(delivery: StoredDelivery, { state, reason, retryInMs }: Settled, at: number): OutcomeLine {
  return {
    at,
    delivery: delivery.id,
    state,
    tries: Number(delivery.fields.tries ?? 1),
    ...(reason !== undefined && { reason }),
    ...(retryInMs !== null && { retryInMs }),
  };
}

/** Of the message that tells an actor what an attempt came to. A repetition has the same, another attempt another. */
export const messageId = ({ id, fields }: StoredDelivery): string => `f~${id}~${fields.tries ?? 1}`;

export function messageTo(delivery: StoredDelivery, event: ActorEvent, now: number): StoredDelivery {
  const to: ActorAddress = delivery.fields.actor ?? '';
  return {
    id: messageId(delivery),
    fields: { actor: to, kind: MESSAGE_KIND, at: String(now), state: 'pending' },
    payload: { to, event: JSON.stringify(event) },
  };
}

/** What is told of a delivery whose state changed. */
export function told(delivery: StoredDelivery, { state, reason, retryInMs }: Settled): Observation {
  return {
    type: 'delivery',
    kind: delivery.fields.kind ?? '',
    state,
    actor: delivery.fields.actor ?? '',
    id: delivery.id,
    tries: Number(delivery.fields.tries ?? 1),
    payload: delivery.payload,
    ...(reason !== undefined && { reason }),
    ...(retryInMs !== null && { retryInMs }),
  };
}
