/** Which actors a machine has, and which incidents of a service can be played. */
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/request.ts';
import type { ListedIncident, Page } from '../../api/types.ts';

/** Where the ids of a machine's actors are listed; of others there are only a few that are known. */
const LISTS: Record<string, string> = {
  'monitored-service': '/v1/services',
  heartbeat: '/v1/heartbeats',
  channel: '/v1/channels',
};
const SHOWN = 500;

export const actorQueries = {
  ids: (machine: string) =>
    queryOptions({
      queryKey: ['services', 'actors', machine],
      queryFn: async ({ signal }): Promise<string[]> => {
        const path = LISTS[machine];
        if (path === undefined) return [];
        const query = machine === 'channel' ? {} : { limit: SHOWN };
        const { items } = await request<Page<{ id?: string; name?: string }>>('GET', path, { query, signal });
        return items.map(({ id, name }) => id ?? name ?? '');
      },
    }),
  incidents: (service: string) =>
    queryOptions({
      queryKey: ['incidents', 'of', service],
      queryFn: async ({ signal }): Promise<string[]> => {
        const query = { service, limit: 100 };
        const { items } = await request<Page<ListedIncident>>('GET', '/v1/incidents', { query, signal });
        return items.map(({ id }) => id);
      },
    }),
};
