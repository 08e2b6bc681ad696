/** Listings: page by page, and each filter. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answered, startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
let openedAt: string[] = [];
beforeAll(async () => {
  pager = await startHttp();
  pager.whenSendingTo('+33612345678', { outcome: 'refused', reason: 'no such number' });
  await pager.given([], [['ana@example.com'], ['+33612345678', 'eva@example.com']]);
  await pager.put('/v1/escalation-policies/other', {
    name: 'Other',
    levels: [{ targets: [{ type: 'email', address: 'zoe@example.com' }] }],
  });
  const labels = (team: string) => ({ labels: { team, tier: '1' } });
  const services = [
    { id: 'api', name: 'Public API', ...labels('web') },
    { id: 'db', name: 'Checkout DB', ...labels('payments') },
    { id: 'mail', name: 'Mail', ...labels('a:b c') },
    { id: 'queue', name: 'Queue', escalationPolicyId: 'other' },
    { id: 'search', name: 'Search', escalationPolicyId: 'other' },
  ];
  for (const { id, ...service } of services) {
    await pager.put(`/v1/services/${id}`, { escalationPolicyId: 'backend', ...service });
  }
  // db-1 is closed, db-2 acknowledged; queue-1 and then api-1 escalate.
  for (const id of ['db', 'queue', 'api']) {
    await pager.post(`/v1/services/${id}/alert`, { summary: 'x' });
    if (id === 'db') {
      await pager.post('/v1/services/db/healthy');
      await pager.passes('1m');
      await pager.post('/v1/services/db/alert', { summary: 'again' });
      await pager.post('/v1/services/db/ack');
    }
    await pager.passes('1m');
  }
  await pager.post('/v1/incidents/api-1/escalate');
  await pager.settled();
  openedAt = (await pager.get('/v1/incidents')).json.items.map((item: { openedAt: string }) => item.openedAt);
});
afterAll(() => pager.stop());

const ids = ({ json }: Answered): string[] => json.items.map(({ id }: { id: string }) => id);

async function allPages(path: string, limit: number): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor = '';
  do {
    const { json } = await pager.get(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`);
    expect(json.items.length).toBeLessThanOrEqual(limit);
    items.push(...json.items);
    cursor = json.nextCursor === null ? '' : `&cursor=${encodeURIComponent(json.nextCursor)}`;
  } while (cursor !== '');
  return items;
}

test.each([
  '/v1/services',
  '/v1/services?escalationPolicyId=backend',
  '/v1/services?state=escalating,acked',
  '/v1/escalation-policies',
  '/v1/incidents',
  '/v1/incidents?service=db',
  '/v1/incidents/api-1/timeline',
  '/v1/services/db/timeline',
  '/v1/notifications',
  '/v1/notifications?incident=api-1',
  '/v1/timers',
  '/v1/refusals',
  '/v1/outbox',
])('%s shows each item once, whatever the size of a page', async (path) => {
  const whole = (await pager.get(path)).json.items;
  for (const limit of [1, 2, 3]) expect(await allPages(path, limit)).toEqual(whole);
});

describe('services', () => {
  test.each([
    ['by id', '', ['api', 'db', 'mail', 'queue', 'search']],
    ['of one state', '?state=escalating', ['api', 'queue']],
    ['of several states, with commas', '?state=acked,healthy', ['db', 'mail', 'search']],
    ['of several states, repeated', '?state=acked&state=escalating', ['api', 'db', 'queue']],
    ['with a label', '?label=team:payments', ['db']],
    ['with two labels', '?label=team:web&label=tier:1', ['api']],
    ['with a colon and a space in a label', '?label=team:a%3Ab+c', ['mail']],
    ['with a label that none has', '?label=constructor:x', []],
    ['by a part of the name, whatever its case', '?q=checkout', ['db']],
    ['by a part of the id', '?q=EARCH', ['search']],
    ['of one policy', '?escalationPolicyId=other', ['queue', 'search']],
    ['by everything at once', '?state=escalating&escalationPolicyId=other&q=q', ['queue']],
  ])('%s', async (_, query, expected) => {
    expect(ids(await pager.get(`/v1/services${query}`))).toEqual(expected);
  });
});

describe('incidents', () => {
  test.each([
    ['newest first', () => '', ['api-1', 'queue-1', 'db-2', 'db-1']],
    ['of one service', () => '?service=db', ['db-2', 'db-1']],
    ['of one state', () => '?state=closed', ['db-1']],
    ['of several states', () => '?state=acked,escalating', ['api-1', 'queue-1', 'db-2']],
    ['since a moment, itself included', () => `?since=${openedAt[1]}`, ['api-1', 'queue-1']],
    ['until a moment, itself included', () => `?until=${openedAt[2]}`, ['db-2', 'db-1']],
    ['between two', () => `?since=${openedAt[2]}&until=${openedAt[1]}`, ['queue-1', 'db-2']],
    ['since a day', () => '?since=2020-01-01', ['api-1', 'queue-1', 'db-2', 'db-1']],
    ['since a moment in another time zone, its plus sign not escaped', () => '?since=2099-01-01T00:00:00+02:00', []],
  ])('%s', async (_, query, expected) => {
    expect(ids(await pager.get(`/v1/incidents${query()}`))).toEqual(expected);
  });
});

describe('notifications', () => {
  const shown = ({ json }: Answered) =>
    json.items.map(({ incidentId, level, state }: Record<string, unknown>) => `${incidentId} ${level} ${state}`).sort();
  test.each([
    ['of one incident', '?incident=api-1', ['api-1 1 accepted', 'api-1 2 accepted', 'api-1 2 refused']],
    ['of an incident that is none', '?incident=nonsense', []],
    ['to one target', '?target=zoe@example.com', ['queue-1 1 accepted']],
    ['to a number, its plus sign escaped', '?target=%2B33612345678', ['api-1 2 refused']],
    ['through one channel', '?channel=sms', ['api-1 2 refused']],
    ['that ended so', '?outcome=refused,failed', ['api-1 2 refused']],
    ['since the future', '?since=2099-01-01', []],
  ])('%s', async (_, query, expected) => {
    expect(shown(await pager.get(`/v1/notifications${query}`))).toEqual(expected);
  });
});

test('timers are listed by due time', async () => {
  const { json } = await pager.get('/v1/timers');
  expect(json.items.map(({ incidentId, kind }: Record<string, string>) => `${incidentId} ${kind}`)).toEqual([
    'queue-1 ackTimeout',
    'api-1 ackTimeout',
  ]);
});

test('channels say that they are set up, and when they last worked or failed', async () => {
  const { json } = await pager.get('/v1/channels');
  expect(json.preview).toBe(false);
  expect(json.items).toMatchObject([
    { name: 'email', configured: true, lastAcceptedAt: expect.stringMatching(/Z$/), lastFailedAt: null },
    { name: 'sms', configured: true, lastAcceptedAt: null, lastFailure: 'no such number' },
    { name: 'webhook', configured: false },
  ]);
});

test('a notification that was refused is tried again when asked, and one that was sent is not', async () => {
  const [refused] = (await pager.get('/v1/notifications?incident=api-1&outcome=refused')).json.items;
  const [accepted] = (await pager.get('/v1/notifications?incident=api-1&outcome=accepted')).json.items;
  pager.whenSendingTo('+33612345678', { outcome: 'accepted', providerId: 'gw-7' });
  const retried = await pager.post(`/v1/notifications/${refused.id}/retry`);
  expect(retried.json).toMatchObject({ id: refused.id, state: 'accepted', providerId: 'gw-7' });
  const again = await pager.post(`/v1/notifications/${accepted.id}/retry`);
  expect(again.json).toMatchObject({ status: 409, code: 'not_retryable' });
});

test('in preview the outbox has the messages, with their links', async () => {
  const preview = await startHttp({ channels: [] });
  await preview.given(['db']);
  await preview.post('/v1/services/db/alert', { summary: 'disk full' });
  await preview.settled();
  const { json } = await preview.get('/v1/outbox');
  expect(json.items).toMatchObject([{ incidentId: 'db-1', target: { type: 'email', address: 'ana@example.com' } }]);
  expect(json.items[0].text).toContain('https://pager.example.com/a/');
  expect((await preview.get('/v1/channels')).json.preview).toBe(true);
  await preview.stop();
});
