/**
 * A ping of a heartbeat by any tool that can ask for an address: a cron job, or the
 * Watchdog alert of Alertmanager, which fires as long as alerting works. What tells
 * that it ended is no ping.
 */
import { z } from '@hono/zod-openapi';
import type { Door } from './door.ts';
import { keyOfAddress } from './inbound.ts';
import { WEBHOOK } from './webhook-answers.ts';

export const heartbeatDoor: Door = {
  type: 'heartbeat',
  methods: ['get', 'post', 'put'],
  paths: ['/v1/integrations/heartbeat/{key}', '/v1/integrations/heartbeat'],
  summary: 'A ping of a heartbeat, with any body',
  schema: z.looseObject({}).openapi('HeartbeatWebhook'),
  example: { status: 'firing' },
  anyBody: true,
  ...WEBHOOK,
  keyOf: keyOfAddress,
  translate: ({ body }, { settings }) => {
    const heartbeatId = settings?.heartbeatId;
    return { events: [], ...(heartbeatId !== undefined && body.status !== 'resolved' && { ping: heartbeatId }) };
  },
};
