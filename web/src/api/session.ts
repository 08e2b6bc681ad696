/** Who is signed in in this browser. */
import { queryOptions } from '@tanstack/react-query';
import { readProblem } from './problem.ts';
import { request } from './request.ts';

export interface Session {
  /** The name that stands behind every act. */
  name: string;
}

export const sessionQuery = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => request<Session>('GET', '/v1/session', { signal }),
    retry: false,
  });

/** By the key, or by the one-time token of a link. The answer sets the cookie. */
export const signIn = (way: { name: string } & ({ key: string } | { token: string })): Promise<Session> =>
  request('POST', '/v1/session', { body: way });

/** For another twelve hours of administration. A plain request: it must not ask for the key itself. */
export async function presentKey(key: string): Promise<void> {
  const response = await fetch('/v1/session/admin', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Pager-Console': '1' },
    body: JSON.stringify({ key }),
  });
  if (!response.ok) throw await readProblem(response);
}

export const signOut = (): Promise<void> => request('DELETE', '/v1/session');
