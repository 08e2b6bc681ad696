/** The lines for what speaks to Opsgenie, as docs/integrations has them. Pure. */
import type { Given, Way } from './tools.ts';

const baseOf = ({ url }: Given) => url.replace(/\/$/, '');

export const OPSGENIE_WAYS: readonly [Way, ...Way[]] = [
  {
    name: 'Any client',
    where: 'Wherever Opsgenie’s address and API key stand now',
    lines: (given) => `curl ${baseOf(given)}/v2/alerts -H 'Authorization: GenieKey ${given.key}' \\
  -d '{"message": "Disk full", "alias": "db1-disk", "priority": "P1"}'`,
  },
  {
    name: 'Alertmanager',
    where: 'alertmanager.yml',
    lines: ({ url, key }) => `receivers:
  - name: pager
    opsgenie_configs:
      - api_key: ${key}
        api_url: ${url}
        priority: '{{ if eq .CommonLabels.severity "critical" }}P1{{ else }}P3{{ end }}'
        update_alerts: true`,
  },
  {
    name: 'opsgenie-sdk',
    where: 'Node, with opsgenie-sdk',
    lines: (given) => `const opsgenie = require('opsgenie-sdk');
opsgenie.configure({ host: '${baseOf(given)}', api_key: '${given.key}' });
opsgenie.alertV2.create({ message: 'Disk full', alias: 'db1-disk', priority: 'P1' }, console.log);`,
  },
  {
    name: 'A heartbeat',
    where: 'A dead man’s switch: make it, and point what must be heard of at its ping',
    lines: (given) => `curl ${baseOf(given)}/v2/heartbeats -H 'Authorization: GenieKey ${given.key}' \\
  -d '{"name": "watchdog", "interval": 5, "intervalUnit": "minutes", "enabled": true}'

# alertmanager.yml
webhook_configs:
  - url: ${baseOf(given)}/v2/heartbeats/watchdog/ping?apiKey=${given.key}`,
  },
];
