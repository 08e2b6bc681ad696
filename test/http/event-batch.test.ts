/** Many events in one request: each is answered as if it had come alone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PagerFailure } from '../../src/pager/refusal.ts';
import { startHttp, type TestPager } from '../harness/http.ts';

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
const batch = (...events: unknown[]) => pager.post('/v1/events', { events });

test('the order within a service is kept', async () => {
  const service = await fresh();
  const { json } = await batch(
    { service, type: 'alert', summary: 'first' },
    { service, type: 'ack', by: 'ana' },
    { service, type: 'resolve' },
    { service, type: 'alert', summary: 'second' },
    { service, type: 'healthy', by: 'marc' },
    { service, type: 'healthy' },
  );
  expect(json.results.map(({ result, reason }: { result: string; reason?: string }) => reason ?? result)).toEqual([
    'opened',
    'acknowledged',
    'closed',
    'opened',
    'closed',
    'not_unhealthy',
  ]);
  const incidents = await pager.get(`/v1/incidents?service=${service}`);
  expect(incidents.json.items.map(({ id }: { id: string }) => id)).toEqual([`${service}-2`, `${service}-1`]);
});

test('one that is wrong holds up no other', async () => {
  const [one, two] = [await fresh(), await fresh()];
  const { status, json } = await batch(
    { service: one, type: 'alert', summary: 'x', colour: 'red' },
    'nonsense',
    { type: 'alert', summary: 'x' },
    { service: one, type: 'explode' },
    { service: one, type: 'alert' },
    { service: 'nobody', type: 'alert', summary: 'x' },
    { service: two, type: 'alert', id: {}, summary: 'x' },
    { service: two, type: 'alert', summary: 'x' },
  );
  expect(status).toBe(200);
  expect(json.results).toMatchObject([
    { status: 200, id: one, result: 'opened', warnings: ['colour: unknown field, ignored'] },
    { status: 400, code: 'bad_json', errors: [{ pointer: '/events/1' }] },
    { status: 422, code: 'invalid', errors: [{ pointer: '/events/2/service' }] },
    { status: 422, code: 'invalid', errors: [{ pointer: '/events/3/type' }] },
    { status: 422, code: 'invalid', errors: [{ pointer: '/events/4/summary' }] },
    { status: 404, code: 'unknown_service' },
    { status: 200, id: two, result: 'opened', warnings: ['id: expected a text, got an object; ignored'] },
    { status: 200, id: two, result: 'recorded' },
  ]);
});

test('each that was refused is kept, with the service that it named', async () => {
  await batch({ service: 'lost', type: 'alert', summary: 'x' }, { service: 'lost', type: 'boom' });
  const kept = await pager.refusals(1);
  const ofThis = kept.filter(({ serviceId }: { serviceId: string }) => serviceId === 'lost');
  expect(ofThis.map(({ code, route, keyName }: Record<string, string>) => [code, route, keyName]).sort()).toEqual([
    ['invalid', '/v1/events', 'admin'],
    ['unknown_service', '/v1/events', 'admin'],
  ]);
});

test('a result lists the alert that its event was about, and says how many are open', async () => {
  const service = await fresh();
  const keys = Array.from({ length: 60 }, (_, n) => `k${n}`);
  const { json } = await batch(...keys.map((key) => ({ service, type: 'alert', summary: 'x', key })));
  for (const [index, result] of json.results.entries()) {
    expect(result.incident.openAlerts).toBe(60);
    expect(result.incident.alerts.map(({ key }: { key: string }) => key)).toEqual([keys[index]]);
  }
});

test('a thousand events about as many services are all taken', async () => {
  const services = Array.from({ length: 100 }, (_, n) => `many-${n}`);
  for (const id of services) await pager.put(`/v1/services/${id}`, { name: id, escalationPolicyId: 'backend' });
  const events = Array.from({ length: 1_000 }, (_, n) => ({ service: `many-${n % 100}`, type: 'alert', summary: 'x' }));
  const { json } = await batch(...events);
  const results: string[] = json.results.map(({ result }: { result: string }) => result);
  expect(results.filter((result) => result === 'opened')).toHaveLength(100);
  expect(results.filter((result) => result === 'recorded')).toHaveLength(900);
});

test('an empty batch has no results', async () => {
  expect((await batch()).json).toEqual({ results: [], warnings: [] });
});

test('an unknown field beside the events is ignored and named', async () => {
  const { json } = await pager.post('/v1/events', { events: [], sender: 'x' });
  expect(json.warnings).toEqual(['sender: unknown field, ignored']);
});

test('when the store fails under every event, the whole is 503', async () => {
  const service = await fresh();
  const { send } = pager.pager;
  pager.pager.send = () => Promise.reject(new PagerFailure('store_unavailable', 'Redis does not answer'));
  const failed = await batch({ service, type: 'alert', summary: 'x' }, { service, type: 'nonsense' });
  pager.pager.send = send;
  expect(failed.json).toMatchObject({ status: 503, code: 'store_unavailable' });
  expect(failed.headers.get('retry-after')).toBeTruthy();
});

test('when the store fails under some, those that were taken are told', async () => {
  const service = await fresh();
  const { send } = pager.pager;
  let calls = 0;
  pager.pager.send = (...args) =>
    ++calls === 2 ? Promise.resolve({ refused: 'outcome_unknown', detail: 'cut off' }) : send(...args);
  const { status, json } = await batch(
    { service, type: 'alert', summary: 'x' },
    { service, type: 'alert', summary: 'y' },
  );
  pager.pager.send = send;
  expect(status).toBe(200);
  expect(json.results).toMatchObject([{ status: 200 }, { status: 503, code: 'outcome_unknown' }]);
});
