/** What waits in an actor's mailbox, and how it is answered: exactly once, whatever becomes of its batch. */
import type { ActorEvent } from './definition.ts';
import type { DueTimer } from './fold.ts';

export type HostRefusalCode =
  | 'overloaded'
  | 'busy'
  | 'stopping'
  | 'store_unavailable'
  | 'store_full'
  | 'outcome_unknown'
  | 'not_replicated'
  | 'record_unreadable'
  | 'record_newer'
  | 'idempotency_mismatch'
  | 'idempotency_in_progress'
  | 'idempotency_full';

export type HostReply<Answer> =
  | { answer: Answer; replayed: boolean }
  /** `refused` is a HostRefusalCode or the definition's own. */
  | { refused: string; detail: string };

export interface IdempotencyKey {
  hash: string;
  bodyHash: string;
}

export interface Item {
  input: { event: ActorEvent } | { timer: DueTimer };
  /** Of a timer. */
  dueAt?: number;
  idempotency?: IdempotencyKey;
  /** It was begun elsewhere and must be finished: neither a full mailbox nor a full Redis refuses it. */
  always: boolean;
  /** The first call counts. */
  settle(reply: HostReply<unknown>): void;
}

export function refuse(items: Item[], code: HostRefusalCode, detail: string): void {
  for (const item of items) item.settle({ refused: code, detail });
}
