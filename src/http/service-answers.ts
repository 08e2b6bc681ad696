/** A service as it is answered, with its open incident. */
import { z } from '@hono/zod-openapi';
import { SEVERITIES } from '../policy/alert.ts';
import { count, time } from './answers.ts';

export const SERVICE_STATES = ['healthy', 'escalating', 'exhausted', 'acked', 'unreadable'] as const;

const openAlert = z
  .object({
    key: z.string(),
    summary: z.string(),
    severity: z.enum(SEVERITIES),
    source: z.string().optional(),
    count,
    firstAt: time,
    lastAt: time,
  })
  .openapi('OpenAlert');

export const incidentFields = {
  id: z.string().openapi({ example: 'checkout-db-7' }),
  openedAt: time,
  level: count.openapi({ description: 'From 1' }),
  levels: count,
  cycle: count.openapi({ description: 'Which run through the policy, from 1' }),
  cycles: count,
  nextEscalationAt: time.nullable().openapi({ description: 'When the armed timer is due; null when none is armed' }),
  nextAction: z.enum(['level', 'repeat', 'exhausted', 'ackExpiry', 'snoozeEnd']).nullable(),
  ackedAt: time.nullable(),
  ackedBy: z.string().nullable(),
  snoozedUntil: time.nullable().openapi({ description: 'How long the acknowledgement holds, where somebody said so' }),
  autoResolvesAt: time.nullable().openapi({ description: 'When it closes by itself unless another alert comes' }),
  alerts: z.array(openAlert).openapi({ description: 'The open alerts, up to 200 of them' }),
  openAlerts: count.openapi({ description: 'Open alerts in all' }),
  ignoredEvents: count.openapi({
    description: 'Events that changed nothing; the timeline has ten a minute of them',
  }),
  test: z.boolean().openapi({ description: 'It only tries whether people are reached' }),
  overflowed: z.boolean().openapi({ description: 'Too many keys to count: it closes by a healthy event only' }),
};

export const serviceFields = {
  id: z.string().openapi({ example: 'checkout-db' }),
  name: z.string(),
  escalationPolicyId: z.string(),
  labels: z.record(z.string(), z.string()),
  description: z.string(),
  runbookUrl: z.string().optional(),
  ackExpiresAfter: z.string().optional(),
  renotifyOnNewKey: z.boolean().optional(),
  autoResolveAfter: z.string().optional(),
  pageFrom: z.enum(SEVERITIES).optional(),
  state: z.enum(SERVICE_STATES),
};

export const incident = z.object(incidentFields).openapi('OpenIncident');

export const serviceAnswer = z.object({ ...serviceFields, incident: incident.nullable() }).openapi('Service');
