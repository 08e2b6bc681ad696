/** Steps of a machine as the API writes them. */
import type { ActorHistory, ShownState, ShownStep } from '../pager/inspection-types.ts';

const iso = (at: number): string => new Date(at).toISOString();

export const wireStep = (step: ShownStep) => ({ ...step, ...wireState(step), at: iso(step.at) });

export const wireHistory = ({ steps, now, ...history }: ActorHistory) => ({
  ...history,
  steps: steps.map(wireStep),
  now: wireState(now),
});

const wireState = ({ active, timers, changes }: ShownState) => ({
  active,
  changes,
  timers: timers.map(({ event, armedAt, dueAt }) => ({ event, armedAt: iso(armedAt), dueAt: iso(dueAt) })),
});
