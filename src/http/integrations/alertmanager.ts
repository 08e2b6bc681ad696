/**
 * Alertmanager's webhook, version 4; later versions too, whatever fields they add.
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
import { z } from '@hono/zod-openapi';
import { eventsOfGroup } from './alert-groups.ts';
import type { Door } from './door.ts';
import { keyOfAddress } from './inbound.ts';
import { WEBHOOK } from './webhook-answers.ts';

export const alertmanagerWebhook: Door = {
  type: 'alertmanager',
  methods: ['post'],
  paths: ['/v1/integrations/alertmanager/{key}', '/v1/integrations/alertmanager'],
  summary: 'Alertmanager webhook',
  description:
    'The key stands in the address, or is a bearer token, the password of HTTP Basic, or `token` behind the question mark.',
  schema: z
    .looseObject({
      version: z.string().optional(),
      groupKey: z.string().optional(),
      status: z.string(),
      truncatedAlerts: z.int().optional(),
      alerts: z.array(
        z.looseObject({
          status: z.string(),
          labels: z.record(z.string(), z.string()),
          annotations: z.record(z.string(), z.string()).optional(),
          fingerprint: z.string().optional(),
        }),
      ),
    })
    .openapi('AlertmanagerWebhook'),
  example: {
    version: '4',
    groupKey: '{}:{alertname="DiskFull"}',
    status: 'firing',
    truncatedAlerts: 0,
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'DiskFull', instance: 'db1:9100', severity: 'critical' },
        annotations: { summary: 'Disk on db1 is 99 % full' },
        fingerprint: '1751650d45bf7d6b',
      },
    ],
  },
  ...WEBHOOK,
  keyOf: keyOfAddress,
  translate: ({ body }, integration) =>
    Array.isArray(body.alerts)
      ? { events: eventsOfGroup(body, integration, 'Alertmanager') }
      : { invalid: ['/alerts: it is missing: expected the body of an Alertmanager webhook'] },
};
