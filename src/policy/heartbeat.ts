/** A heartbeat as people configure it: what must be heard of at least so often, and the service that is alerted when it is not. */
import { z } from 'zod';
import { SEVERITIES } from './alert.ts';
import { DAY, durationBetween, parseDuration, SECOND } from './duration.ts';
import { idSchema, nameSchema } from './escalation-policy.ts';
import { labelsSchema } from './labels.ts';

export const heartbeatSchema = z.strictObject({
  name: nameSchema,
  /** Alerted when it expires. */
  serviceId: idSchema,
  /** The longest time between two pings. */
  interval: durationBetween(SECOND, 366 * DAY),
  /** A ping may be that much later still; none unless given. */
  grace: durationBetween(0, 366 * DAY).optional(),
  /** Of its alert; critical unless given. */
  severity: z.enum(SEVERITIES).optional(),
  /** Of its alert, in place of one that is made of its name. */
  summary: z.string().trim().min(1).max(1_024).optional(),
  description: z.string().max(10_000).optional(),
  labels: labelsSchema.optional(),
});

export type Heartbeat = z.output<typeof heartbeatSchema>;

/** How long it may be silent before it expires. */
export const silenceAllowedMs = ({ interval, grace }: Pick<Heartbeat, 'interval' | 'grace'>): number =>
  (parseDuration(interval) ?? 0) + ((grace !== undefined && parseDuration(grace)) || 0);
