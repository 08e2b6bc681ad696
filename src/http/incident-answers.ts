/** Incidents as they are answered, open or closed, with their timeline and their timers. */
import { z } from '@hono/zod-openapi';
import { count, time } from './answers.ts';
import { notificationAnswer, targetAnswer } from './notification-answers.ts';
import { incidentFields } from './service-answers.ts';

export const INCIDENT_STATES = ['escalating', 'exhausted', 'acked', 'closed'] as const;

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
  alertsSinceAck: count.nullable().openapi({
    description: 'Alerts since it was acknowledged: they reached nobody. Null where nobody has acknowledged',
  }),
};

export const listedIncidentAnswer = z.object(listedIncidentFields).openapi('ListedIncident');

const pinnedPolicy = z
  .object({
    id: z.string(),
    name: z
      .string()
      .nullable()
      .openapi({ description: 'As it is called now; null: there is none of this id any more' }),
    revision: count.nullable().openapi({ description: 'Null where it was not kept yet when the incident opened' }),
    repeat: count,
    levels: z.array(z.object({ ackTimeout: z.string(), targets: z.array(targetAnswer) })),
  })
  .openapi('PinnedPolicy', { description: 'What the incident runs, whatever was made of the policy since' });

export const incidentAnswer = z
  .object({ ...listedIncidentFields, policy: pinnedPolicy, notifications: z.array(notificationAnswer) })
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
