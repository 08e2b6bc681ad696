/**
 * One way to ask the pager: JSON in, JSON out, a `Problem` thrown for whatever is not
 * a success. Each answer teaches the time. Who is not signed in is shown the way in.
 */
import { learnTime } from '../time/now.ts';
import { askForKey } from './ask-for-key.ts';
import { Problem, readProblem } from './problem.ts';

export interface Asked {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** What a form of another site can't send along: with the cookie, the server asks for it. */
const OURS = { 'X-Pager-Console': '1' };

let onSignedOut: () => void = () => undefined;
/** Called whenever an answer says that the session is over. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

export async function request<Answer>(method: string, path: string, asked: Asked = {}): Promise<Answer> {
  return (await requestWithHeaders<Answer>(method, path, asked)).answer;
}

/** For whom the ETag matters. */
export async function requestWithHeaders<Answer>(
  method: string,
  path: string,
  asked: Asked = {},
): Promise<{ answer: Answer; headers: Headers }> {
  try {
    return await send<Answer>(method, path, asked);
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'key_needed') || !(await askForKey())) throw error;
    return await send<Answer>(method, path, asked);
  }
}

async function send<Answer>(
  method: string,
  path: string,
  { query = {}, body, headers = {}, signal }: Asked,
): Promise<{ answer: Answer; headers: Headers }> {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const search = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  const sentAt = Date.now();
  const response = await fetch(`${path}${search}`, {
    method,
    headers: { ...OURS, ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new Problem({ status: 0, code: 'unreachable', detail: 'The pager can’t be reached.' });
  });
  learnTime(response.headers.get('Date'), sentAt, Date.now());
  if (!response.ok) {
    const problem = await readProblem(response);
    if (problem.status === 401) onSignedOut();
    throw problem;
  }
  // The caller's type is that of the server's schema for this route; the server's tests hold every answer to it.
  const answer = response.status === 204 ? undefined : await response.json();
  return { answer: answer as Answer, headers: response.headers };
}
