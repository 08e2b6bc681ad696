/**
 * An alert that tries whether people are reached: it goes the whole way, every message
 * says TEST first, and it is kept out of the figures. A serious alert that comes while
 * it is open pages everybody, from level 1 where the test was acknowledged.
 */
import { TEST_KEY, testSummary } from '../policy/test-alert.ts';
import { askerOf } from './access.ts';
import type { HttpDependencies } from './dependencies.ts';
import { eventAnswer } from './event-answers.ts';
import { EVENT_REFUSALS } from './event-route.ts';
import { type Api, mount } from './operation.ts';
import { problem, refusalProblem } from './problem.ts';
import { wireEvent } from './wire.ts';

export function testAlert(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/services/{id}/test-alert',
      tag: 'Services',
      summary: 'Try whether the people of a service are reached',
      description:
        'An alert like any other, but every message says TEST first, and it is kept out of the figures. Refused while an incident is open.',
      scope: 'respond',
      answers: { 200: { description: 'The service after it', schema: eventAnswer } },
      refuses: [...EVENT_REFUSALS, 'not_found', 'incident_open'],
    },
    async (context) => {
      const id = context.req.param('id') ?? '';
      const service = await pager.getService(id);
      if (!service) return problem(context, 'not_found', `there is no service "${id}"`);
      if (service.incident) {
        return problem(context, 'incident_open', `${service.incident.id} is open: a test would be lost in it`);
      }
      const summary = testSummary(askerOf(context));
      const sent = await pager.send(id, { type: 'alert', key: TEST_KEY, summary, severity: 'critical', test: true });
      return 'refused' in sent ? refusalProblem(context, sent) : context.json(wireEvent(sent, []));
    },
  );
}
