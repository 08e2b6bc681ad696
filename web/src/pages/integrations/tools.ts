/** The tools that can speak to the pager: their names, and the lines to paste into each. Pure. */
import type { ToolType } from './integration-queries.ts';

export interface Given {
  /** Where the tool sends to, its key in it where it belongs there. */
  url: string;
  key: string;
}

export interface Tool {
  name: string;
  /** Where the lines go. */
  where: string;
  lines: (given: Given) => string;
}

export const TOOLS: Record<ToolType, Tool> = {
  alertmanager: {
    name: 'Alertmanager',
    where: 'alertmanager.yml',
    lines: ({ url }) => `receivers:
  - name: pager
    webhook_configs:
      - url: ${url}
        send_resolved: true`,
  },
  grafana: {
    name: 'Grafana',
    where: 'A contact point of type Webhook, or a provisioning file',
    lines: ({ url }) => `contactPoints:
  - orgId: 1
    name: pager
    receivers:
      - uid: pager
        type: webhook
        settings:
          url: ${url}
          httpMethod: POST`,
  },
  pagerduty: {
    name: 'PagerDuty client',
    where: 'Wherever PagerDuty’s address and routing key stand now',
    lines: ({ url, key }) => `URL          ${url}
routing_key  ${key}

curl ${url} -H 'Content-Type: application/json' \\
  -d '{"routing_key": "${key}", "event_action": "trigger", "dedup_key": "try",
       "payload": {"summary": "Trying it", "source": "me", "severity": "critical"}}'`,
  },
  opsgenie: {
    name: 'Opsgenie client',
    where: 'Wherever Opsgenie’s address and API key stand now',
    lines: ({ url, key }) => `api_url  ${url}
api_key  ${key}

curl ${url}v2/alerts -H 'Authorization: GenieKey ${key}' \\
  -H 'Content-Type: application/json' -d '{"message": "Trying it", "alias": "try"}'`,
  },
  uptimekuma: {
    name: 'Uptime Kuma',
    where: 'A notification of type Webhook, content type application/json',
    lines: ({ url }) => `Post URL  ${url}`,
  },
  zabbix: {
    name: 'Zabbix',
    where: 'A media type of type Webhook, parameter url',
    lines: ({ url }) => `url  ${url}`,
  },
  goalert: {
    name: 'GoAlert client',
    where: 'Wherever the generic API’s address stands now',
    lines: ({ url }) => `curl -d summary='Trying it' -d dedup=try '${url}'`,
  },
  webhook: {
    name: 'Webhook',
    where: 'Any tool that can post JSON',
    lines: ({ url }) => `curl ${url} -H 'Content-Type: application/json' \\
  -d '{"title": "Trying it", "key": "try", "state": "alerting"}'`,
  },
  heartbeat: {
    name: 'Heartbeat',
    where: 'The end of the job that must not stay away',
    lines: ({ url }) => `curl --silent --retry 5 ${url}`,
  },
};

/** A heartbeat is made with its interval, beside this page. */
export const TOOL_TYPES = (Object.keys(TOOLS) as ToolType[]).filter((type) => type !== 'heartbeat');
