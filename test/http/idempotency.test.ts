/** The same event sent again, by a sender that did not hear the answer. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEY, OTHER_KEY, startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
let number = 0;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given([]);
});
afterAll(() => pager.stop());

async function fresh(): Promise<string> {
  number += 1;
  await pager.put(`/v1/services/s${number}`, { name: 'S', escalationPolicyId: 'backend' });
  return `s${number}`;
}
const once = (idempotencyKey: string, key = KEY) => ({ headers: { 'Idempotency-Key': idempotencyKey }, key });
const count = async (service: string) =>
  (await pager.get(`/v1/services/${service}`)).json.incident?.alerts[0]?.count ?? 0;

test('a repetition is answered as the first was, and taken once', async () => {
  const path = `/v1/services/${await fresh()}/alert`;
  const first = await pager.post(path, { summary: 'x' }, once('a'));
  const again = await pager.post(path, { summary: 'x' }, once('a'));
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(again.json).toEqual(first.json);
  expect(again.json.result).toBe('opened');
  expect(await count(path.split('/')[3] ?? '')).toBe(1);
});

test('a repetition shows the service as it is now', async () => {
  const service = await fresh();
  await pager.post(`/v1/services/${service}/alert`, { summary: 'x' }, once('a'));
  await pager.post(`/v1/services/${service}/ack`, { by: 'ana' });
  const again = await pager.post(`/v1/services/${service}/alert`, { summary: 'x' }, once('a'));
  expect(again.json).toMatchObject({ result: 'opened', changed: true, state: 'acked' });
});

test('a slash at the end is the same route', async () => {
  const service = await fresh();
  await pager.post(`/v1/services/${service}/alert`, { summary: 'x' }, once('a'));
  const again = await pager.post(`/v1/services/${service}/alert/`, { summary: 'x' }, once('a'));
  expect(again.headers.get('idempotent-replayed')).toBe('true');
});

test.each(['k'.repeat(4_000), 'caf\u00e9', '"quoted"'])('any text is a key: %.12s', async (key) => {
  const path = `/v1/services/${await fresh()}/alert`;
  await pager.post(path, { summary: 'x' }, once(key));
  const again = await pager.post(path, { summary: 'x' }, once(key));
  expect(again.status).toBe(200);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
});

test('an empty key is none', async () => {
  const service = await fresh();
  for (let n = 0; n < 2; n++) await pager.post(`/v1/services/${service}/alert`, { summary: 'x' }, once(''));
  expect(await count(service)).toBe(2);
});

test('the same key with another body is refused', async () => {
  const service = await fresh();
  await pager.post(`/v1/services/${service}/alert`, { summary: 'x' }, once('a'));
  const other = await pager.post(`/v1/services/${service}/alert`, { summary: 'y' }, once('a'));
  expect(other.json).toMatchObject({ status: 422, code: 'idempotency_mismatch' });
  expect(await count(service)).toBe(1);
});

test.each([
  [
    'another service',
    async (service: string) => pager.post(`/v1/services/${await fresh()}/alert`, { summary: service }, once('a')),
  ],
  ['another route', (service: string) => pager.post(`/v1/services/${service}/ack`, {}, once('a'))],
  [
    "another holder's key",
    (service: string) => pager.post(`/v1/services/${service}/alert`, { summary: 'y' }, once('a', OTHER_KEY)),
  ],
  ['no key at all', (service: string) => pager.post(`/v1/services/${service}/alert`, { summary: 'y' })],
])('%s has nothing to do with it', async (_, send) => {
  const service = await fresh();
  await pager.post(`/v1/services/${service}/alert`, { summary: 'x' }, once('a'));
  const sent = await send(service);
  expect(sent.status).toBe(200);
  expect(sent.headers.get('idempotent-replayed')).toBeNull();
});

test('two incidents of one service do not share a key', async () => {
  const service = await fresh();
  for (const n of [1, 2]) {
    await pager.post(`/v1/services/${service}/alert`, { summary: 'x' });
    const acked = await pager.post(`/v1/incidents/${service}-${n}/ack`, { by: 'ana' }, once('ack'));
    expect(acked.json).toMatchObject({ result: 'acknowledged', state: 'acked' });
    await pager.post(`/v1/services/${service}/healthy`);
  }
});

test('of two at the same moment one is taken, and the other is told to wait or gets the same answer', async () => {
  const service = await fresh();
  const path = `/v1/services/${service}/alert`;
  const both = await Promise.all([1, 2].map(() => pager.post(path, { summary: 'x' }, once('a'))));
  for (const answer of both) {
    if (answer.status === 200) continue;
    expect(answer.json).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
    expect(answer.headers.get('retry-after')).toBe('1');
  }
  expect(both.map(({ status }) => status)).toContain(200);
  expect(await count(service)).toBe(1);
});

test('what was refused is not remembered', async () => {
  const path = `/v1/services/late/alert`;
  expect((await pager.post(path, { summary: 'x' }, once('a'))).status).toBe(404);
  await pager.put('/v1/services/late', { name: 'Late', escalationPolicyId: 'backend' });
  expect((await pager.post(path, { summary: 'x' }, once('a'))).json).toMatchObject({ result: 'opened' });
});

test('in a batch each event has an id of its own', async () => {
  const service = await fresh();
  const events = [
    { service, type: 'alert', id: 'one', summary: 'x' },
    { service, type: 'alert', id: 'two', summary: 'x' },
  ];
  await pager.post('/v1/events', { events });
  const again = await pager.post('/v1/events', { events });
  expect(again.json.results).toMatchObject([
    { status: 200, replayed: true, result: 'opened' },
    { status: 200, replayed: true, result: 'recorded' },
  ]);
  const other = await pager.post('/v1/events', { events: [{ service, type: 'alert', id: 'one', summary: 'y' }] });
  expect(other.json.results).toMatchObject([{ status: 422, code: 'idempotency_mismatch' }]);
  expect(await count(service)).toBe(2);
});

test('a batch whose events have no ids may be repeated as a whole', async () => {
  const service = await fresh();
  const events = [
    { service, type: 'alert', summary: 'x' },
    { service, type: 'alert', summary: 'x' },
  ];
  await pager.post('/v1/events', { events }, once('batch'));
  const again = await pager.post('/v1/events', { events }, once('batch'));
  expect(again.json.results).toMatchObject([{ replayed: true }, { replayed: true }]);
  expect(await count(service)).toBe(2);
});
