/** What an escalation policy was before. To restore a revision, put it again. */
import { z } from '@hono/zod-openapi';
import type { PolicyRevision } from '../pager/policy-revisions.ts';
import { escalationPolicySchema } from '../policy/escalation-policy.ts';
import { pageOf } from './answers.ts';
import type { HttpDependencies } from './dependencies.ts';
import { type Api, mount } from './operation.ts';
import { problem } from './problem.ts';

const time = z.string().openapi({ format: 'date-time' });
export const policyRevisionAnswer = z
  .object({
    revision: z.int(),
    at: time.nullable().openapi({ description: 'Null for what was written before revisions were kept' }),
    by: z.string().nullable().openapi({ description: 'The person, or the name of the API key' }),
    policy: z.object(escalationPolicySchema.shape),
  })
  .openapi('PolicyRevision');
export const olderIncidentAnswer = z.object({
  id: z.string(),
  serviceId: z.string(),
  revision: z.int().nullable().openapi({ description: 'Null where it is kept no longer' }),
});

export function policyRevisions(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/escalation-policies/{id}/revisions',
      tag: 'Escalation policies',
      summary: 'What a policy was before, newest first',
      description:
        'The last 50 revisions, the present one among them. `openIncidents` are those that still run an older one: an incident keeps the policy that it was opened with.',
      answers: {
        200: {
          description: 'The revisions',
          schema: pageOf(policyRevisionAnswer).extend({ openIncidents: z.array(olderIncidentAnswer) }),
        },
      },
      refuses: ['not_found'],
    },
    async (context) => {
      const id = context.req.param('id') ?? '';
      const found = await pager.policyRevisions(id);
      if (!found) return problem(context, 'not_found', `there is no escalation policy "${id}"`);
      const items = found.revisions.map(wireRevision);
      return context.json({ items, nextCursor: null, openIncidents: found.olderIncidents });
    },
  );
}

function wireRevision({ revision, at, by, policy }: PolicyRevision): z.input<typeof policyRevisionAnswer> {
  return { revision, at: at === null ? null : new Date(at).toISOString(), by, policy };
}
