/** What people call a source of alerts: an integration by its name, anything else as it calls itself. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answerOf, api } from './client.ts';

const names = () =>
  queryOptions({
    queryKey: ['integrations', 'names'],
    queryFn: ({ signal }) => answerOf(api.integrations.$get({ query: { limit: 500 } }, { init: { signal } })),
    staleTime: 60_000,
  });

/** @param isWanted false: there is no source to be named */
export function useSourceNames(isWanted: boolean): (source: string) => string {
  const { data } = useQuery({ ...names(), enabled: isWanted });
  // The same as long as the names are: long lists are drawn by it.
  return useCallback((source) => data?.items.find(({ id }) => id === source)?.name ?? source, [data]);
}
