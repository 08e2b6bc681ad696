/** Failures of the store under the pager's own calls, told apart for its edges: one place, so that every read and every change has it. */
import { NewerRecord, UnreadableRecord } from '../runtime/record.ts';
import { NotReplicated, OutcomeUnknown, StoreFull, StoreUnavailable, toStoreError } from '../runtime/store-errors.ts';
import { PagerFailure } from './refusal.ts';

const CODES = [
  [StoreUnavailable, 'store_unavailable'],
  // Before the next one, of which it is a kind.
  [NotReplicated, 'not_replicated'],
  [OutcomeUnknown, 'outcome_unknown'],
  [StoreFull, 'store_full'],
  [UnreadableRecord, 'record_unreadable'],
  [NewerRecord, 'record_newer'],
] as const;

/** A known failure as a `PagerFailure`; anything else is a bug and stays what it is. */
function toFailure(error: unknown): unknown {
  const told = toStoreError(error);
  const code = CODES.find(([kind]) => told instanceof kind)?.[1];
  return code ? new PagerFailure(code, (told as Error).message) : error;
}

/** The same object, whose promises and streams fail with a `PagerFailure` where the store is to blame. */
export function withFailures<T extends object>(target: T): T {
  const entries = Object.entries(target).map(([name, member]) => {
    if (typeof member !== 'function') return [name, member];
    const call = (...args: unknown[]) => {
      const result: unknown = member.apply(target, args);
      if (result instanceof Promise) return result.catch((error) => Promise.reject(toFailure(error)));
      return isStream(result) ? guarded(result) : result;
    };
    return [name, call];
  });
  return Object.fromEntries(entries) as T;
}

export const isUnreadable = (error: unknown): boolean =>
  error instanceof UnreadableRecord || error instanceof NewerRecord;

const isStream = (result: unknown): result is AsyncIterable<unknown> =>
  typeof result === 'object' && result !== null && Symbol.asyncIterator in result;

async function* guarded<T>(stream: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* stream;
  } catch (error) {
    throw toFailure(error);
  }
}
