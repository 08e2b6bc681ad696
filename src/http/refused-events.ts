/** The events that were refused last: where somebody looks whose alerts do not come in. */
import { z } from '@hono/zod-openapi';
import { pageOf } from './answers.ts';
import type { HttpDependencies } from './dependencies.ts';
import { type Api, mount } from './operation.ts';
import { refusedAnswer } from './overview-answers.ts';
import { pageQuery } from './query.ts';
import { wirePage, wireRefused } from './wire.ts';

export function refusedEvents(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/refusals',
      tag: 'Operation',
      summary: 'Refused events, newest first',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of the last 200', schema: pageOf(refusedAnswer) } },
      refuses: ['bad_cursor'],
    },
    async (context, { query }) => context.json(wirePage(await pager.refusals(query), wireRefused)),
  );
}
