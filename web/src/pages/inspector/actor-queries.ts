/** Which actors a machine has, and which incidents of a service can be played. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';

const SHOWN = 500;

export const actorQueries = {
  ids: (machine: string) =>
    queryOptions({
      queryKey: ['services', 'actors', machine],
      queryFn: async ({ signal }): Promise<string[]> => {
        const actors = api.actors[':machine'];
        const asked = actors.$get({ param: { machine }, query: { limit: SHOWN } }, { init: { signal } });
        return (await answerOf(asked)).items.map(({ id }) => id);
      },
    }),
  incidents: (service: string) =>
    queryOptions({
      queryKey: ['incidents', 'of', service],
      queryFn: async ({ signal }): Promise<string[]> => {
        const asked = api.incidents.$get({ query: { service, limit: 100 } }, { init: { signal } });
        const { items } = await answerOf(asked);
        return items.map(({ id }) => id);
      },
    }),
};
