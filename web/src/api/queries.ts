/**
 * What the pages read, each under one name. The stream of changes knows the same
 * names (src/live/apply-change.ts): what it tells of is replaced or read again.
 */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { InferRequestType } from 'hono/client';
import { answerOf, api } from './client.ts';

export const PAGE_SIZE = 100;
const OPEN_STATES = ['exhausted', 'escalating', 'acked'] as const;
/** Beyond so many nobody reads a list of what is on fire. */
const OPEN_SHOWN = 500;

/** Picked by name: what is spread into a query is not looked at name by name. */
type Filter<Route, Name extends keyof QueryOf<Route>> = Pick<QueryOf<Route>, Name>;
type QueryOf<Route> = InferRequestType<Route> extends { query?: infer Query } ? NonNullable<Query> : never;

export type ServiceFilter = Filter<typeof api.services.$get, 'state' | 'label' | 'q' | 'escalationPolicyId'>;
export type IncidentFilter = Filter<typeof api.incidents.$get, 'service' | 'state' | 'since' | 'until'>;
type NotificationFilter = Filter<typeof api.notifications.$get, 'incident' | 'outcome'>;

export const queries = {
  openIncidents: () =>
    queryOptions({
      queryKey: ['incidents', 'open'],
      queryFn: ({ signal }) =>
        answerOf(api.incidents.$get({ query: { state: OPEN_STATES, limit: OPEN_SHOWN } }, { init: { signal } })),
    }),
  /** Was there ever one? */
  firstIncident: () =>
    queryOptions({
      queryKey: ['incidents', 'first'],
      queryFn: ({ signal }) => answerOf(api.incidents.$get({ query: { limit: 1 } }, { init: { signal } })),
    }),
  incident: (id: string) =>
    queryOptions({
      queryKey: ['incident', id],
      queryFn: ({ signal }) => answerOf(api.incidents[':id'].$get({ param: { id } }, { init: { signal } })),
    }),
  /** Newest first. */
  timeline: (id: string) =>
    queryOptions({
      queryKey: ['timeline', id],
      queryFn: ({ signal }) =>
        answerOf(api.incidents[':id'].timeline.$get({ param: { id }, query: { limit: 500 } }, { init: { signal } })),
    }),
  incidents: (filter: IncidentFilter) =>
    infiniteQueryOptions({
      queryKey: ['incidents', 'list', filter],
      queryFn: ({ signal, pageParam }) =>
        answerOf(
          api.incidents.$get({ query: { ...filter, limit: PAGE_SIZE, cursor: pageParam } }, { init: { signal } }),
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    }),
  services: (filter: ServiceFilter) =>
    infiniteQueryOptions({
      queryKey: ['services', 'list', filter],
      queryFn: ({ signal, pageParam }) =>
        answerOf(
          api.services.$get({ query: { ...filter, limit: PAGE_SIZE, cursor: pageParam } }, { init: { signal } }),
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    }),
  /** Is there any at all? */
  firstServices: () =>
    queryOptions({
      queryKey: ['services', 'first'],
      queryFn: ({ signal }) => answerOf(api.services.$get({ query: { limit: 2 } }, { init: { signal } })),
    }),
  service: (id: string) =>
    queryOptions({
      queryKey: ['service', id],
      queryFn: ({ signal }) => answerOf(api.services[':id'].$get({ param: { id } }, { init: { signal } })),
    }),
  policies: () =>
    queryOptions({
      queryKey: ['policies'],
      queryFn: ({ signal }) =>
        answerOf(api['escalation-policies'].$get({ query: { limit: 500 } }, { init: { signal } })),
    }),
  policy: (id: string) =>
    queryOptions({
      queryKey: ['policy', id],
      queryFn: ({ signal }) =>
        answerOf(api['escalation-policies'][':id'].$get({ param: { id } }, { init: { signal } })),
    }),
  overview: () =>
    queryOptions({
      queryKey: ['services', 'overview'],
      queryFn: ({ signal }) => answerOf(api.overview.$get({}, { init: { signal } })),
      refetchInterval: 60_000,
    }),
  channels: () =>
    queryOptions({
      queryKey: ['channels'],
      queryFn: ({ signal }) => answerOf(api.channels.$get({}, { init: { signal } })),
      refetchInterval: 30_000,
    }),
  refusals: () =>
    queryOptions({
      queryKey: ['refusals'],
      queryFn: ({ signal }) => answerOf(api.refusals.$get({ query: { limit: 200 } }, { init: { signal } })),
      refetchInterval: 30_000,
    }),
  outbox: () =>
    queryOptions({
      queryKey: ['outbox'],
      queryFn: ({ signal }) => answerOf(api.outbox.$get({ query: { limit: 50 } }, { init: { signal } })),
    }),
  notifications: (query: NotificationFilter = {}) =>
    queryOptions({
      queryKey: ['notifications', query],
      queryFn: ({ signal }) =>
        answerOf(api.notifications.$get({ query: { ...query, limit: 100 } }, { init: { signal } })),
    }),
};
