/** Timeouts that are pending, by due time. */
import { z } from '@hono/zod-openapi';
import { pageOf, timerAnswer } from './answers.ts';
import type { HttpDependencies } from './dependencies.ts';
import { type Api, mount } from './operation.ts';
import { pageQuery } from './query.ts';
import { wirePage, wireTimer } from './wire.ts';

export function timers(api: Api, { pager }: HttpDependencies): void {
  mount(
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
