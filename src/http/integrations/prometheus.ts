/**
 * The receiving end of Alertmanager's own API, version 2: what Prometheus, vmalert and
 * Grafana's "Alertmanager" contact point speak, so that they need none between. They
 * send each alert again and again while it fires; one that is over says since when.
 * https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
import { z } from '@hono/zod-openapi';
import { eventsOfGroup } from './alert-groups.ts';
import { asJsonObject, textOf } from './body-fields.ts';
import type { Door } from './door.ts';
import { keyOfAddress } from './inbound.ts';
import { WEBHOOK } from './webhook-answers.ts';

const NAME = 'alerts';

export const prometheusAlerts: Door = {
  type: 'alertmanager',
  methods: ['post'],
  paths: ['/v1/integrations/alertmanager/{key}/api/v2/alerts'],
  summary: 'Alerts as Prometheus sends them to an Alertmanager',
  description: 'Each alert is one of its own, whatever `settings.keyPer` says: there are no groups.',
  schema: z
    .array(
      z.looseObject({
        labels: z.record(z.string(), z.string()),
        annotations: z.record(z.string(), z.string()).optional(),
        startsAt: z.string().optional(),
        endsAt: z.string().optional(),
        generatorURL: z.string().optional(),
      }),
    )
    .openapi('PrometheusAlerts'),
  example: [{ labels: { alertname: 'DiskFull', instance: 'db1:9100' }, annotations: { summary: 'Disk is full' } }],
  listAs: NAME,
  ...WEBHOOK,
  keyOf: keyOfAddress,
  takes: () => false,
  translate: ({ body, at }, integration) => {
    const { alerts } = body;
    if (!Array.isArray(alerts)) return { invalid: ['expected a list of alerts'] };
    const told = alerts.map((alert) => ({ ...asJsonObject(alert), status: isOver(alert, at) ? 'resolved' : 'firing' }));
    const settings = { ...integration.settings, keyPer: 'alert' as const };
    return { events: eventsOfGroup({ alerts: told }, { ...integration, settings }, 'Prometheus') };
  },
};

/** While it fires its end lies minutes ahead, or is not told. */
function isOver(alert: unknown, at: number): boolean {
  const endsAt = Date.parse(textOf(asJsonObject(alert).endsAt) ?? '');
  return endsAt > 0 && endsAt <= at;
}
