/** An escalation policy as it is answered. */
import { z } from '@hono/zod-openapi';
import { escalationPolicySchema } from '../policy/escalation-policy.ts';
import { count, warnings } from './answers.ts';

export const policyAnswer = z
  .object({
    id: z.string().openapi({ example: 'backend' }),
    ...escalationPolicySchema.shape,
    revision: count,
    services: z.array(z.string()).openapi({ description: 'Ids of the services that use it' }),
    warnings,
  })
  .openapi('EscalationPolicy');
