/** What PagerDuty's Events API promises about repeated, acknowledged and resolved alerts, held here. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { givenTool, type Tool } from '../../harness/integration.ts';

let pager: TestPager;
let tool: Tool;
beforeAll(async () => {
  pager = await startHttp();
});
afterAll(() => pager.stop());
beforeEach(async () => {
  tool = await givenTool(pager, 'pagerduty');
});

const send = async (event_action: string, dedup_key: string, summary = 'Disk full') => {
  const payload = { summary, source: 'srv01', severity: 'warning' };
  const body = { routing_key: tool.key, event_action, dedup_key, ...(event_action === 'trigger' && { payload }) };
  expect(await tool.post(body, { path: '/v2/enqueue' })).toBe(202);
  await pager.settled();
};
/** Messages that were sent meanwhile. */
async function pagesFor(act: () => Promise<void>): Promise<number> {
  await pager.settled();
  const before = pager.sent.length;
  await act();
  return pager.sent.length - before;
}

test('a trigger pages, the same again is a line, and its newest summary is shown', async () => {
  expect(await pagesFor(() => send('trigger', 'disk'))).toBe(1);
  expect(await pagesFor(() => send('trigger', 'disk', 'Disk nearly full'))).toBe(0);
  expect((await tool.service()).alerts).toEqual({ disk: 'Disk nearly full' });
});

test('while it is acknowledged triggers notify nobody', async () => {
  await send('trigger', 'disk');
  await send('acknowledge', 'disk');
  expect((await tool.service()).state).toBe('acked');
  expect(await pagesFor(() => send('trigger', 'disk'))).toBe(0);
  await pager.passes('1h');
  expect((await tool.service()).state).toBe('acked');
});

test('after its end the same key is a new incident, and pages again', async () => {
  await send('trigger', 'disk');
  await send('resolve', 'disk');
  expect((await tool.service()).state).toBe('healthy');
  expect(await pagesFor(() => send('trigger', 'disk'))).toBe(1);
});

test('an incident is over when the last of its keys is', async () => {
  await send('trigger', 'disk');
  await send('trigger', 'ram');
  await send('resolve', 'disk');
  expect((await tool.service()).state).toBe('escalating');
  await send('resolve', 'ram');
  expect((await tool.service()).state).toBe('healthy');
});
