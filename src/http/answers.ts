/**
 * What the API answers, as schemas: the types of src/http/wire.ts and the components
 * of /openapi.json. Within v1 fields and values are added, never renamed or removed.
 */
import { z } from '@hono/zod-openapi';
import { SEVERITIES } from '../policy/alert.ts';
import { escalationPolicySchema } from '../policy/escalation-policy.ts';

const time = z.string().openapi({ format: 'date-time', example: '2026-03-24T03:07:12.000Z' });
const count = z.int();
const warnings = z.array(z.string()).openapi({ description: 'What was changed or left out, one sentence each' });

export const SERVICE_STATES = ['healthy', 'escalating', 'exhausted', 'acked', 'unreadable'] as const;
export const INCIDENT_STATES = ['escalating', 'exhausted', 'acked', 'closed'] as const;
export const CHANNEL_NAMES = ['email', 'sms', 'webhook'] as const;
export const NOTIFICATION_STATES = [
  'pending',
  'sending',
  'accepted',
  'delivered',
  'failed',
  'refused',
  'superseded',
  'previewed',
] as const;

export const targetAnswer = z
  .union([
    z.object({ type: z.literal('email'), address: z.string() }),
    z.object({ type: z.literal('sms'), phoneNumber: z.string() }),
    z.object({ type: z.literal('webhook'), url: z.string() }),
  ])
  .openapi('Target');

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

const incidentFields = {
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

const serviceFields = {
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
const incident = z.object(incidentFields).openapi('OpenIncident');

export const serviceAnswer = z.object({ ...serviceFields, incident: incident.nullable() }).openapi('Service');

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

const inputError = z.object({
  pointer: z.string().openapi({
    description: 'JSON pointer (RFC 6901) to the value, within that part of the request',
    example: '/levels/0/targets/1/address',
  }),
  message: z.string(),
  in: z.enum(['query', 'path', 'header']).optional().openapi({ description: 'The body, unless given' }),
});

export const problemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: count,
    code: z.string().openapi({ description: 'Stable: what a program should look at' }),
    detail: z.string().openapi({ description: 'For people' }),
    requestId: z.string(),
    errors: z.array(inputError).optional(),
  })
  .openapi('Problem', {
    example: {
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      code: 'invalid',
      detail: 'one thing is wrong with the body; see errors',
      requestId: '5f0c2f0e-6a51-4c29-a6f9-5d1c6f4c2a11',
      errors: [{ pointer: '/levels/0/ackTimeout', message: 'expected a duration such as "15m", "90s" or "1h"' }],
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

export const notificationAnswer = z
  .object({
    id: z.string(),
    serviceId: z.string(),
    incidentId: z.string(),
    level: count,
    cycle: count,
    target: targetAnswer,
    channel: z.enum(CHANNEL_NAMES),
    state: z.enum(NOTIFICATION_STATES),
    tries: count,
    createdAt: time,
    settledAt: time.nullable(),
    nextAttemptAt: time.nullable(),
    reason: z.string().nullable().openapi({ description: 'Why it was refused, failed, or is tried again' }),
    providerId: z.string().nullable().openapi({ description: "The gateway's own id for it" }),
  })
  .openapi('Notification');

const listedIncidentFields = {
  ...incidentFields,
  serviceId: z.string(),
  serviceName: z.string(),
  state: z.enum(INCIDENT_STATES),
  closedAt: time.nullable(),
  closedBy: z.string().nullable(),
  nextLevel: z
    .object({ level: count, targets: z.array(targetAnswer) })
    .nullable()
    .openapi({ description: 'Whom the next level reaches; null once it is closed' }),
};
export const listedIncidentAnswer = z.object(listedIncidentFields).openapi('ListedIncident');
export const incidentAnswer = z
  .object({ ...listedIncidentFields, notifications: z.array(notificationAnswer) })
  .openapi('Incident');

export const timelineAnswer = z
  .object({
    at: time.nullable().openapi({ description: 'Null for the line that says how many lines were left out' }),
    incidentId: z.string().nullable(),
    type: z.string().openapi({ example: 'levelNotified' }),
    text: z.string().openapi({ description: 'One sentence in plain words' }),
    data: z.record(z.string(), z.unknown()).openapi({ description: 'The fields of that type' }),
  })
  .openapi('TimelineEntry');

export const timerAnswer = z
  .object({
    serviceId: z.string(),
    incidentId: z.string(),
    level: count,
    kind: z.enum(['ackTimeout', 'ackExpiry', 'snoozeEnd', 'autoResolve']).openapi({
      description: '`autoResolve`: when it is looked whether alerts still come',
    }),
    dueAt: time,
  })
  .openapi('Timer');

export const policyAnswer = z
  .object({
    id: z.string().openapi({ example: 'backend' }),
    ...escalationPolicySchema.shape,
    revision: count,
    services: z.array(z.string()).openapi({ description: 'Ids of the services that use it' }),
    warnings,
  })
  .openapi('EscalationPolicy');

export const outboxAnswer = z
  .object({
    notificationId: z.string(),
    incidentId: z.string(),
    target: targetAnswer,
    at: time,
    subject: z.string(),
    text: z.string(),
  })
  .openapi('OutboxMessage');

export const refusedAnswer = z
  .object({
    at: time,
    method: z.string(),
    route: z.string(),
    serviceId: z.string().nullable(),
    keyName: z.string().nullable().openapi({ description: "The API key's name, never the key" }),
    code: z.string(),
    detail: z.string(),
  })
  .openapi('RefusedRequest');

export const channelAnswer = z
  .object({
    name: z.enum(CHANNEL_NAMES),
    configured: z.boolean(),
    description: z.string().nullable(),
    lastAcceptedAt: time.nullable(),
    lastFailedAt: time.nullable(),
    lastFailure: z.string().nullable(),
    failingSince: time.nullable().openapi({ description: 'Nothing got through for five minutes or more' }),
  })
  .openapi('Channel');

const open = { exhausted: count, escalating: count, acked: count };
export const overviewAnswer = z
  .object({
    services: z.object({ total: count, healthy: count, ...open }),
    preview: z.boolean().openapi({ description: 'No channel is configured at all: nobody is paged' }),
    publicUrl: z.string().openapi({ description: 'What the links in messages begin with' }),
    isPublicUrlLocal: z.boolean().openapi({ description: 'Such links open on the machine of the pager only' }),
    memoryShare: z.number().nullable().openapi({ description: 'Of the memory that Redis may use; null: not limited' }),
  })
  .openapi('Overview');

/** A page of a collection. */
export const pageOf = (item: z.ZodType) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().openapi({ description: 'Where the next page begins; null on the last' }),
  });
