/** Failures of the store under the pager's own calls, told apart for its edges: one place, so that every read and every change has it. */
import { NewerRecord, UnreadableRecord } from '../runtime/record.ts';
import { OutcomeUnknown, StoreFull, StoreUnavailable, toStoreError } from '../runtime/store.ts';
import { PagerFailure } from './types.ts';

const CODES = [
  [StoreUnavailable, 'store_unavailable'],
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

/** The same object, whose promises fail with a `PagerFailure` where the store is to blame. Streams are left alone. */
export function withFailures<T extends object>(target: T): T {
  const entries = Object.entries(target).map(([name, member]) => {
    if (typeof member !== 'function') return [name, member];
    const guarded = (...args: unknown[]) => {
      const result: unknown = member.apply(target, args);
      return result instanceof Promise ? result.catch((error) => Promise.reject(toFailure(error))) : result;
    };
    return [name, guarded];
  });
  return Object.fromEntries(entries) as T;
}

export const isUnreadable = (error: unknown): boolean =>
  error instanceof UnreadableRecord || error instanceof NewerRecord;
