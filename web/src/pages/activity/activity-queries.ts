/** What the activity page reads. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import { pagerNow } from '../../time/now.ts';

const DAY = 86_400_000;
const SHOWN = 100;

export const UNSENT = 'failed,refused,pending';

export const activityQueries = {
  messages: (outcome: string | undefined, cursor: string | undefined) =>
    queryOptions({
      queryKey: ['notifications', 'activity', outcome, cursor],
      queryFn: ({ signal }) =>
        answerOf(api.notifications.$get({ query: { outcome, cursor, limit: SHOWN } }, { init: { signal } })),
    }),
  /** Of the last day. */
  unsent: () =>
    queryOptions({
      queryKey: ['notifications', 'unsent'],
      queryFn: ({ signal }) =>
        answerOf(
          api.notifications.$get(
            { query: { outcome: UNSENT, since: new Date(pagerNow() - DAY).toISOString(), limit: 500 } },
            { init: { signal } },
          ),
        ),
    }),
  /** Whether messages are only written, since no channel is set up. */
  preview: () =>
    queryOptions({
      queryKey: ['channels', 'preview'],
      queryFn: ({ signal }) => answerOf(api.channels.$get({}, { init: { signal } })),
    }),
  timers: () =>
    queryOptions({
      queryKey: ['timers'],
      queryFn: ({ signal }) => answerOf(api.timers.$get({ query: { limit: 200 } }, { init: { signal } })),
      refetchInterval: 5_000,
    }),
};
