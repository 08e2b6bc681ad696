/** How late the timers of the last hour were, and whether that is late enough to say it where people look first. */
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { latenessAnswer } from '../../../src/http/timers.ts';
import { answerOf, api } from './client.ts';

/** Of the last hour. */
export type Lateness = z.infer<typeof latenessAnswer>;

/** What is overdue is taken by whichever process is left within seconds; nobody should wait longer than that. */
const WORST_USUAL_MS = 10_000;
const P99_USUAL_MS = 3_000;

export const latenessQuery = () =>
  queryOptions({
    queryKey: ['lateness'],
    queryFn: ({ signal }) => answerOf(api.timers.lateness.$get({}, { init: { signal } })),
    refetchInterval: 30_000,
  });

export const isTooLate = ({ p99Ms, worstMs }: Lateness): boolean =>
  (p99Ms ?? 0) > P99_USUAL_MS || (worstMs ?? 0) > WORST_USUAL_MS;

/** "0.02 s", and "3 min" where it is as bad as that. */
export function lateWords(ms: number | null): string {
  if (ms === null) return '?';
  if (ms < 10_000) return `${(ms / 1_000).toFixed(2)} s`;
  return ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}
