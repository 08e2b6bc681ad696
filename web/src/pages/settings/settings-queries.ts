/** What the settings read and change. */
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { apiKeyAnswer, listedSessionAnswer } from '../../../../src/http/access-answers.ts';
import { answerOf, api } from '../../api/client.ts';
import type { Target } from '../../api/types.ts';

export type ApiKey = z.infer<typeof apiKeyAnswer>;
export type ListedSession = z.infer<typeof listedSessionAnswer>;
export type Scope = ApiKey['scope'];

export const settingsQueries = {
  apiKeys: () =>
    queryOptions({
      queryKey: ['api-keys'],
      queryFn: ({ signal }) => answerOf(api['api-keys'].$get({}, { init: { signal } })),
      staleTime: 0,
    }),
  sessions: () =>
    queryOptions({
      queryKey: ['sessions'],
      queryFn: ({ signal }) => answerOf(api.sessions.$get({}, { init: { signal } })),
      staleTime: 0,
    }),
};

/** Each opening of the dialog makes one of its own: a link is good for one use. */
export const signInLinkQuery = () =>
  queryOptions({
    queryKey: ['sign-in-link'],
    queryFn: ({ signal }) => answerOf(api['sign-in-links'].$post({}, { init: { signal } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });

/** With the key itself, which is shown this once. */
export const createApiKey = (name: string, scope: Scope) => answerOf(api['api-keys'].$post({ json: { name, scope } }));

export const revokeApiKey = (id: string) => api['api-keys'][':id'].$delete({ param: { id } });

export const endSession = (id: string) => api.sessions[':id'].$delete({ param: { id } });

export const testChannel = (name: string, target: Target) =>
  answerOf(api.channels[':name'].test.$post({ param: { name }, json: { target } }));
