/** Which channels are set up and when each last worked; and, in preview, the messages that were not sent. */
import { z } from '@hono/zod-openapi';
import { channelAnswer, outboxAnswer, pageOf } from './answers.ts';
import type { HttpDependencies } from './dependencies.ts';
import { type Api, mount } from './operation.ts';
import { pageQuery } from './query.ts';
import { wireChannel, wireOutboxMessage, wirePage } from './wire.ts';

const tag = 'Operation';
const preview = z.boolean().openapi({ description: 'No channel is set up at all: nobody is paged' });

export function channels(api: Api, { pager }: HttpDependencies): void {
  mount(
    api,
    {
      method: 'get',
      path: '/v1/channels',
      tag,
      summary: 'The channels, and when each last worked',
      answers: { 200: { description: 'All of them', schema: pageOf(channelAnswer).extend({ preview }) } },
    },
    async (context) => {
      const all = (await pager.channels()).map(wireChannel);
      return context.json({ items: all, nextCursor: null, preview: pager.preview });
    },
  );

  mount(
    api,
    {
      method: 'get',
      path: '/v1/outbox',
      tag,
      summary: 'Messages of the preview, newest first',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of the last 200', schema: pageOf(outboxAnswer) } },
      refuses: ['bad_cursor'],
    },
    async (context, { query }) => context.json(wirePage(await pager.outbox(query), wireOutboxMessage)),
  );
}
