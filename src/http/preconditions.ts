/**
 * Conditional requests (RFC 9110, 13). The ETag is the revision of the configuration:
 * what else an answer shows (who uses a policy, a service's state) is not part of it.
 */
import type { WriteCondition } from '../pager/plan-types.ts';
import type { HttpContext } from './context.ts';
import { problem } from './problem.ts';

export const etagOf = (revision: number): string => `"${revision}"`;

/** For the contract. */
export const WRITE_HEADERS = {
  'If-Match': 'The ETag that was read: 412 when it was changed since',
  'If-None-Match': '`*` creates only: 412 when it exists',
};

/**
 * The condition of a write, or the answer that refuses it.
 * @param current the revision that it has now, null when there is none; asked only where a header needs it
 */
export async function readCondition(
  context: HttpContext,
  current: () => Promise<number | null>,
): Promise<WriteCondition | Response> {
  const ifMatch = context.req.header('if-match');
  const ifNoneMatch = context.req.header('if-none-match');
  if (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*') {
    return problem(context, 'bad_header', 'If-None-Match: expected *, which creates only');
  }
  const createOnly = ifNoneMatch === undefined ? {} : { createOnly: true };
  if (ifMatch === undefined) return createOnly;
  if (ifMatch.trim() !== '*' && !TAGS.test(ifMatch)) {
    return problem(context, 'bad_header', 'If-Match: expected an ETag as it was answered, in its quotes, or *');
  }
  const only = /^"(\d{1,15})"$/.exec(ifMatch.trim());
  if (only) return { ...createOnly, ifMatch: Number(only[1]) };
  // One of several, or any: the write is bound to the one that is there now.
  const revision = await current();
  if (revision === null || (ifMatch.trim() !== '*' && !tagsOf(ifMatch).includes(etagOf(revision)))) {
    return problem(context, 'precondition_failed', 'it has none of the revisions in If-Match');
  }
  return { ...createOnly, ifMatch: revision };
}

/** Whether the caller has that revision already. Weak comparison (RFC 9110, 13.1.2). */
export function isNotModified(context: HttpContext, revision: number): boolean {
  const ifNoneMatch = context.req.header('if-none-match');
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || tagsOf(ifNoneMatch.replaceAll('W/', '')).includes(etagOf(revision));
}

const TAGS = /^\s*(W\/)?"[^"]*"(\s*,\s*(W\/)?"[^"]*")*\s*$/;
const tagsOf = (header: string): string[] => header.split(',').map((tag) => tag.trim());
