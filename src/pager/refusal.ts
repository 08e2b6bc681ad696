/** What the pager refuses, by stable codes. Expected refusals are returned; `PagerFailure` is one that is thrown. */
import type { HostRefusalCode } from '../runtime/item.ts';

/** Stable codes of what the pager refuses. The HTTP statuses stand in src/http/problem.ts. */
export type RefusalCode =
  | HostRefusalCode
  | 'not_found'
  | 'unknown_service'
  | 'unknown_policy'
  | 'policy_in_use'
  | 'service_in_use'
  | 'incident_open'
  | 'precondition_failed'
  | 'not_retryable'
  | 'too_soon';

export interface Refusal {
  refused: RefusalCode;
  detail: string;
}

/** Thrown where the store fails under a reading or a change of the plan: a `Refusal` that no caller expects. */
export class PagerFailure extends Error {
  override name = 'PagerFailure';
  readonly code: Extract<
    RefusalCode,
    'store_unavailable' | 'store_full' | 'outcome_unknown' | 'not_replicated' | 'record_unreadable' | 'record_newer'
  >;

  constructor(code: PagerFailure['code'], detail: string) {
    super(detail);
    this.code = code;
  }
}
