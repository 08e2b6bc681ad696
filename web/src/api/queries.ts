/**
 * What the pages read, each under one name. The stream of changes knows the same
 * names (src/live/apply-change.ts): what it tells of is replaced or read again.
 */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';
import type {
  Channel,
  Incident,
  ListedIncident,
  Notification,
  OutboxMessage,
  Overview,
  Page,
  Policy,
  RefusedRequest,
  Service,
  TimelineEntry,
} from './types.ts';

export const PAGE_SIZE = 100;
const OPEN_STATES = 'exhausted,escalating,acked';
/** Beyond so many nobody reads a list of what is on fire. */
const OPEN_SHOWN = 500;

export interface ServiceFilter {
  state?: string | undefined;
  label?: string | undefined;
  q?: string | undefined;
  escalationPolicyId?: string | undefined;
}
export interface IncidentFilter {
  service?: string | undefined;
  state?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

export const queries = {
  openIncidents: () =>
    queryOptions({
      queryKey: ['incidents', 'open'],
      queryFn: ({ signal }) =>
        request<Page<ListedIncident>>('GET', '/v1/incidents', {
          query: { state: OPEN_STATES, limit: OPEN_SHOWN },
          signal,
        }),
    }),
  /** Was there ever one? */
  firstIncident: () =>
    queryOptions({
      queryKey: ['incidents', 'first'],
      queryFn: ({ signal }) => request<Page<ListedIncident>>('GET', '/v1/incidents', { query: { limit: 1 }, signal }),
    }),
  incident: (id: string) =>
    queryOptions({
      queryKey: ['incident', id],
      queryFn: ({ signal }) => request<Incident>('GET', `/v1/incidents/${encodeURIComponent(id)}`, { signal }),
    }),
  /** Newest first. */
  timeline: (id: string) =>
    queryOptions({
      queryKey: ['timeline', id],
      queryFn: ({ signal }) =>
        request<Page<TimelineEntry>>('GET', `/v1/incidents/${encodeURIComponent(id)}/timeline`, {
          query: { limit: 500 },
          signal,
        }),
    }),
  incidents: (filter: IncidentFilter) =>
    infiniteQueryOptions({
      queryKey: ['incidents', 'list', filter],
      queryFn: ({ signal, pageParam }) =>
        request<Page<ListedIncident>>('GET', '/v1/incidents', {
          query: { ...filter, limit: PAGE_SIZE, cursor: pageParam },
          signal,
        }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    }),
  services: (filter: ServiceFilter) =>
    infiniteQueryOptions({
      queryKey: ['services', 'list', filter],
      queryFn: ({ signal, pageParam }) =>
        request<Page<Service>>('GET', '/v1/services', {
          query: { ...filter, limit: PAGE_SIZE, cursor: pageParam },
          signal,
        }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    }),
  /** Is there any at all? */
  firstServices: () =>
    queryOptions({
      queryKey: ['services', 'first'],
      queryFn: ({ signal }) => request<Page<Service>>('GET', '/v1/services', { query: { limit: 2 }, signal }),
    }),
  service: (id: string) =>
    queryOptions({
      queryKey: ['service', id],
      queryFn: ({ signal }) => request<Service>('GET', `/v1/services/${encodeURIComponent(id)}`, { signal }),
    }),
  policies: () =>
    queryOptions({
      queryKey: ['policies'],
      queryFn: ({ signal }) =>
        request<Page<Policy>>('GET', '/v1/escalation-policies', { query: { limit: 500 }, signal }),
    }),
  policy: (id: string) =>
    queryOptions({
      queryKey: ['policy', id],
      queryFn: ({ signal }) => request<Policy>('GET', `/v1/escalation-policies/${encodeURIComponent(id)}`, { signal }),
    }),
  overview: () =>
    queryOptions({
      queryKey: ['services', 'overview'],
      queryFn: ({ signal }) => request<Overview>('GET', '/v1/overview', { signal }),
      refetchInterval: 60_000,
    }),
  channels: () =>
    queryOptions({
      queryKey: ['channels'],
      queryFn: ({ signal }) => request<Page<Channel>>('GET', '/v1/channels', { signal }),
      refetchInterval: 30_000,
    }),
  refusals: () =>
    queryOptions({
      queryKey: ['refusals'],
      queryFn: ({ signal }) => request<Page<RefusedRequest>>('GET', '/v1/refusals', { query: { limit: 200 }, signal }),
      refetchInterval: 30_000,
    }),
  outbox: () =>
    queryOptions({
      queryKey: ['outbox'],
      queryFn: ({ signal }) => request<Page<OutboxMessage>>('GET', '/v1/outbox', { query: { limit: 50 }, signal }),
    }),
  notifications: (query: { incident?: string; outcome?: string } = {}) =>
    queryOptions({
      queryKey: ['notifications', query],
      queryFn: ({ signal }) =>
        request<Page<Notification>>('GET', '/v1/notifications', { query: { ...query, limit: 100 }, signal }),
    }),
};
