/** What each tool sends, in short: something to try before anything came. Pure. */
import type { ToolType } from './integration-queries.ts';

const alertmanagerAlert = {
  status: 'firing',
  labels: { alertname: 'DiskFull', instance: 'db1', severity: 'critical' },
  annotations: { summary: 'The disk of db1 is full' },
  startsAt: '2026-03-24T03:07:12Z',
  fingerprint: 'c1a0b2',
};

const SAMPLES: Record<ToolType, object | null> = {
  alertmanager: {
    version: '4',
    groupKey: '{}:{alertname="DiskFull"}',
    status: 'firing',
    groupLabels: { alertname: 'DiskFull' },
    commonLabels: { alertname: 'DiskFull', severity: 'critical' },
    commonAnnotations: { summary: 'The disk of db1 is full' },
    alerts: [alertmanagerAlert],
  },
  grafana: {
    status: 'firing',
    groupKey: '{}:{alertname="DiskFull"}',
    title: '[FIRING:1] DiskFull',
    commonLabels: { alertname: 'DiskFull' },
    commonAnnotations: { summary: 'The disk of db1 is full' },
    alerts: [alertmanagerAlert],
  },
  pagerduty: {
    routing_key: 'KEY',
    event_action: 'trigger',
    dedup_key: 'db1-disk',
    payload: { summary: 'The disk of db1 is full', source: 'db1', severity: 'critical' },
  },
  opsgenie: { message: 'The disk of db1 is full', alias: 'db1-disk', priority: 'P1', details: { host: 'db1' } },
  uptimekuma: {
    heartbeat: { status: 0, msg: 'Connection refused', important: true },
    monitor: { id: 1, name: 'Shop', url: 'https://shop.example.com' },
    msg: '[Shop] [Down] Connection refused',
  },
  zabbix: { event_id: '4711', event_value: '1', subject: 'The disk of db1 is full', nseverity: '4', host: 'db1' },
  goalert: { summary: 'The disk of db1 is full', dedup: 'db1-disk' },
  webhook: { title: 'The disk of db1 is full', key: 'db1-disk', state: 'alerting', severity: 'critical', host: 'db1' },
  heartbeat: null,
};

/** Null: a request without a body says all. */
export const sampleOf = (type: ToolType): string | null => {
  const sample = SAMPLES[type];
  return sample && JSON.stringify(sample, null, 2);
};
