/** What an event answers: the service after it, and what came of it; singly or in a batch. */
import { z } from '@hono/zod-openapi';
import { count, warnings } from './answers.ts';
import { inputError } from './problem-answer.ts';
import { incident, serviceFields } from './service-answers.ts';

const eventFields = {
  changed: z.boolean().openapi({
    description: 'This event opened, closed, acknowledged or moved the incident; a recorded repetition did not',
  }),
  result: z.enum([
    'opened',
    'recorded',
    'acknowledged',
    'unacknowledged',
    'resolved',
    'closed',
    'escalated',
    'snoozed',
    'noted',
    'ignored',
  ]),
  reason: z
    .enum(['not_unhealthy', 'already_acked', 'not_acked', 'unknown_key', 'other_incident', 'below_page_from'])
    .optional()
    .openapi({ description: 'Why it was ignored, or recorded only' }),
  warnings,
};

/** The service after the event. */
export const eventAnswer = z
  .object({ ...serviceFields, ...eventFields, incident: incident.nullable() })
  .openapi('EventAnswer', {
    example: {
      id: 'checkout-db',
      name: 'Checkout DB',
      escalationPolicyId: 'backend',
      labels: {},
      description: '',
      state: 'escalating',
      changed: true,
      result: 'opened',
      warnings: [],
      incident: {
        id: 'checkout-db-7',
        openedAt: '2026-03-24T03:07:12.000Z',
        level: 1,
        levels: 3,
        cycle: 1,
        cycles: 1,
        nextEscalationAt: '2026-03-24T03:22:12.000Z',
        nextAction: 'level',
        ackedAt: null,
        ackedBy: null,
        snoozedUntil: null,
        autoResolvesAt: null,
        alerts: [
          {
            key: 'disk',
            summary: 'Disk is 95 % full',
            severity: 'critical',
            count: 1,
            firstAt: '2026-03-24T03:07:12.000Z',
            lastAt: '2026-03-24T03:07:12.000Z',
          },
        ],
        openAlerts: 1,
        ignoredEvents: 0,
        test: false,
        overflowed: false,
      },
    },
  });

const batchEvent = z.object({
  ...serviceFields,
  ...eventFields,
  status: count.openapi({ description: 'As the route of that single event would have answered' }),
  incident: incident.nullable().openapi({ description: 'Lists only the alert that this event was about' }),
  replayed: z.boolean().optional().openapi({ description: 'An event with this id was taken before' }),
});

const batchRefusal = z.object({
  status: count,
  code: z.string(),
  detail: z.string(),
  errors: z.array(inputError).optional(),
});

export const batchAnswer = z
  .object({ results: z.array(z.union([batchEvent, batchRefusal])), warnings })
  .openapi('EventBatchAnswer');
