/** A monitored service as people configure it. */
import { z } from 'zod';
import { DAY, durationBetween, MINUTE } from './duration.ts';
import { idSchema, nameSchema } from './escalation-policy.ts';

export const serviceSchema = z.strictObject({
  name: nameSchema,
  escalationPolicyId: idSchema,
  description: z.string().max(1_024).optional(),
  labels: z
    .record(z.string().min(1).max(63), z.string().max(200))
    .refine((labels) => Object.keys(labels).length <= 64, { message: 'expected at most 64 labels' })
    .optional(),
  runbookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .optional(),
  /** An acknowledged incident that is still open after that long is escalated again. */
  ackExpiresAfter: durationBetween(MINUTE, 30 * DAY).optional(),
  /** An alert with a new key on an acknowledged or exhausted incident starts the policy again. */
  renotifyOnNewKey: z.boolean().optional(),
});

export type Service = z.output<typeof serviceSchema>;
