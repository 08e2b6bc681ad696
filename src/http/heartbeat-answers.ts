/** Heartbeats as the API answers them: the schemas, and the views written by them. */
import { z } from '@hono/zod-openapi';
import type { HeartbeatView, PingAnswer } from '../pager/heartbeats.ts';
import { SEVERITIES } from '../policy/alert.ts';

export const HEARTBEAT_STATES = ['unstarted', 'alive', 'expired', 'paused'] as const;

const time = z.string().openapi({ format: 'date-time', example: '2026-03-24T03:07:12.000Z' });
const state = z.enum(HEARTBEAT_STATES).openapi({ description: '`unstarted`: never heard of, so not waited for' });
const expiresAt = time
  .nullable()
  .openapi({ description: 'Unless it is heard of before; null while it is not waited for' });

export const heartbeatAnswer = z
  .object({
    id: z.string().openapi({ example: 'nightly-backup' }),
    name: z.string(),
    serviceId: z.string(),
    interval: z.string().openapi({ example: '1d' }),
    grace: z.string().optional(),
    severity: z.enum(SEVERITIES).optional(),
    summary: z.string().optional(),
    description: z.string(),
    labels: z.record(z.string(), z.string()),
    state,
    createdAt: time,
    lastPingAt: time.nullable(),
    expiresAt,
    expiredAt: time.nullable().openapi({ description: 'Since when it is expired' }),
    warnings: z.array(z.string()),
  })
  .openapi('Heartbeat');

export const pingAnswer = z
  .object({
    id: z.string(),
    state,
    changed: z.boolean().openapi({ description: 'It was heard of for the first time, or was expired' }),
    lastPingAt: time,
    expiresAt,
  })
  .openapi('Ping');

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

export function wireHeartbeat(heartbeat: HeartbeatView): z.input<typeof heartbeatAnswer> {
  const { id, name, serviceId, interval, grace, severity, summary, description, labels } = heartbeat;
  return {
    id,
    name,
    serviceId,
    interval,
    ...(grace !== undefined && { grace }),
    ...(severity !== undefined && { severity }),
    ...(summary !== undefined && { summary }),
    description: description ?? '',
    labels: labels ?? {},
    state: heartbeat.state,
    createdAt: iso(heartbeat.createdAt),
    lastPingAt: isoOrNull(heartbeat.lastPingAt),
    expiresAt: isoOrNull(heartbeat.expiresAt),
    expiredAt: isoOrNull(heartbeat.expiredAt),
    warnings: heartbeat.warnings,
  };
}

export const wirePing = ({ id, state: now, changed, lastPingAt, ...rest }: PingAnswer): z.input<typeof pingAnswer> => ({
  id,
  state: now,
  changed,
  lastPingAt: iso(lastPingAt),
  expiresAt: isoOrNull(rest.expiresAt),
});
