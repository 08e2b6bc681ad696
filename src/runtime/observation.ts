/** What the runtime tells whoever counts or logs: a closed union, so that every metric has its place. */
import type { AnyMachineSnapshot } from 'xstate';
import type { ActorEvent } from './definition.ts';

/** What one event came to, or several that the machine saw as one. */
export interface ObservedStep {
  event: ActorEvent;
  before: AnyMachineSnapshot;
  after: AnyMachineSnapshot;
  answer: unknown;
  /** Ids of the deliveries that it ordered. */
  deliveries: string[];
  /** How many events it stands for. */
  count: number;
}

export type Observation =
  /** `tookMs`: from the folded batch to Redis' answer. */
  | {
      type: 'committed';
      actor: string;
      commitId: string;
      events: number;
      at: number;
      tookMs: number;
      steps: ObservedStep[];
    }
  | { type: 'conflict'; actor: string }
  | { type: 'stale_timer'; actor: string }
  /** A due timer that the chart did not take at all: a state was renamed without its timers. */
  | { type: 'timer_not_taken'; actor: string; event: string }
  /** `latenessMs`: commit − due. */
  | { type: 'timer_committed'; actor: string; latenessMs: number }
  | { type: 'first_attempt'; kind: string; actor: string; afterMs: number }
  /** `pending`: it is tried again in `retryInMs`. */
  | {
      type: 'delivery';
      kind: string;
      state: string;
      actor: string;
      id: string;
      tries: number;
      payload: Record<string, string>;
      reason?: string;
      retryInMs?: number;
    }
  /** An attempt after one whose outcome is not known. */
  | { type: 'repeated'; kind: string; cause: string }
  | { type: 'unreadable_record'; actor: string; reason: string }
  | { type: 'early_wake_up'; actor: string }
  | { type: 'sweep_found'; items: number };

export type Observe = (observation: Observation) => void;

/** The part of pino that the runtime uses. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
