/**
 * The way of every request to the pager: a `Problem` is thrown for whatever is not a
 * success. Each answer teaches the time. Who is not signed in is shown the way in, and
 * who must give the key again is asked for it, whereupon the request is sent again.
 */
import { learnTime } from '../time/now.ts';
import { askForKey } from './ask-for-key.ts';
import { Problem, readProblem } from './problem.ts';

let onSignedOut: () => void = () => undefined;
/** Called whenever an answer says that the session is over. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

export async function send(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  try {
    return await sendOnce(url, init);
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'key_needed') || !(await askForKey())) throw error;
    return await sendOnce(url, init);
  }
}

async function sendOnce(url: string | URL | Request, init: RequestInit): Promise<Response> {
  const sentAt = Date.now();
  const response = await fetch(url, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new Problem({ status: 0, code: 'unreachable', detail: 'The pager can’t be reached.' });
  });
  learnTime(response.headers.get('Date'), sentAt, Date.now());
  if (response.ok) return response;
  const problem = await readProblem(response);
  if (problem.status === 401) onSignedOut();
  throw problem;
}
