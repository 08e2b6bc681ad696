/** What a service may switch on, as the API has it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given([], [['ana@example.com'], ['marc@example.com']]);
});
afterAll(() => pager.stop());

const put = (id: string, options: object) =>
  pager.put(`/v1/services/${id}`, { name: id, escalationPolicyId: 'backend', ...options });

test('they are kept as they were written, and nothing is said of those that are not set', async () => {
  const options = { autoResolveAfter: '90m', pageFrom: 'warning', ackExpiresAfter: '2h', renotifyOnNewKey: true };
  expect((await put('all', options)).json).toMatchObject(options);
  expect((await pager.get('/v1/services/all')).json).toMatchObject(options);
  await put('none', {});
  for (const name of Object.keys(options)) expect((await pager.get('/v1/services/none')).json).not.toHaveProperty(name);
});

test.each([
  ['/autoResolveAfter', { autoResolveAfter: '10s' }],
  ['/autoResolveAfter', { autoResolveAfter: '31d' }],
  ['/autoResolveAfter', { autoResolveAfter: 3600 }],
  ['/pageFrom', { pageFrom: 'everything' }],
])('a value that can mean nothing is refused with a pointer to %s', async (pointer, options) => {
  const { status, json } = await put('refused', options);
  expect({ status, errors: json.errors }).toEqual({ status: 422, errors: [{ pointer, message: expect.any(String) }] });
});

test('an incident that closes by itself says when, beside what comes next, and messages tell of the latter', async () => {
  await put('quiet', { autoResolveAfter: '5m' });
  const { json } = await pager.post('/v1/services/quiet/alert', { summary: 'disk full' });
  const { openedAt, nextEscalationAt, autoResolvesAt } = json.incident;
  const minutesAfter = (time: string) => (Date.parse(time) - Date.parse(openedAt)) / 60_000;
  expect([minutesAfter(nextEscalationAt), minutesAfter(autoResolvesAt)]).toEqual([15, 5]);
  await pager.settled();
  expect(pager.sent.at(-1)?.message.next).toEqual({ at: Date.parse(nextEscalationAt), action: 'level' });
  const timers = (await pager.get('/v1/timers')).json.items.map(({ kind }: { kind: string }) => kind);
  expect(timers).toEqual(['autoResolve', 'ackTimeout']);
  await pager.passes('5m');
  expect((await pager.get('/v1/services/quiet')).json.state).toBe('healthy');
  expect((await pager.get('/v1/incidents/quiet-1')).json).toMatchObject({
    state: 'closed',
    closedBy: null,
    autoResolvesAt: null,
    nextEscalationAt: null,
  });
  expect((await pager.get('/v1/incidents/quiet-1/timeline')).json.items[0]).toMatchObject({
    type: 'autoResolved',
    text: 'Closed by itself: no alert came for 5m',
    data: { quietForMs: 300_000 },
  });
});

test('an alert below what pages is answered as recorded, and stands in the timeline of its service', async () => {
  await put('loud', { pageFrom: 'error' });
  const alert = { summary: 'Disk is 80 % full', key: 'disk', severity: 'warning', details: { host: 'db1' } };
  const { status, json } = await pager.post('/v1/services/loud/alert', alert);
  expect({ status, ...json }).toMatchObject({
    status: 200,
    changed: false,
    result: 'recorded',
    reason: 'below_page_from',
    incident: null,
    warnings: [],
  });
  const { items } = (await pager.get('/v1/services/loud/timeline')).json;
  expect(items).toEqual([
    {
      at: expect.any(String),
      incidentId: null,
      type: 'belowPageFrom',
      text: 'An alert below what pages (warning): Disk is 80 % full',
      data: { key: 'disk', summary: 'Disk is 80 % full', severity: 'warning', count: 1, details: { host: 'db1' } },
    },
  ]);
});
