/**
 * A real event for an actor, sent by an administrator who looks at its machine: it goes
 * the way of every event, and stands in the timeline. Of services only; what heartbeats
 * and subscriptions take has routes of its own.
 */
import { z } from '@hono/zod-openapi';
import { SERVICE_MACHINE } from '../pager/inspection-types.ts';
import { personOf } from './access.ts';
import { chosenEvent, documentedEvent } from './chosen-event.ts';
import { configuration } from './configuration-body.ts';
import type { HttpDependencies } from './dependencies.ts';
import { eventAnswer } from './event-answers.ts';
import { EVENT_REFUSALS } from './event-route.ts';
import { type Api, mount } from './operation.ts';
import { problem, refusalProblem } from './problem.ts';
import { wireEvent } from './wire.ts';

const sentEvent = z.strictObject({ incident: z.string().min(1).max(120), event: chosenEvent });
const documented = z
  .strictObject({
    incident: z.string().openapi({ description: 'What people do is bound to it' }),
    event: documentedEvent,
  })
  .openapi('ActorEventInput');

export function sendActorEvent(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/actors/{machine}/{id}/events',
      tag: 'Machines',
      summary: 'Send an event to the actor itself',
      description: 'It is no copy: whoever is to be told is told, and it stands in the timeline. Services only.',
      body: configuration(sentEvent, {
        documented,
        example: { incident: 'checkout-db-7', event: { type: 'ack', by: 'Ana' } },
      }),
      answers: { 200: { description: 'The service after the event', schema: eventAnswer } },
      refuses: [...EVENT_REFUSALS, 'not_found'],
    },
    async (context, { body: { incident, event } }) => {
      const { machine = '', id = '' } = context.req.param();
      if (machine !== SERVICE_MACHINE) {
        return problem(
          context,
          'not_found',
          `events are sent to actors of ${SERVICE_MACHINE} here, not of "${machine}"`,
        );
      }
      const { by: named, ...rest } = { by: undefined, ...event };
      const by = personOf(context) ?? named;
      const isAct = rest.type !== 'alert' && rest.type !== 'resolve';
      const sent = await pager.send(
        id,
        isAct ? { ...rest, ...(by !== undefined && { by }), incidentId: incident } : rest,
      );
      return 'refused' in sent ? refusalProblem(context, sent) : context.json(wireEvent(sent, []));
    },
  );
}
