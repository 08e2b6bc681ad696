/** What the integrations page reads and changes. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { InferRequestType } from 'hono/client';
import type { z } from 'zod';
import type {
  integrationAnswer,
  keyAnswer,
  requestAnswer,
  tryAnswer,
} from '../../../../src/http/integration-answers.ts';
import { answerOf, api } from '../../api/client.ts';

export type Integration = z.infer<typeof integrationAnswer>;
export type IntegrationWithKey = z.infer<typeof keyAnswer>;
export type InboundRequest = z.infer<typeof requestAnswer>;
export type Tried = z.infer<typeof tryAnswer>;
export type TriedEvent = Tried['events'][number];
export type ToolType = Integration['type'];

/** Requests have no place in the stream: the first one of a tool is waited for. */
const LOOK_EVERY_MS = 1_500;

const integration = api.integrations[':id'];

export type IntegrationInput = InferRequestType<typeof integration.$put>['json'];
export type TriedSettings = Omit<InferRequestType<typeof integration.try.$post>['json'], 'body'>;

export const integrationQueries = {
  all: () =>
    queryOptions({
      queryKey: ['integrations'],
      queryFn: ({ signal }) => answerOf(api.integrations.$get({ query: { limit: 500 } }, { init: { signal } })),
      refetchInterval: 10_000,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ['integration', id],
      queryFn: ({ signal }) => answerOf(integration.$get({ param: { id } }, { init: { signal } })),
      refetchInterval: LOOK_EVERY_MS,
    }),
  requests: (id: string) =>
    queryOptions({
      queryKey: ['integration-requests', id],
      queryFn: ({ signal }) => answerOf(integration.requests.$get({ param: { id } }, { init: { signal } })),
      refetchInterval: LOOK_EVERY_MS,
    }),
  /** What a body would do. @param other settings, rule and service in place of those that are stored */
  tried: (id: string, body: string, other: TriedSettings) =>
    queryOptions({
      queryKey: ['integration-try', id, body, other],
      queryFn: ({ signal }) =>
        answerOf(integration.try.$post({ param: { id }, json: { body, ...other } }, { init: { signal } })),
      placeholderData: keepPreviousData,
      // What follows depends on what is open now.
      refetchInterval: 2 * LOOK_EVERY_MS,
      gcTime: 60_000,
      retry: false,
    }),
};

export const createIntegration = (input: { type: ToolType; name: string; serviceId: string }) =>
  answerOf(api.integrations.$post({ json: input }));

export const changeIntegration = ({ id, revision }: Integration, input: IntegrationInput) =>
  answerOf(integration.$put({ param: { id }, json: input, header: { 'If-Match': `"${revision}"` } }));

export const rotateKey = (id: string, overlap: string) =>
  answerOf(integration.rotate.$post({ param: { id }, json: { overlap } }));

export const removeIntegration = (id: string) => integration.$delete({ param: { id } });
