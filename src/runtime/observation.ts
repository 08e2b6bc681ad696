/** What the runtime tells whoever counts: a closed union, so that every metric has its place. */
export type Observation =
  | { type: 'committed'; events: number; at: number }
  | { type: 'conflict' }
  | { type: 'stale_timer' }
  /** A due timer that the chart did not take at all: a state was renamed without its timers. */
  | { type: 'timer_not_taken'; actor: string; event: string }
  /** `latenessMs`: commit − due. */
  | { type: 'timer_committed'; actor: string; latenessMs: number }
  | { type: 'delivery'; kind: string; state: string; firstAttemptAfterMs?: number }
  /** An attempt after one whose outcome is not known. */
  | { type: 'repeated'; kind: string; cause: string }
  | { type: 'unreadable_record'; actor: string; reason: string }
  | { type: 'early_wake_up' }
  | { type: 'sweep_found'; items: number };

export type Observe = (observation: Observation) => void;

/** The part of pino that the runtime uses. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
