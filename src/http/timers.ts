/** Timeouts that are pending, by due time, and how late those of the last hour were. */
import { z } from '@hono/zod-openapi';
import { pageOf } from './answers.ts';
import type { HttpDependencies } from './dependencies.ts';
import { timerAnswer } from './incident-answers.ts';
import { type Api, mount } from './operation.ts';
import { pageQuery } from './query.ts';
import { wirePage, wireTimer } from './wire.ts';

export const latenessAnswer = z
  .object({
    count: z.int().openapi({ description: 'Timers that fired' }),
    medianMs: z.number().nullable(),
    p99Ms: z.number().nullable(),
    worstMs: z.number().nullable(),
  })
  .openapi('Lateness', { description: 'Of timers, to 5 %: from when they were due to their commit' });

export function timers(api: Api, deps: HttpDependencies) {
  return [readLateness(api, deps), listTimers(api, deps)];
}

function readLateness(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/timers/lateness',
      tag: 'Operation',
      summary: 'How late the timers of the last hour were',
      answers: { 200: { description: 'Of all nodes together', schema: latenessAnswer } },
    },
    async (context) => context.json(await pager.lateness()),
  );
}

function listTimers(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/timers',
      tag: 'Operation',
      summary: 'Pending timeouts, the next one first',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', schema: pageOf(timerAnswer) } },
      refuses: ['bad_cursor'],
    },
    async (context, { query }) => context.json(wirePage(await pager.listTimers(query), wireTimer)),
  );
}
