/**
 * How doors of our own answer: what each event came to, and problem details. What
 * passes by itself is 503 always: Alertmanager's webhook comes again after a 5xx only.
 */
import { z } from '@hono/zod-openapi';
import type { HttpContext } from '../context.ts';
import { type ProblemCode, problem, STATUS_OF } from '../problem.ts';
import type { Door, DoorRefusal, Vendor } from './door.ts';

export const webhookAnswer = z
  .object({
    status: z.literal('success'),
    events: z.array(
      z.object({
        type: z.string(),
        key: z.string().nullable(),
        serviceId: z.string().nullable(),
        incidentId: z.string().nullable(),
        result: z.string(),
      }),
    ),
  })
  .openapi('WebhookAccepted');

export const webhookVendor: Vendor = {
  accepted: (_, outcomes) => ({
    status: 200,
    body: {
      status: 'success',
      events: outcomes.map(({ event, serviceId, answer }) => ({
        type: event.type,
        key: event.key ?? null,
        serviceId,
        incidentId: 'refused' in answer ? null : answer.incidentId,
        result: 'refused' in answer ? answer.refused : answer.result,
      })),
    },
  }),
  refused: refuse,
};

function refuse({ kind, code, messages, retryAfterSeconds }: DoorRefusal, context: HttpContext): Response {
  const told: ProblemCode = kind === 'passing' && STATUS_OF[code] < 500 ? 'overloaded' : code;
  const headers = retryAfterSeconds === null ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return problem(context, told, messages.join('; '), { headers });
}

/** What every such door has in common. */
export const WEBHOOK = {
  answer: webhookAnswer,
  failure: 'problem',
  statuses: { accepted: 200, refused: [400, 401, 404, 413, 422, 500, 503] },
  vendor: webhookVendor,
} as const satisfies Partial<Door>;
