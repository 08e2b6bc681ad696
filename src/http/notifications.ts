/** Every notification, how it ended, and another try. */
import { z } from '@hono/zod-openapi';
import { pageOf } from './answers.ts';
import type { HttpDependencies } from './dependencies.ts';
import { CHANNEL_NAMES, NOTIFICATION_STATES, notificationAnswer } from './notification-answers.ts';
import { type Api, mount } from './operation.ts';
import { refusalProblem } from './problem.ts';
import { listOf, pageQuery, text, timestamp } from './query.ts';
import { wireNotification, wirePage } from './wire.ts';

const tag = 'Notifications';

const filters = z.strictObject({
  ...pageQuery,
  incident: text(120).exactOptional(),
  target: text(254).exactOptional().openapi({ description: 'An e-mail address, or a phone number in E.164' }),
  channel: z.enum(CHANNEL_NAMES, { message: `expected one of ${CHANNEL_NAMES.join(', ')}` }).exactOptional(),
  outcome: listOf(NOTIFICATION_STATES),
  since: timestamp.exactOptional(),
});

export function notifications(api: Api, deps: HttpDependencies) {
  return [listNotifications(api, deps), retryNotification(api, deps)];
}

function listNotifications(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/notifications',
      tag,
      summary: 'List notifications, newest first',
      query: filters,
      answers: { 200: { description: 'A page', schema: pageOf(notificationAnswer) } },
      refuses: ['bad_cursor'],
    },
    async (context, { query: { limit, cursor, incident, outcome, ...rest } }) => {
      const filter = {
        ...rest,
        ...(incident !== undefined && { incidentId: incident }),
        ...(outcome && { states: outcome }),
      };
      const page = await pager.listNotifications(filter, { limit, ...(cursor !== undefined && { cursor }) });
      return context.json(wirePage(page, wireNotification));
    },
  );
}

function retryNotification(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/notifications/{id}/retry',
      tag,
      summary: 'Try again now',
      scope: 'respond',
      description: 'One that waits for its next attempt, has failed, or was refused.',
      answers: { 200: { description: 'The notification after the attempt', schema: notificationAnswer } },
      refuses: ['not_found', 'not_retryable'],
    },
    async (context) => {
      const retried = await pager.retryNotification(context.req.param('id') ?? '');
      return 'refused' in retried ? refusalProblem(context, retried) : context.json(wireNotification(retried));
    },
  );
}
