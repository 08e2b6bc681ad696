/** What the inspector reads and asks. */
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { historyAnswer, machineAnswer, stepAnswer } from '../../../src/http/machine-answers.ts';
import { request } from './request.ts';
import type { Page } from './types.ts';

export type Machine = z.infer<typeof machineAnswer>;
export type ChartLayout = Machine['chart'];
export type Arrow = ChartLayout['arrows'][number];
export type StateBox = ChartLayout['states'][number];
export type ShownTransition = Arrow['transitions'][number];
export type MachineStep = z.infer<typeof stepAnswer>;
export type History = z.infer<typeof historyAnswer>;
export type StateChange = MachineStep['changes'][number];

/** An event on a copy; null: only time passes. */
export interface WhatIf {
  incident: string;
  step: number;
  event: { type: string; [field: string]: unknown } | null;
  after?: string;
}

const pathOf = (machine: string, id: string) => `/v1/actors/${encodeURIComponent(machine)}/${encodeURIComponent(id)}`;

export const inspectorQueries = {
  machines: () =>
    queryOptions({
      queryKey: ['machines'],
      queryFn: ({ signal }) => request<Page<Machine>>('GET', '/v1/machines', { signal }),
      // They change with the release only.
      staleTime: Number.POSITIVE_INFINITY,
    }),
  history: (machine: string, id: string, incident: string | undefined) =>
    queryOptions({
      queryKey: ['history', machine, id, incident],
      queryFn: ({ signal }) =>
        request<History>('GET', `${pathOf(machine, id)}/history`, { query: { incident }, signal }),
    }),
};

export const askWhatIf = (machine: string, id: string, what: WhatIf) =>
  request<{ steps: MachineStep[] }>('POST', `${pathOf(machine, id)}/what-if`, { body: what });
