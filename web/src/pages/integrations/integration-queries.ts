/** What the integrations page reads and changes. */
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { integrationAnswer, keyAnswer, requestAnswer } from '../../../../src/http/integration-answers.ts';
import { request } from '../../api/request.ts';
import type { Page } from '../../api/types.ts';

export type Integration = z.infer<typeof integrationAnswer>;
export type IntegrationWithKey = z.infer<typeof keyAnswer>;
export type InboundRequest = z.infer<typeof requestAnswer>;
export type ToolType = Integration['type'];

/** Requests have no place in the stream: the first one of a tool is waited for. */
const LOOK_EVERY_MS = 1_500;

export const integrationQueries = {
  all: () =>
    queryOptions({
      queryKey: ['integrations'],
      queryFn: ({ signal }) => request<Page<Integration>>('GET', '/v1/integrations', { query: { limit: 500 }, signal }),
      refetchInterval: 10_000,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ['integration', id],
      queryFn: ({ signal }) => request<Integration>('GET', `/v1/integrations/${encodeURIComponent(id)}`, { signal }),
      refetchInterval: LOOK_EVERY_MS,
    }),
  requests: (id: string) =>
    queryOptions({
      queryKey: ['integration-requests', id],
      queryFn: ({ signal }) =>
        request<Page<InboundRequest>>('GET', `/v1/integrations/${encodeURIComponent(id)}/requests`, { signal }),
      refetchInterval: LOOK_EVERY_MS,
    }),
};

export const createIntegration = (input: { type: ToolType; name: string; serviceId: string }) =>
  request<IntegrationWithKey>('POST', '/v1/integrations', { body: input });

export const rotateKey = (id: string) =>
  request<IntegrationWithKey>('POST', `/v1/integrations/${encodeURIComponent(id)}/rotate`, { body: {} });

export const removeIntegration = (id: string) => request<void>('DELETE', `/v1/integrations/${encodeURIComponent(id)}`);
