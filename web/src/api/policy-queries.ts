/** What the policies' pages read and ask beyond the policies themselves. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { simulationAnswer } from '../../../src/http/machine-answers.ts';
import type { policyRevisionAnswer } from '../../../src/http/policy-revisions.ts';
import { answerOf, api } from './client.ts';
import type { Policy } from './types.ts';

type PolicyBody = Pick<Policy, 'name' | 'levels'> & { repeat?: number | undefined };

export type Simulation = z.infer<typeof simulationAnswer>;
export type SimulatedStep = Simulation['steps'][number];

export type PolicyRevision = z.infer<typeof policyRevisionAnswer>;

export const policyQueries = {
  /** @param ackAfter a duration as the API takes it; null: nobody answers */
  prospect: (policy: PolicyBody, ackAfter: string | null) =>
    queryOptions({
      queryKey: ['prospect', policy, ackAfter],
      queryFn: ({ signal }) =>
        answerOf(
          api['escalation-policies'].simulate.$post(
            { json: { policy, events: ackAfter === null ? [] : [{ type: 'ack', after: ackAfter }] } },
            { init: { signal } },
          ),
        ),
      placeholderData: keepPreviousData,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
      retry: false,
    }),
  revisions: (id: string) =>
    queryOptions({
      queryKey: ['policy-revisions', id],
      staleTime: 0,
      queryFn: ({ signal }) =>
        answerOf(api['escalation-policies'][':id'].revisions.$get({ param: { id } }, { init: { signal } })),
    }),
};
