/** Which channels are set up and when each last worked; and, in preview, the messages that were not sent. */
import { z } from '@hono/zod-openapi';
import { targetSchema } from '../policy/target.ts';
import { askerOf } from './access.ts';
import { pageOf } from './answers.ts';
import { configuration } from './configuration-body.ts';
import type { HttpDependencies } from './dependencies.ts';
import { channelAnswer, outboxAnswer, targetAnswer } from './notification-answers.ts';
import { type Api, mount } from './operation.ts';
import { problem, refusalProblem } from './problem.ts';
import { pageQuery } from './query.ts';
import { wireChannel, wireOutboxMessage, wirePage } from './wire.ts';

const tag = 'Operation';
const preview = z.boolean().openapi({ description: 'No channel is set up at all: nobody is paged' });

export const channelTestAnswer = z
  .object({
    outcome: z.enum(['accepted', 'failed', 'refused']).openapi({ description: '`failed` may work later' }),
    reason: z.string().nullable(),
  })
  .openapi('ChannelTest');
const testBody = configuration(z.strictObject({ target: targetSchema }), {
  documented: z.strictObject({ target: targetAnswer }).openapi('ChannelTestInput'),
  example: { target: { type: 'email', address: 'ana@example.com' } },
});

export function channels(api: Api, deps: HttpDependencies) {
  return [testChannel(api, deps), listChannels(api, deps), readOutbox(api, deps)];
}

function listChannels(api: Api, { pager }: HttpDependencies) {
  return mount(
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
}

function readOutbox(api: Api, { pager }: HttpDependencies) {
  return mount(
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

function testChannel(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/channels/{name}/test',
      tag,
      summary: 'Send a message that tries a channel',
      description: 'It says that it is a test, and is about no incident. Once in ten seconds for each channel.',
      body: testBody,
      answers: { 200: { description: 'What came of it', schema: channelTestAnswer } },
      refuses: ['not_found', 'too_soon'],
    },
    async (context, { body: { target } }) => {
      const name = context.req.param('name') ?? '';
      if (target.type !== name) {
        const message = `expected a target of the channel ${name}`;
        return problem(context, 'invalid', message, { errors: [{ pointer: '/target/type', message }] });
      }
      const tested = await pager.testChannel(name, target, askerOf(context));
      return 'refused' in tested ? refusalProblem(context, tested) : context.json(tested);
    },
  );
}
