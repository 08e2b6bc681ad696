/**
 * Problem details (RFC 9457): the one form in which the API says no. `code` is
 * stable and `detail` is for people; the table says which status a code has.
 * `type` stays `about:blank`, so `title` is the status' own phrase.
 */
import { STATUS_CODES } from 'node:http';
import type { RefusalCode } from '../pager/refusal.ts';
import type { HttpContext } from './context.ts';

/** Codes of the edge's own. */
type EdgeCode =
  | 'bad_json'
  | 'bad_request'
  | 'bad_cursor'
  | 'bad_header'
  | 'bad_parameter'
  | 'unknown_query_parameter'
  | 'unauthorized'
  | 'cross_site'
  | 'forbidden'
  | 'key_needed'
  | 'method_not_allowed'
  | 'too_large'
  | 'unsupported_media_type'
  | 'too_many_requests'
  | 'invalid'
  | 'internal';

export type ProblemCode = RefusalCode | EdgeCode;

export const STATUS_OF = {
  bad_json: 400,
  bad_request: 400,
  bad_cursor: 400,
  bad_header: 400,
  bad_parameter: 400,
  unknown_query_parameter: 400,
  unauthorized: 401,
  cross_site: 403,
  forbidden: 403,
  key_needed: 403,
  not_found: 404,
  unknown_service: 404,
  method_not_allowed: 405,
  idempotency_in_progress: 409,
  incident_open: 409,
  not_retryable: 409,
  policy_in_use: 409,
  service_in_use: 409,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media_type: 415,
  idempotency_mismatch: 422,
  invalid: 422,
  unknown_policy: 422,
  idempotency_full: 429,
  too_many_requests: 429,
  too_soon: 429,
  internal: 500,
  record_unreadable: 500,
  busy: 503,
  not_replicated: 503,
  outcome_unknown: 503,
  overloaded: 503,
  record_newer: 503,
  stopping: 503,
  store_full: 503,
  store_unavailable: 503,
} as const satisfies Record<ProblemCode, number>;

/** When to try again, in seconds, for what passes by itself. */
export const RETRY_AFTER_SECONDS: Partial<Record<ProblemCode, number>> = {
  idempotency_in_progress: 1,
  idempotency_full: 60,
  too_many_requests: 1,
  too_soon: 10,
  busy: 1,
  not_replicated: 2,
  outcome_unknown: 2,
  overloaded: 1,
  record_newer: 10,
  stopping: 2,
  store_full: 10,
  store_unavailable: 2,
};

/** One thing that is wrong with the input. */
export interface InputError {
  /** JSON pointer (RFC 6901) to the value, within that part of the request. */
  pointer: string;
  message: string;
  /** The body, unless said otherwise. */
  in?: 'query' | 'path' | 'header';
}

export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  requestId: string;
  errors?: InputError[];
}

/** The answer to a request that is refused. */
export function problem(
  context: HttpContext,
  code: ProblemCode,
  detail: string,
  { errors, headers = {} }: { errors?: InputError[]; headers?: Record<string, string> } = {},
): Response {
  const status = STATUS_OF[code];
  const retryAfter = RETRY_AFTER_SECONDS[code];
  const details: ProblemDetails = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail,
    requestId: context.get('requestId'),
    ...(errors && { errors }),
  };
  context.set('refusal', { code, detail });
  return context.body(JSON.stringify(details), status, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    ...headers,
  });
}

/** The answer to what the pager refused, or a throw of its store: its code is the problem's. */
export const refusalProblem = (context: HttpContext, { refused, detail }: { refused: RefusalCode; detail: string }) =>
  problem(context, refused, detail);
