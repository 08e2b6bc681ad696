/**
 * What real tools sent, in the order in which they sent it: netdata's own script, Zabbix'
 * own interpreter with the media types that it brings, and Opsgenie's client for Go, each
 * against a pager. Sent again as it was but for the key: the status that the tool looks
 * for, and what it leaves behind.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { givenTool, type Tool } from '../../harness/integration.ts';

interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  status: number;
}

const FOLDER = new URL('../../fixtures/requests/', import.meta.url);
/** State of the service, then its open alerts as "key: summary (severity)". */
type Left = [state: string, ...alerts: string[]];
const ALARM = 'db1 system.cpu 10min_cpu_usage';
const HEALTHY: Left = ['healthy'];

/** By request, from 0: what it leaves. Those between leave what the one before them left. */
const TOOLS: Record<string, { type: string; leaves: Record<number, Left> }> = {
  'netdata-1.37.1-pagerduty-v2': {
    type: 'pagerduty',
    leaves: {
      0: ['escalating', `${ALARM}: average CPU utilization over 10 minutes (warning)`],
      1: ['escalating', `${ALARM}: average CPU utilization over 10 minutes (critical)`],
      2: HEALTHY,
    },
  },
  'netdata-1.37.1-pagerduty-v1': {
    type: 'pagerduty',
    leaves: {
      0: ['escalating', '1669000001: WARNING 10min_cpu_usage = 80% - db1, cpu (warning)'],
      1: ['escalating', '1669000001: CRITICAL 10min_cpu_usage = 91% - db1, cpu (critical)'],
      2: HEALTHY,
    },
  },
  'netdata-1.37.1-opsgenie': {
    type: 'opsgenie',
    leaves: {
      0: [
        'escalating',
        `${ALARM}: WARNING 10min_cpu_usage on db1: needs attention, average CPU utilization over 10 minutes (warning)`,
      ],
      1: [
        'escalating',
        `${ALARM}: CRITICAL 10min_cpu_usage on db1: is critical, average CPU utilization over 10 minutes (critical)`,
      ],
      2: HEALTHY,
    },
  },
  'zabbix-6.0.14-media-type': {
    type: 'zabbix',
    leaves: {
      0: ['escalating', '4711: Problem: Disk is full on db1 (critical)'],
      1: ['acked', '4711: Problem: Disk is full on db1 (critical)'],
      2: HEALTHY,
    },
  },
  'zabbix-6.0.14-opsgenie': {
    type: 'opsgenie',
    leaves: {
      0: ['escalating', '77: Problem: CPU (error)'],
      2: ['acked', '77: Problem: CPU (error)'],
      6: ['escalating', '77: Problem: CPU (error)'],
      8: HEALTHY,
    },
  },
  'zabbix-6.0.14-pagerduty': {
    type: 'pagerduty',
    leaves: { 0: ['escalating', '88: Disk (error)'], 1: ['acked', '88: Disk (error)'], 2: HEALTHY },
  },
  'opsgenie-go-sdk-2.0.0': { type: 'opsgenie', leaves: {} },
};

let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp();
});
afterAll(() => pager.stop());

const requestsOf = (name: string): Sent[] => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));

async function left(tool: Tool): Promise<Left> {
  const { state, alerts, severities } = await tool.service();
  return [state, ...Object.entries(alerts).map(([key, summary]) => `${key}: ${summary} (${severities[key]})`)];
}

async function replay(name: string, type: string, each: (index: number, tool: Tool) => Promise<void>): Promise<Tool> {
  const tool = await givenTool(pager, type);
  let lastRequest = '';
  for (const [index, { method, path, headers, body, status }] of requestsOf(name).entries()) {
    const filled = (text: string) => text.replaceAll('KEY', tool.key).replaceAll('LAST_REQUEST', lastRequest);
    const { authorization, 'content-type': contentType, ...rest } = headers;
    const answer = await pager.call(method, filled(path), {
      body: body === undefined ? undefined : filled(body),
      headers: {
        ...rest,
        ...(contentType !== undefined && { 'Content-Type': contentType }),
        ...(authorization !== undefined && { Authorization: filled(authorization) }),
      },
      key: null,
    });
    expect({ name, index, method, path, status: answer.status }).toEqual({ name, index, method, path, status });
    // As the client for Go looks for it.
    if (method !== 'GET') lastRequest = answer.headers.get('x-request-id') ?? '';
    await each(index, tool);
  }
  return tool;
}

test.each(Object.entries(TOOLS))('%s', async (name, { type, leaves }) => {
  let expected: Left = HEALTHY;
  await replay(name, type, async (index, tool) => {
    expected = leaves[index] ?? expected;
    if (Object.keys(leaves).length > 0)
      expect({ name, index, left: await left(tool) }).toEqual({ name, index, left: expected });
  });
});

test('every request that was kept is sent again', () => {
  const kept = readdirSync(FOLDER).map((file) => file.replace('.json', ''));
  expect(kept.toSorted()).toEqual(Object.keys(TOOLS).toSorted());
});
