/** What a policy would do: computed by the machine that pages, with nobody told. */
import { z } from '@hono/zod-openapi';
import { DAY, durationBetween, parseDuration } from '../policy/duration.ts';
import { escalationPolicySchema } from '../policy/escalation-policy.ts';
import { configuration } from './configuration-body.ts';
import type { HttpDependencies } from './dependencies.ts';
import { simulationAnswer } from './machine-answers.ts';
import { type Api, mount } from './operation.ts';

const simulated = z.strictObject({
  policy: escalationPolicySchema,
  events: z
    .array(
      z.strictObject({
        type: z.enum(['ack', 'unack', 'escalate', 'healthy'], {
          message: 'expected one of ack, unack, escalate, healthy',
        }),
        after: durationBetween(0, 365 * DAY),
        by: z.string().max(200).optional(),
      }),
    )
    .max(100)
    .optional(),
});

const documented = z
  .strictObject({
    policy: z.strictObject(escalationPolicySchema.shape),
    events: z
      .array(
        z.strictObject({
          type: z.enum(['ack', 'unack', 'escalate', 'healthy']),
          after: z.string().openapi({ description: 'Since the first alert', example: '20m' }),
          by: z.string().optional(),
        }),
      )
      .optional(),
  })
  .openapi('SimulationInput');

const example = {
  policy: {
    name: 'Backend',
    levels: [{ ackTimeout: '15m', targets: [{ type: 'email', address: 'ana@example.com' }] }],
  },
  events: [{ type: 'ack', after: '20m', by: 'Ana' }],
};

export function simulate(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/escalation-policies/simulate',
      tag: 'Escalation policies',
      scope: 'respond',
      summary: 'What a policy would do after one alert',
      description: 'Computed by the machine that pages. Nothing is stored, and nobody is told.',
      body: configuration(simulated, { documented, example }),
      answers: { 200: { description: 'Its steps', schema: simulationAnswer } },
    },
    (context, { body: { policy, events = [] } }) => {
      const timed = events.map(({ type, after, by }) => ({
        type,
        afterMs: parseDuration(after) ?? 0,
        ...(by !== undefined && { by }),
      }));
      return context.json(pager.simulate(policy, timed));
    },
  );
}
