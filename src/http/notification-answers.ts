/** Notifications as they are answered: where they go, through which channel, and how each ended. */
import { z } from '@hono/zod-openapi';
import { count, time } from './answers.ts';

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
