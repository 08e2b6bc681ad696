/** What the inspector reads and asks. */
import { queryOptions } from '@tanstack/react-query';
import type { InferRequestType } from 'hono/client';
import type { z } from 'zod';
import type { historyAnswer, machineAnswer, stepAnswer } from '../../../src/http/machine-answers.ts';
import { answerOf, api } from './client.ts';

export type Machine = z.infer<typeof machineAnswer>;
export type ChartLayout = Machine['chart'];
export type Arrow = ChartLayout['arrows'][number];
export type StateBox = ChartLayout['states'][number];
export type ShownTransition = Arrow['transitions'][number];
export type MachineStep = z.infer<typeof stepAnswer>;
export type History = z.infer<typeof historyAnswer>;
export type StateChange = MachineStep['changes'][number];

/** An event on a copy; null: only time passes. */
export type WhatIf = InferRequestType<(typeof api.actors)[':machine'][':id']['what-if']['$post']>['json'];

export const inspectorQueries = {
  machines: () =>
    queryOptions({
      queryKey: ['machines'],
      queryFn: ({ signal }) => answerOf(api.machines.$get({}, { init: { signal } })),
      // They change with the release only.
      staleTime: Number.POSITIVE_INFINITY,
    }),
  history: (machine: string, id: string, incident: string | undefined) =>
    queryOptions({
      queryKey: ['history', machine, id, incident],
      queryFn: ({ signal }) =>
        answerOf(
          api.actors[':machine'][':id'].history.$get(
            { param: { machine, id }, query: { incident } },
            { init: { signal } },
          ),
        ),
    }),
};

export const askWhatIf = (machine: string, id: string, what: WhatIf) =>
  answerOf(api.actors[':machine'][':id']['what-if'].$post({ param: { machine, id }, json: what }));
