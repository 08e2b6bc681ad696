/** Subscriptions of webhooks where several processes do the work: what one configured, all go by. */
import { nanoid } from 'nanoid';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWebhookUnheard } from '../../src/pager/webhook-unheard.ts';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { startHttp, type TestPager } from '../harness/http.ts';
import { until } from '../harness/until.ts';

let one: TestPager;
let other: TestPager;
let receiver: Gateway;
const prefix = `t${nanoid(8)}`;
let webhooks: string[] = [];
beforeAll(async () => {
  one = await startHttp({ prefix, webhookAllowPrivate: true });
  other = await startHttp({ prefix, webhookAllowPrivate: true });
  await one.given(['db', 'web']);
});
afterAll(async () => {
  await other.stop();
  await one.stop();
});
beforeEach(async () => {
  receiver = await startGateway();
});
afterEach(async () => {
  for (const id of webhooks.splice(0)) await one.remove(`/v1/webhooks/${id}`);
  for (const id of ['db', 'web']) await one.post(`/v1/services/${id}/healthy`);
  await receiver.stop();
});

async function subscribe(services: string[]): Promise<string> {
  const { status, json } = await one.post('/v1/webhooks', { url: receiver.url, services });
  expect(status).toBe(201);
  webhooks = [...webhooks, json.id];
  return json.id;
}
const told = () => receiver.requests.map((request) => (request.json() as { type: string }).type);

test('what another process takes in the same moment is told', async () => {
  await subscribe(['db']);
  await other.post('/v1/services/db/alert', { summary: 'disk full' });
  await until(() => told().length > 0);
  await other.post('/v1/services/db/ack', { by: 'ana' });
  await until(() => told().length > 1);
  expect(told()).toEqual(['incident.opened', 'incident.acknowledged']);
});

test('a subscription that is changed to another service hears of it on every process', async () => {
  const id = await subscribe(['db']);
  await other.post('/v1/services/web/alert', { summary: 'slow' });
  await until(async () => (await one.get('/v1/services/web')).json.state === 'escalating');
  await one.put(`/v1/webhooks/${id}`, { url: receiver.url, services: ['web'] });
  await other.post('/v1/services/web/ack', { by: 'ana' });
  await until(() => told().includes('incident.acknowledged'));
});

test('what a process takes right before it stops is told by the others', async () => {
  const third = await startHttp({ prefix, webhookAllowPrivate: true });
  await subscribe(['db']);
  await third.post('/v1/services/db/alert', { summary: 'disk full' });
  await third.stop();
  await until(() => told().includes('incident.opened'));
});

test('news that could not be handed over is sent again at each look, until it was', async () => {
  const sent: string[] = [];
  let refusing = true;
  const unheard = createWebhookUnheard(async (address) => {
    sent.push(address);
    return refusing ? { refused: 'store_unavailable', detail: 'away' } : { answer: null, replayed: false };
  });
  unheard.passed('db', 'db-1');
  unheard.passed('web', 'web-1');
  await unheard.looked([{ id: 'w', value: { url: 'https://example.com', services: ['db'] } }]);
  await unheard.looked([]);
  refusing = false;
  await unheard.looked([]);
  await unheard.looked([]);
  expect(sent).toEqual(['webhook/w.db-1', 'webhook/w.db-1', 'webhook/w.db-1']);
});
