/** What the policies' pages read and ask beyond the policies themselves. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { simulationAnswer } from '../../../src/http/machine-answers.ts';
import { request } from './request.ts';
import type { Page, Policy } from './types.ts';

type PolicyBody = Pick<Policy, 'name' | 'levels'> & { repeat?: number | undefined };

export type Simulation = z.infer<typeof simulationAnswer>;
export type SimulatedStep = Simulation['steps'][number];

export interface PolicyRevision {
  revision: number;
  at: string | null;
  by: string | null;
  policy: PolicyBody;
}

export interface PolicyRevisions extends Page<PolicyRevision> {
  /** Open incidents that run an older revision: what is edited now does not reach them. */
  openIncidents: { id: string; revision: number }[];
}

export const policyQueries = {
  /** @param ackAfter a duration as the API takes it; null: nobody answers */
  prospect: (policy: PolicyBody, ackAfter: string | null) =>
    queryOptions({
      queryKey: ['prospect', policy, ackAfter],
      queryFn: ({ signal }) =>
        request<Simulation>('POST', '/v1/escalation-policies/simulate', {
          body: { policy, events: ackAfter === null ? [] : [{ type: 'ack', after: ackAfter }] },
          signal,
        }),
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
        request<PolicyRevisions>('GET', `/v1/escalation-policies/${encodeURIComponent(id)}/revisions`, { signal }),
    }),
};
