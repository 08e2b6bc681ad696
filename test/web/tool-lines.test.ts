/** What the console gives to paste is what docs/integrations says, line by line: one of them is tried, and the other is the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ToolType } from '../../web/src/pages/integrations/integration-queries.ts';
import { TOOLS, type Way } from '../../web/src/pages/integrations/tools.ts';

const BASE = 'https://pager.example.com';
const ADDRESSES: Partial<Record<ToolType, string>> = {
  pagerduty: `${BASE}/v2/enqueue`,
  opsgenie: `${BASE}/`,
  goalert: `${BASE}/api/v2/generic/incoming?token=KEY`,
};
const PAGES: Record<ToolType, string> = {
  alertmanager: 'alertmanager.md',
  grafana: 'grafana.md',
  pagerduty: 'pagerduty.md',
  opsgenie: 'opsgenie.md',
  uptimekuma: 'uptime-kuma.md',
  zabbix: 'zabbix.md',
  goalert: 'goalert.md',
  webhook: 'webhook.md',
  heartbeat: 'heartbeat.md',
};
const OTHER_PAGES: Record<string, string> = {
  'pagerduty Alertmanager': 'alertmanager.md',
  'pagerduty netdata': 'netdata.md',
  'pagerduty Nagios, Icinga, monit': 'nagios.md',
};

const CASES = (Object.keys(TOOLS) as ToolType[]).flatMap((type) =>
  TOOLS[type].ways.map((way): [ToolType, Way] => [type, way]),
);

/** The lines of a page and the cells of its tables, without what only lays them out. */
function documented(page: string): string {
  const text = readFileSync(new URL(`../../docs/integrations/${page}`, import.meta.url), 'utf8');
  return text
    .replaceAll(/\b(ALERTMANAGER|PAGERDUTY|HEARTBEAT)_KEY\b/g, 'KEY')
    .replaceAll('"$URL"', `'${ADDRESSES.goalert}'`)
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .join('\n');
}

/** A line of a table there is a name and a value here. */
const asCells = (line: string) => line.replace(/^(\S+) (.+)$/, (_, name, value) => `| \`${name}\` | \`${value}\` |`);

describe.each(CASES)('%s', (type, way) => {
  test(`${way.name || way.where}`, () => {
    const url = ADDRESSES[type] ?? `${BASE}/v1/integrations/${type}/KEY`;
    const page = documented(OTHER_PAGES[`${type} ${way.name}`] ?? PAGES[type]);
    const missing = way
      .lines({ url, key: 'KEY' })
      .split('\n')
      .map((line) => line.trim().replaceAll(/\s+/g, ' '))
      .filter((line) => line !== '' && !line.startsWith('#') && !page.includes(line) && !page.includes(asCells(line)));
    expect(missing).toEqual([]);
  });
});
