/** Subscriptions of webhooks over HTTP: configured strictly, signed, told in order, tried again for a day, and logged. */
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Gateway, type GatewayRequest, startGateway } from '../harness/gateway.ts';
import { startHttp, type TestPager } from '../harness/http.ts';
import { until } from '../harness/until.ts';

let pager: TestPager;
let receiver: Gateway;
let number = 0;
let service = '';
let created: string[] = [];
beforeAll(async () => {
  pager = await startHttp({ webhookAllowPrivate: true });
});
afterAll(() => pager.stop());
beforeEach(async () => {
  receiver = await startGateway();
  service = `db-${++number}`;
  await pager.given([service], [['ana@example.com'], ['bo@example.com']]);
});
afterEach(async () => {
  for (const id of created) await pager.remove(`/v1/webhooks/${id}`);
  created = [];
  await receiver.stop();
});

async function subscribe(fields: object = {}): Promise<{ id: string; secret: string }> {
  const { status, json } = await pager.post('/v1/webhooks', {
    url: `${receiver.url}/hook`,
    services: [service],
    ...fields,
  });
  expect({ status, errors: json.errors }).toEqual({ status: 201, errors: undefined });
  created.push(json.id);
  return json;
}
const alert = (body: object = {}) => pager.post(`/v1/services/${service}/alert`, { summary: 'disk full', ...body });
const act = (what: string, body: object = {}) => pager.post(`/v1/services/${service}/${what}`, body);
const types = () => receiver.requests.map((request) => (request.json() as { type: string }).type);
const idsOf = (requests: GatewayRequest[]) => requests.map(({ headers }) => headers['webhook-id']);
const log = async (id: string) => (await pager.get(`/v1/webhooks/${id}/deliveries`)).json.items;
const verifiedBy = (secret: string, { body, headers }: GatewayRequest) =>
  new Webhook(secret).verify(body, headers as Record<string, string>);
/** As the library of those who receive would have signed it: its time may be another one than this machine's. */
const signatureBy = (secret: string, { body, headers }: GatewayRequest) =>
  new Webhook(secret).sign(String(headers['webhook-id']), new Date(Number(headers['webhook-timestamp']) * 1_000), body);
const signatures = ({ headers }: GatewayRequest) => String(headers['webhook-signature']).split(' ');

describe('the configuration of a subscription', () => {
  test('is created, read, listed, replaced and deleted, and shows its secret once', async () => {
    const { secret, ...webhook } = await subscribe({ events: ['incident.opened'], description: 'The chat' });
    expect(secret).toMatch(/^whsec_/);
    expect(webhook).toMatchObject({ url: `${receiver.url}/hook`, events: ['incident.opened'], services: [service] });
    const read = await pager.get(`/v1/webhooks/${webhook.id}`);
    expect(read.json).toEqual(webhook);
    expect((await pager.get('/v1/webhooks')).json.items).toContainEqual(webhook);
    const replaced = await pager.put(`/v1/webhooks/${webhook.id}`, { url: `${receiver.url}/other` });
    expect(replaced.json).toMatchObject({ url: `${receiver.url}/other`, services: null, description: '' });
    expect(replaced.text).not.toContain(secret);
    const stale = { headers: { 'If-Match': read.headers.get('etag') ?? '' } };
    expect((await pager.put(`/v1/webhooks/${webhook.id}`, { url: receiver.url }, stale)).status).toBe(412);
    expect((await pager.remove(`/v1/webhooks/${webhook.id}`)).status).toBe(204);
    expect((await pager.get(`/v1/webhooks/${webhook.id}`)).status).toBe(404);
    expect((await pager.get(`/v1/webhooks/${webhook.id}/deliveries`)).status).toBe(404);
  });

  test.each([
    [{}, '/url'],
    [{ url: 'ftp://example.com' }, '/url'],
    [{ url: 'https://name:password@example.com' }, '/url'],
    [{ url: 'https://example.com', events: ['incident.lost'] }, '/events/0'],
    [{ url: 'https://example.com', services: [] }, '/services'],
    [{ url: 'https://example.com', secret: 'mine' }, '/secret'],
  ])('is refused as %j, and the answer names %s', async (body, pointer) => {
    const { status, json } = await pager.post('/v1/webhooks', body);
    expect({ status, pointers: json.errors.map((error: { pointer: string }) => error.pointer) }).toEqual({
      status: 422,
      pointers: [pointer],
    });
  });
});

describe('what happens in an incident', () => {
  test('is told in order, signed, each with an id of its own', async () => {
    const { secret } = await subscribe();
    await alert({ key: 'a' });
    await alert({ key: 'b' });
    await act('resolve', { key: 'a' });
    await act('ack', { by: 'ana' });
    await act('healthy');
    const requests = await receiver.received(5);
    expect(types()).toEqual([
      'incident.opened',
      'alert.recorded',
      'alert.resolved',
      'incident.acknowledged',
      'incident.closed',
    ]);
    expect(new Set(idsOf(requests)).size).toBe(5);
    for (const request of requests) verifiedBy(secret, request);
    expect(requests[0]?.json()).toEqual({
      type: 'incident.opened',
      timestamp: expect.stringMatching(/Z$/),
      data: {
        service: { id: service, name: service },
        incident: { id: `${service}-1`, openedAt: expect.stringMatching(/Z$/), url: expect.stringContaining(service) },
        happened: [
          { type: 'opened', text: 'Incident opened: disk full', data: { key: 'a', summary: 'disk full' } },
          {
            type: 'levelNotified',
            text: 'Level 1 notified',
            data: expect.objectContaining({ level: 1, cycle: 1, why: 'opened' }),
          },
        ],
      },
    });
  });

  test('is told as far as it was asked for, of the services that were named', async () => {
    await subscribe({ events: ['incident.closed'] });
    await subscribe({ url: `${receiver.url}/never`, services: ['another'] });
    await alert();
    await act('ack');
    await act('healthy');
    await receiver.received(1);
    await pager.settled();
    expect(types()).toEqual(['incident.closed']);
  });

  test('is told when a timer brings it about', async () => {
    await subscribe({ events: ['incident.escalated', 'incident.exhausted'] });
    await alert();
    await pager.passes('16m');
    await pager.passes('16m');
    expect(types()).toEqual(['incident.escalated', 'incident.exhausted']);
    await act('healthy');
  });

  test('before the subscription is not told', async () => {
    await alert();
    await pager.passes('1s');
    await subscribe();
    await act('healthy');
    await receiver.received(1);
    await pager.settled();
    expect(types()).toEqual(['incident.closed']);
  });
});

describe('a receiver that fails', () => {
  test('is told again, with the same id and body, before anything that came later', async () => {
    const { id } = await subscribe();
    receiver.answer({ status: 503, body: 'maintenance' });
    await alert();
    await act('ack', { by: 'ana' });
    await receiver.received(1);
    await pager.settled();
    expect(await log(id)).toMatchObject(
      [{ event: 'incident.opened', state: 'pending', tries: 1, reason: '503 maintenance', nextAttemptAt: /Z$/ }].map(
        (entry) => ({ ...entry, nextAttemptAt: expect.stringMatching(/Z$/) }),
      ),
    );
    receiver.answer({ status: 204 });
    await pager.passes('6s');
    expect(types()).toEqual(['incident.opened', 'incident.opened', 'incident.acknowledged']);
    const [first, second] = receiver.requests;
    expect([first?.headers['webhook-id'], first?.body]).toEqual([second?.headers['webhook-id'], second?.body]);
    expect(await log(id)).toMatchObject([
      { event: 'incident.acknowledged', state: 'delivered', tries: 1, reason: null },
      { event: 'incident.opened', state: 'delivered', tries: 2, nextAttemptAt: null },
    ]);
    await act('healthy');
  });

  test('is tried for 24 hours, then told what came later; a person can have it told again', async () => {
    const { id } = await subscribe({ events: ['incident.opened', 'incident.closed'] });
    receiver.answer((request) => ({
      status: (request.json() as { type: string }).type === 'incident.opened' ? 500 : 200,
    }));
    await alert();
    await act('healthy');
    for (let hours = 0; hours < 23; hours++) await pager.passes('1h');
    expect(new Set(types())).toEqual(new Set(['incident.opened']));
    const [pending] = await log(id);
    expect(pending).toMatchObject({ event: 'incident.opened', state: 'pending' });
    for (let hours = 0; hours < 2; hours++) await pager.passes('1h');
    expect(await log(id)).toMatchObject([
      { event: 'incident.closed', state: 'delivered' },
      { event: 'incident.opened', state: 'failed' },
    ]);
    const before = receiver.requests.length;
    await pager.passes('3d');
    expect(receiver.requests.length).toBe(before);

    const path = `/v1/webhooks/${id}/deliveries/${pending.id}/resend`;
    expect((await pager.post(path)).json).toMatchObject({ state: 'failed', reason: '500' });
    receiver.answer({ status: 200 });
    const resent = await pager.post(path);
    expect(resent.json).toMatchObject({ state: 'delivered', reason: null });
    expect(idsOf(receiver.requests.slice(-2))).toEqual([pending.id, pending.id]);
    expect((await pager.post(`/v1/webhooks/${id}/deliveries/msg_unknown/resend`)).status).toBe(404);
  });

  test('is tried at once when a person asks, and what waits behind it follows', async () => {
    const { id } = await subscribe();
    receiver.answer({ status: 500 });
    await alert();
    await act('ack');
    await receiver.received(1);
    await pager.settled();
    receiver.answer({ status: 200 });
    const [pending] = await log(id);
    const resent = await pager.post(`/v1/webhooks/${id}/deliveries/${pending.id}/resend`);
    expect(resent.json).toMatchObject({ state: 'delivered', tries: 2 });
    expect(types()).toEqual(['incident.opened', 'incident.opened', 'incident.acknowledged']);
    await act('healthy');
  });

  test.each([
    ['cut', /socket hang up|without an answer/],
    [{ status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' } }, /redirects are not followed/],
    [{ status: 410 }, /410/],
  ] as const)('with %j is tried again, and the log says why', async (answer, reason) => {
    const { id } = await subscribe({ events: ['incident.opened'] });
    receiver.answer(answer);
    await alert();
    await receiver.received(1);
    await pager.settled();
    expect(await log(id)).toMatchObject([{ state: 'pending', reason: expect.stringMatching(reason) }]);
    await act('healthy');
  });

  test('does not keep another subscription from being told', async () => {
    const other = await startGateway();
    await subscribe({ url: other.url });
    await subscribe();
    receiver.answer({ status: 500 });
    await alert();
    await act('healthy');
    await other.received(2);
    expect(other.requests.map((request) => (request.json() as { type: string }).type)).toEqual([
      'incident.opened',
      'incident.closed',
    ]);
    await other.stop();
  });
});

describe('a secret that is rotated', () => {
  test('signs beside the new one for as long as was said, and then no more', async () => {
    const { id, secret } = await subscribe();
    const rotated = await pager.post(`/v1/webhooks/${id}/rotate`, { overlap: '1h' });
    expect(rotated.json.secrets).toHaveLength(2);
    await alert();
    const [both] = await receiver.received(1);
    if (!both) throw new Error('nothing came');
    expect(signatures(both)).toEqual([signatureBy(rotated.json.secret, both), signatureBy(secret, both)]);
    await pager.passes('2h');
    receiver.requests.length = 0;
    await act('healthy');
    const [one] = await receiver.received(1);
    expect(one && signatures(one)).toEqual([one && signatureBy(rotated.json.secret, one)]);
    expect((await pager.get(`/v1/webhooks/${id}`)).json.secrets).toHaveLength(1);
  });
});

describe('how a subscription gets on', () => {
  const standing = async (id: string) => {
    const { lastDeliveredAt, lastGivenUpAt, failingSince, waiting } = (await pager.get(`/v1/webhooks/${id}`)).json;
    return { lastDeliveredAt, lastGivenUpAt, failingSince, waiting };
  };
  const never = { lastDeliveredAt: null, lastGivenUpAt: null, failingSince: null, waiting: 0 };
  const aTime = expect.stringMatching(/Z$/);

  test('is told: when it last took something, since when it fails, and how many incidents wait', async () => {
    const { id, ...created } = await subscribe();
    expect(created).toMatchObject(never);
    await alert();
    await receiver.received(1);
    await pager.settled();
    const well = await standing(id);
    expect(well).toEqual({ ...never, lastDeliveredAt: aTime });

    receiver.answer({ status: 503 });
    await act('ack');
    await receiver.received(2);
    await pager.settled();
    const failing = await standing(id);
    expect(failing).toEqual({ ...well, failingSince: aTime, waiting: 1 });
    await pager.passes('1h');
    expect(await standing(id)).toEqual(failing);

    receiver.answer({ status: 204 });
    await pager.passes('3h');
    const again = await standing(id);
    expect(again).toEqual({ ...never, lastDeliveredAt: aTime });
    expect(again.lastDeliveredAt > (failing.failingSince ?? '')).toBe(true);
    await act('healthy');
  });

  test('is no better for an attempt by hand that fails', async () => {
    const { id } = await subscribe({ events: ['incident.opened'] });
    await alert();
    await receiver.received(1);
    await pager.settled();
    const before = await standing(id);
    await pager.passes('1m');
    receiver.answer({ status: 500 });
    const [{ id: deliveryId }] = await log(id);
    const resent = await pager.post(`/v1/webhooks/${id}/deliveries/${deliveryId}/resend`);
    expect(resent.json).toMatchObject({ state: 'delivered', reason: '500' });
    expect(await standing(id)).toEqual(before);
    await act('healthy');
  });

  test('says that something was given up', async () => {
    const { id } = await subscribe({ events: ['incident.opened'] });
    receiver.answer({ status: 500 });
    await alert();
    await act('healthy');
    for (let hours = 0; hours < 25; hours++) await pager.passes('1h');
    expect(await standing(id)).toEqual({ ...never, lastGivenUpAt: aTime });
  });

  test('of one that is deleted nothing waits', async () => {
    const { id } = await subscribe();
    receiver.answer({ status: 500 });
    await alert();
    await receiver.received(1);
    await pager.settled();
    await pager.remove(`/v1/webhooks/${id}`);
    await pager.passes('1h');
    const { redis, keys } = pager.running.runtime;
    const left = keys.partitions.map((partition) => redis.zcard(partition.index(`webhook-waiting/${id}`)));
    expect(new Set(await Promise.all(left))).toEqual(new Set([0]));
    await act('healthy');
  });
});

describe('a test', () => {
  test('is sent at once, signed, about no incident, and says what came of it', async () => {
    const { id, secret } = await subscribe();
    const { json } = await pager.post(`/v1/webhooks/${id}/test`);
    expect(json).toEqual({ id: expect.stringMatching(/^msg_test_/), delivered: true, reason: null });
    const [request] = await receiver.received(1);
    if (!request) throw new Error('nothing came');
    expect(signatures(request)).toEqual([signatureBy(secret, request)]);
    expect(idsOf([request])).toEqual([json.id]);
    expect(request.json()).toMatchObject({ type: 'test', timestamp: expect.stringMatching(/Z$/) });
    expect(await log(id)).toEqual([]);
  });

  test('that is not taken says why, and comes not twice within ten seconds', async () => {
    const { id } = await subscribe();
    receiver.answer({ status: 404, body: 'no such hook' });
    expect((await pager.post(`/v1/webhooks/${id}/test`)).json).toMatchObject({
      delivered: false,
      reason: '404 no such hook',
    });
    const soon = await pager.post(`/v1/webhooks/${id}/test`);
    expect({ status: soon.status, code: soon.json.code }).toEqual({ status: 429, code: 'too_soon' });
    expect(receiver.requests).toHaveLength(1);
    expect((await pager.post('/v1/webhooks/unknown/test')).status).toBe(404);
  });
});

test('A subscription that is deleted is told nothing more, also of what had waited', async () => {
  const { id } = await subscribe();
  receiver.answer({ status: 500 });
  await alert();
  await receiver.received(1);
  await pager.settled();
  await pager.remove(`/v1/webhooks/${id}`);
  await act('ack');
  await pager.passes('1h');
  expect(receiver.requests).toHaveLength(1);
  await act('healthy');
});

test('A week later nothing is left of what was told, nor of its queues', async () => {
  const { id } = await subscribe();
  await alert();
  await act('healthy');
  await receiver.received(2);
  await pager.settled();
  const { redis, keys } = pager.running.runtime;
  const queue = `webhook/${id}.${service}-1`;
  const isThere = () => redis.exists(keys.partitionOf(queue).actor(queue));
  expect([await isThere(), (await log(id)).length]).toEqual([1, 2]);
  // One that is new is told once more at the two looks that follow, and its week begins anew with that.
  await until(async () => {
    await pager.passes('8d');
    await pager.running.cutWebhookLog();
    return (await isThere()) === 0;
  });
  expect(await log(id)).toEqual([]);
});

test('Without leave nothing is sent to an address that is not on the public Internet', async () => {
  const strict = await startHttp();
  await strict.given(['db']);
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
    await strict.post('/v1/webhooks', { url: `http://${host}:${receiver.port}/`, events: ['incident.opened'] });
  }
  await strict.post('/v1/services/db/alert', { summary: 'disk full' });
  await strict.settled();
  const { items } = (await strict.get('/v1/webhooks')).json;
  const reasons = await Promise.all(
    items.map(
      async ({ id }: { id: string }) => (await strict.get(`/v1/webhooks/${id}/deliveries`)).json.items[0].reason,
    ),
  );
  expect(reasons).toEqual(Array(3).fill(expect.stringContaining('not on the public Internet')));
  expect(receiver.requests).toEqual([]);
  await strict.stop();
});
