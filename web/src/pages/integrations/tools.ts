/** The tools that can speak to the pager: their names, and for each way to connect them the lines to paste. Pure. */
import type { ToolType } from './integration-queries.ts';
import { ALERTMANAGER_WAYS } from './ways-alertmanager.ts';
import { OPSGENIE_WAYS } from './ways-opsgenie.ts';
import { PAGERDUTY_WAYS } from './ways-pagerduty.ts';
import { ZABBIX_WAYS } from './ways-zabbix.ts';

export interface Given {
  /** Where the tool sends to, its key in it where it belongs there. */
  url: string;
  key: string;
}

export interface Way {
  name: string;
  /** Where the lines go. */
  where: string;
  lines: (given: Given) => string;
}

export interface Tool {
  name: string;
  ways: readonly [Way, ...Way[]];
}

const oneWay = (where: string, lines: Way['lines']): Tool['ways'] => [{ name: '', where, lines }];

export const TOOLS: Record<ToolType, Tool> = {
  alertmanager: { name: 'Alertmanager', ways: ALERTMANAGER_WAYS },
  grafana: {
    name: 'Grafana',
    ways: oneWay(
      'A contact point of type Webhook with this URL, or provisioning/alerting/pager.yaml',
      ({ url }) => `apiVersion: 1
contactPoints:
  - orgId: 1
    name: pager
    receivers:
      - uid: pager
        type: webhook
        settings:
          url: ${url}
          httpMethod: POST`,
    ),
  },
  pagerduty: { name: 'PagerDuty client', ways: PAGERDUTY_WAYS },
  opsgenie: { name: 'Opsgenie client', ways: OPSGENIE_WAYS },
  uptimekuma: {
    name: 'Uptime Kuma',
    ways: oneWay(
      'A notification of type Webhook, request body “Preset - application/json”: its Post URL',
      ({ url }) => url,
    ),
  },
  zabbix: { name: 'Zabbix', ways: ZABBIX_WAYS },
  goalert: {
    name: 'GoAlert client',
    ways: oneWay(
      'Wherever the generic API’s address stands now',
      ({ url }) => `curl -d summary='Disk on db1 is 99 % full' -d details='only 1 GB is left' -d dedup=db1-disk '${url}'
curl -d dedup=db1-disk -d action=close '${url}'`,
    ),
  },
  webhook: {
    name: 'Generic webhook',
    ways: oneWay(
      'Any tool that can post JSON',
      ({ url }) => `curl ${url} -H 'Content-Type: application/json' \\
  -d '{"title": "Disk full", "key": "db1-disk", "state": "alerting"}'`,
    ),
  },
  heartbeat: {
    name: 'Heartbeat',
    ways: oneWay('The end of the job that must not stay away', ({ url }) => `curl --silent --retry 5 ${url}`),
  },
};

/** A heartbeat is made with its interval, beside this page. */
export const TOOL_TYPES = (Object.keys(TOOLS) as ToolType[]).filter((type) => type !== 'heartbeat');
