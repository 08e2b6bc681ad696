/** The answer to what was thrown: a failure of the store has its own, anything else is a fault of ours. */
import { HTTPException } from 'hono/http-exception';
import { PagerFailure } from '../pager/refusal.ts';
import type { Log } from '../runtime/observation.ts';
import type { HttpContext } from './context.ts';
import { problem } from './problem.ts';

export function answerFailure(error: Error, context: HttpContext, log: Log): Response {
  if (error instanceof PagerFailure) return problem(context, error.code, error.message);
  if (error.name === 'BadCursor') return problem(context, 'bad_cursor', error.message);
  // Of the libraries in front of us, about what they could not read.
  if (error instanceof HTTPException && error.status < 500) return problem(context, 'bad_request', error.message);
  // Whoever asked has gone in the middle of the body: there is nobody to answer, and no fault of ours.
  if (context.req.raw.signal.aborted) return problem(context, 'bad_request', 'the request was cut off');
  const requestId = context.get('requestId');
  log.error({ err: error, requestId, method: context.req.method, path: context.req.path }, 'a request failed');
  return problem(context, 'internal', `something went wrong here; the log has it under ${requestId}`);
}
