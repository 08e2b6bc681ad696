/** The escalation policy as people write it, and the plan that an incident pins from it. */
import { z } from 'zod';
import { DAY, durationBetween, MINUTE, parseDuration, SECOND } from './duration.ts';
import { distinctTargets, type TargetKey, targetSchema } from './target.ts';

/** Ids of services and policies. */
export const idSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, {
  message: 'expected 1 to 63 of a-z, 0-9, ".", "_", "-", beginning with a letter or a digit',
});
export const nameSchema = z.string().trim().min(1).max(200);

const DEFAULT_ACK_TIMEOUT_MS = 15 * MINUTE;

export const escalationPolicySchema = z.strictObject({
  name: nameSchema,
  /** How many more times the list is run through. */
  repeat: z.int().min(0).max(20).optional(),
  levels: z
    .array(
      z.strictObject({
        ackTimeout: durationBetween(SECOND, 7 * DAY).optional(),
        targets: z.array(targetSchema).min(1).max(50),
      }),
    )
    .min(1)
    .max(20),
});

export type EscalationPolicy = z.output<typeof escalationPolicySchema>;

/** What an incident needs of a policy, pinned when it opens: targets are distinct, timeouts in milliseconds. */
export interface Plan {
  policyId: string;
  /** Of the policy; not there where it is none that is kept, or was pinned before revisions were. */
  revision?: number;
  repeat: number;
  levels: { ackTimeoutMs: number; targets: TargetKey[] }[];
}

export function toPlan(policyId: string, policy: EscalationPolicy, revision?: number): Plan {
  return {
    policyId,
    ...(revision !== undefined && { revision }),
    repeat: policy.repeat ?? 0,
    levels: policy.levels.map((level) => ({
      ackTimeoutMs: (level.ackTimeout && parseDuration(level.ackTimeout)) || DEFAULT_ACK_TIMEOUT_MS,
      targets: distinctTargets(level.targets),
    })),
  };
}
