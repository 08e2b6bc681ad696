/** The lines for what speaks to PagerDuty, as docs/integrations has them. Pure. */
import type { Given, Way } from './tools.ts';

const baseOf = ({ url }: Given) => url.replace(/\/v2\/enqueue$/, '');
const hostOf = (given: Given) => new URL(baseOf(given)).host;

const SCRIPT = String.raw`summary="" dedup="" action="" key=""
while getopts k:t:i:d: flag; do
  case "$flag" in
    k) key=$OPTARG ;;
    t) action=$OPTARG ;;
    i) dedup=$OPTARG ;;
    d) summary=$OPTARG ;;
    *) exit 2 ;;
  esac
done
case "$action" in
  PROBLEM) action=trigger ;;
  ACKNOWLEDGEMENT) action=acknowledge ;;
  RECOVERY) action=resolve ;;
esac
escape() { printf '%s' "$1" | tr '\n\t' '  ' | sed 's/\\/\\\\/g; s/"/\\"/g'; }
curl --silent --show-error --fail --max-time 20 --retry 5 --retry-all-errors "$PAGER_URL/v2/enqueue" \
  --header 'Content-Type: application/json' \
  --data "{\"routing_key\":\"$(escape "$key")\",\"event_action\":\"$(escape "$action")\",\"dedup_key\":\"$(escape "$dedup")\",\"payload\":{\"summary\":\"$(escape "$summary")\",\"source\":\"$(hostname)\",\"severity\":\"critical\"}}"`;

export const PAGERDUTY_WAYS: readonly [Way, ...Way[]] = [
  {
    name: 'Any client',
    where: 'Wherever PagerDuty’s address and routing key stand now',
    lines: ({ url, key }) => `curl ${url} -H 'Content-Type: application/json' \\
  -d '{"routing_key": "${key}", "event_action": "trigger", "dedup_key": "db1-disk",
       "payload": {"summary": "Disk full", "source": "db1", "severity": "critical"}}'`,
  },
  {
    name: 'Alertmanager',
    where: 'alertmanager.yml',
    lines: ({ url, key }) => `receivers:
  - name: pager-as-pagerduty
    pagerduty_configs:
      - routing_key: ${key}
        url: ${url}
        severity: "{{ if .CommonLabels.severity }}{{ .CommonLabels.severity | toLower }}{{ else }}critical{{ end }}"`,
  },
  {
    name: 'pdjs',
    where: 'Node, with @pagerduty/pdjs',
    lines: (given) => `import { event } from '@pagerduty/pdjs';
await event({
  server: '${hostOf(given)}',
  data: {
    routing_key: '${given.key}',
    event_action: 'trigger',
    dedup_key: 'db1-disk',
    payload: { summary: 'Disk full', source: 'db1', severity: 'critical' },
  },
});`,
  },
  {
    name: 'pdpyras',
    where: 'Python, with pdpyras',
    lines: (given) => `session = pdpyras.EventsAPISession('${given.key}')
session.url = '${baseOf(given)}'
session.trigger('Disk full', 'db1', dedup_key='db1-disk')`,
  },
  {
    name: 'netdata',
    where: 'health_alarm_notify.conf, in a network of your own',
    lines: (given) => `SEND_PD="YES"
PD_SERVICE_KEY="${given.key}"
USE_PD_VERSION="2"
DEFAULT_RECIPIENT_PD="${given.key}"
curl_options="--connect-to events.pagerduty.com:443:${hostOf(given)}:443 --insecure"`,
  },
  {
    name: 'Nagios, Icinga, monit',
    where: '/usr/local/bin/pager-event, run as: pager-event -k KEY -t trigger -i db1-disk -d "Disk full"',
    lines: (given) => `#!/bin/sh
# pager-event -k KEY -t trigger|acknowledge|resolve -i DEDUP_KEY [-d SUMMARY]
set -eu
PAGER_URL="\${PAGER_URL:-${baseOf(given)}}"
${SCRIPT}`,
  },
];
