/** One loud tool, and what becomes of the others: also of those behind the same address. */
import { afterEach, expect, test } from 'vitest';
import type { LimitSettings } from '../../../src/http/limits-settings.ts';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { type GivenIntegration, givenIntegration } from '../../harness/integration.ts';
import { until } from '../../harness/until.ts';

let pager: TestPager;
afterEach(() => pager.stop());

async function givenPager(limits: Partial<LimitSettings>): Promise<void> {
  pager = await startHttp({ limits });
  await pager.given(['db', 'web']);
}
const given = (type: string, settings?: object): Promise<GivenIntegration> =>
  givenIntegration(pager, { type, serviceId: 'db', ...(settings && { settings }) });

const trigger = ({ key }: GivenIntegration, number: number, from = '127.0.0.1') => {
  const payload = { summary: `alert ${number}`, source: 'db1', severity: 'critical' };
  const event = { routing_key: key, event_action: 'trigger', dedup_key: `k${number % 10}`, payload };
  return pager.post('/v2/enqueue', event, { key: null, from });
};
const group = (count: number) => ({
  status: 'firing',
  groupKey: 'g',
  alerts: Array.from({ length: count }, (_, n) => ({ status: 'firing', fingerprint: `f${n}`, labels: { n: `${n}` } })),
});
const sendGroup = ({ key }: GivenIntegration, count: number) =>
  pager.post(`/v1/integrations/alertmanager/${key}`, group(count), { key: null });
const statuses = (answers: { status: number }[]) => {
  const counted: Record<number, number> = {};
  for (const { status } of answers) counted[status] = (counted[status] ?? 0) + 1;
  return counted;
};
const times = <T>(count: number, act: (number: number) => Promise<T>) =>
  Array.from({ length: count }, (_, number) => act(number));

test('a loud integration takes nothing from another one behind the same address', async () => {
  await givenPager({ eventsUnderWay: 40 });
  const [loud, quiet, prometheus] = [await given('pagerduty'), await given('pagerduty'), await given('alertmanager')];
  const flood = times(50, (number) => trigger(loud, number));
  const others = [...times(3, (number) => trigger(quiet, number)), sendGroup(prometheus, 2)];
  expect(statuses(await Promise.all(others))).toEqual({ 200: 1, 202: 3 });
  const answers = await Promise.all(flood);
  expect(Object.keys(statuses(answers))).toEqual(['202', '429']);
  expect(answers.find(({ status }) => status === 429)?.json).toMatchObject({ status: 'throttle exceeded' });
});

test('what is taken is counted as refused nowhere', async () => {
  await givenPager({});
  const [tool, prometheus] = [await given('pagerduty'), await given('alertmanager')];
  expect([(await trigger(tool, 1)).status, (await sendGroup(prometheus, 1)).status]).toEqual([202, 200]);
  const { text } = await pager.get('/metrics');
  expect(text.split('\n').filter((line) => line.startsWith('pager_refused_total{'))).toEqual([]);
});

test('the same key has a share of its own at another address', async () => {
  await givenPager({ eventsUnderWay: 40 });
  const tool = await given('pagerduty');
  const flood = times(50, (number) => trigger(tool, number));
  expect(statuses(await Promise.all(times(3, (number) => trigger(tool, number, '192.0.2.7'))))).toEqual({ 202: 3 });
  await Promise.all(flood);
});

test('what was turned away is counted with the integration that was too loud', async () => {
  await givenPager({ eventsUnderWay: 40 });
  const tool = await given('pagerduty');
  const refused = statuses(await Promise.all(times(50, (number) => trigger(tool, number))))[429] ?? 0;
  expect(refused).toBeGreaterThan(0);
  const counted = await until(async () => {
    const { accepted, refused: codes } = (await pager.get(`/v1/integrations/${tool.id}`)).json;
    return accepted === 0 ? null : { accepted, codes };
  });
  expect(counted).toEqual({ accepted: 50 - refused, codes: { too_many_requests: refused } });
});

test('a group of alerts counts as so many: it is taken whole or not at all, and comes again after a 503', async () => {
  await givenPager({ eventsUnderWay: 40 });
  const [alertmanager, other] = [await given('alertmanager', { keyPer: 'alert' }), await given('pagerduty')];
  const refused = await sendGroup(alertmanager, 21);
  expect([refused.status, refused.json.code]).toEqual([503, 'overloaded']);
  expect((await pager.get('/v1/services/db')).json.state).toBe('healthy');
  const answers = await Promise.all([sendGroup(alertmanager, 12), trigger(other, 1)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 202]);
});

test('a rate is that of one integration, and says when there is room again', async () => {
  await givenPager({ eventsPerSecond: 5 });
  const [loud, quiet] = [await given('alertmanager', { keyPer: 'alert' }), await given('pagerduty')];
  expect((await sendGroup(loud, 100)).status).toBe(200);
  const refused = await sendGroup(loud, 1);
  expect(refused.status).toBe(503);
  // A hundred at five a second are twenty seconds, one of which may be ahead.
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(10);
  expect((await trigger(quiet, 1)).status).toBe(202);
});

test('who has no key is one source with all at that address who have none', async () => {
  await givenPager({ eventsPerSecond: 5 });
  const nobody = { id: '', key: '0'.repeat(32), url: '' };
  expect(Object.keys(statuses(await Promise.all(times(30, (number) => trigger(nobody, number)))))).toEqual([
    '400',
    '429',
  ]);
  expect((await trigger(await given('pagerduty'), 1)).status).toBe(202);
});

test('an acknowledgement in another tool’s words passes a storm of its own alerts', async () => {
  await givenPager({ eventsUnderWay: 40, eventsPerSecond: 20 });
  const { key } = await given('opsgenie');
  const call = (path: string, body: object) =>
    pager.post(path, body, { key: null, headers: { Authorization: `GenieKey ${key}` } });
  const create = (number: number) => call('/v2/alerts', { message: `alert ${number}`, alias: `a${number}` });
  expect((await create(0)).status).toBe(202);
  const storm = times(100, create);
  const act = await call('/v2/alerts/a0/acknowledge?identifierType=alias', { user: 'ana' });
  expect(act.status).toBe(202);
  expect(statuses(await Promise.all(storm))[429]).toBeGreaterThan(0);
  expect((await pager.get('/v1/services/db')).json.incident.ackedBy).toBe('ana');
});
