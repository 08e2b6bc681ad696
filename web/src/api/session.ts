/** Who is signed in in this browser. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.ts';

export const sessionQuery = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => answerOf(api.session.$get({}, { init: { signal } })),
    retry: false,
  });

/** By the key, or by the one-time token of a link. The answer sets the cookie. */
export const signIn = (way: { name: string } & ({ key: string } | { token: string })) =>
  answerOf(api.session.$post({ json: way }));

/** For another twelve hours of administration. It needs none itself, and so never asks for the key in its turn. */
export const presentKey = (key: string) => answerOf(api.session.admin.$post({ json: { key } }));

export const signOut = () => api.session.$delete();
