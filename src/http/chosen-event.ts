/** An event of a service as people choose it in the inspector, for a copy or for the service itself: as much of it as matters there. */
import { z } from '@hono/zod-openapi';
import { SEVERITIES } from '../policy/alert.ts';

const by = z.string().min(1).max(200).optional();

export const chosenEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('alert'),
    key: z.string().min(1).max(512),
    summary: z.string().min(1).max(1_024),
    severity: z.enum(SEVERITIES),
  }),
  z.strictObject({ type: z.literal('resolve'), key: z.string().min(1).max(512) }),
  ...(['ack', 'unack', 'healthy', 'escalate'] as const).map((type) => z.strictObject({ type: z.literal(type), by })),
]);

/** As the contract describes it. */
export const documentedEvent = z.looseObject({
  type: z.enum(['alert', 'resolve', 'ack', 'unack', 'healthy', 'escalate']),
});
