/** A monitored service as people configure it. */
import { z } from 'zod';
import { SEVERITIES } from './alert.ts';
import { DAY, durationBetween, MINUTE } from './duration.ts';
import { idSchema, nameSchema } from './escalation-policy.ts';
import { labelsSchema } from './labels.ts';

export const serviceSchema = z.strictObject({
  name: nameSchema,
  escalationPolicyId: idSchema,
  description: z.string().max(1_024).optional(),
  labels: labelsSchema.optional(),
  runbookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .optional(),
  /** An acknowledged incident that is still open after that long is escalated again. */
  ackExpiresAfter: durationBetween(MINUTE, 30 * DAY).optional(),
  /** An alert with a new key on an acknowledged or exhausted incident starts the policy again. */
  renotifyOnNewKey: z.boolean().optional(),
  /** An incident that got no alert for that long closes. */
  autoResolveAfter: durationBetween(MINUTE, 30 * DAY).optional(),
  /** An alert below that severity is recorded and opens nothing; `info` unless given, which is none. */
  pageFrom: z.enum(SEVERITIES).optional(),
});

export type Service = z.output<typeof serviceSchema>;
