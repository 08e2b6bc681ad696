/** The tools of the busy week: what watches that team's services, each through an integration of its own, and who else is told. */
import type { TestPager } from './http.ts';
import { givenIntegration } from './integration.ts';

export interface BusyWeekTools {
  /** As Prometheus sends an alert to an Alertmanager; the label says which service. */
  prometheus(service: string, alert: { summary: string; name: string; severity?: string }): Promise<unknown>;
  uptimeKuma(monitor: string, why: string): Promise<unknown>;
  /** A job that ended badly, in its own words. */
  backups(job: string): Promise<unknown>;
}

export async function givenTools(http: TestPager): Promise<BusyWeekTools> {
  const prometheus = await givenIntegration(http, {
    name: 'Prometheus, both regions',
    type: 'alertmanager',
    rule: { label: 'service' },
  });
  const kuma = await givenIntegration(http, {
    name: 'Uptime Kuma in Paris',
    type: 'uptimekuma',
    serviceId: 'payments-api',
  });
  const backups = await givenIntegration(http, { name: 'Backup job', type: 'webhook', serviceId: 'backups' });
  await givenIntegration(http, { name: 'What still speaks to Opsgenie', type: 'opsgenie', serviceId: 'support-desk' });
  const post = (path: string, body: unknown) => http.call('POST', path, { body, key: null });
  return {
    prometheus: (service, { summary, name, severity = 'critical' }) =>
      post(`/v1/integrations/alertmanager/${prometheus.key}/api/v2/alerts`, [
        { labels: { alertname: name, service, severity }, annotations: { summary } },
      ]),
    uptimeKuma: (monitor, why) =>
      post(`/v1/integrations/uptimekuma/${kuma.key}`, {
        heartbeat: { monitorID: 7, status: 0, msg: why },
        monitor: { id: 7, name: monitor },
        msg: `[${monitor}] [Down] ${why}`,
      }),
    backups: (summary) =>
      post(`/v1/integrations/webhook/${backups.key}`, { summary, key: 'nightly', severity: 'error' }),
  };
}

/** Told of what happens from now on: nothing is sent of the week before. */
export async function givenSubscriptions(http: TestPager): Promise<void> {
  await http.post('/v1/webhooks', {
    url: 'https://chat.example.com/hooks/on-call',
    description: 'The on-call channel',
  });
  await http.post('/v1/webhooks', {
    url: 'https://status.example.com/api/incidents',
    description: 'The status page',
    events: ['incident.opened', 'incident.closed'],
    services: ['checkout-db', 'payments-api'],
  });
}
