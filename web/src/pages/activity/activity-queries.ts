/** What the activity page reads. */
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/request.ts';
import type { Notification, Page, Timer } from '../../api/types.ts';
import { pagerNow } from '../../time/now.ts';

const DAY = 86_400_000;
const SHOWN = 100;

/** Of the last hour. */
interface Lateness {
  count: number;
  medianMs: number | null;
  p99Ms: number | null;
  worstMs: number | null;
}

export const UNSENT = 'failed,refused,pending';

export const activityQueries = {
  messages: (outcome: string | undefined, cursor: string | undefined) =>
    queryOptions({
      queryKey: ['notifications', 'activity', outcome, cursor],
      queryFn: ({ signal }) =>
        request<Page<Notification>>('GET', '/v1/notifications', { query: { outcome, cursor, limit: SHOWN }, signal }),
    }),
  /** Of the last day. */
  unsent: () =>
    queryOptions({
      queryKey: ['notifications', 'unsent'],
      queryFn: ({ signal }) =>
        request<Page<Notification>>('GET', '/v1/notifications', {
          query: { outcome: UNSENT, since: new Date(pagerNow() - DAY).toISOString(), limit: 500 },
          signal,
        }),
    }),
  /** Whether messages are only written, since no channel is set up. */
  preview: () =>
    queryOptions({
      queryKey: ['channels', 'preview'],
      queryFn: ({ signal }) => request<{ preview: boolean }>('GET', '/v1/channels', { signal }),
    }),
  lateness: () =>
    queryOptions({
      queryKey: ['timers', 'lateness'],
      queryFn: ({ signal }) => request<Lateness>('GET', '/v1/timers/lateness', { signal }),
      refetchInterval: 30_000,
    }),
  timers: () =>
    queryOptions({
      queryKey: ['timers'],
      queryFn: ({ signal }) => request<Page<Timer>>('GET', '/v1/timers', { query: { limit: 200 }, signal }),
      refetchInterval: 5_000,
    }),
};
