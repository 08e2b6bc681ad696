/** What subscriptions are promised, when processes are lost, when there are several, and when a timeline is cut. */
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createChannels } from '../../src/notify/channels.ts';
import { newWebhookSecret } from '../../src/notify/webhook-signature.ts';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { createMovingClock, letTimePass, type MovingClock } from '../harness/moving-clock.ts';
import {
  fakeChannels,
  type PagerProcess,
  type PagerProcessOptions,
  startPagerProcess,
} from '../harness/pager-process.ts';
import { until } from '../harness/until.ts';

const MINUTE = 60_000;
const policy = escalationPolicySchema.parse({
  name: 'Backend',
  levels: [{ targets: [{ type: 'email', address: 'ana@example.com' }] }],
});

let receiver: Gateway;
let clock: MovingClock;
let options: PagerProcessOptions;
let processes: PagerProcess[];

beforeEach(async () => {
  receiver = await startGateway();
  clock = createMovingClock();
  const channels = fakeChannels(['email'], () => Promise.resolve({ outcome: 'accepted' }));
  options = { prefix: `t${nanoid(8)}`, channels, clock, webhookAllowPrivate: true };
  processes = [await startPagerProcess(options)];
  await pager().putPolicy('backend', policy, {});
  await pager().putService('db', { name: 'DB', escalationPolicyId: 'backend' }, {});
});
afterEach(async () => {
  await Promise.all(processes.map((process) => process.stop()));
  await receiver.stop();
});

const on = (index: number) => {
  const process = processes[index];
  if (!process) throw new Error(`no process ${index}`);
  return process;
};
const pager = (index = 0) => on(index).running.pager;

/** It is lost with whatever it was doing, and another one takes over. */
async function loseProcess(): Promise<void> {
  const buries = on(0).crash();
  processes = [await startPagerProcess({ ...options, buries })];
}

interface Told {
  type: string;
  data: { happened: { text: string }[] };
}
/** As a receiver has it that knows a repetition by its id. */
function told(): Told[] {
  const byId = new Map(receiver.requests.map((request) => [request.headers['webhook-id'], request.json() as Told]));
  return [...byId.values()];
}
const isTold = (type: string) => until(() => told().some((each) => each.type === type), { what: `${type} never came` });

test('A process that is lost behind each event loses none of them, and they come in order', async () => {
  await pager().webhooks.create({ url: receiver.url });
  await pager().send('db', { type: 'alert', summary: 'disk full' });
  await loseProcess();
  await pager().send('db', { type: 'alert', summary: 'slow', key: 'slow' });
  await loseProcess();
  await pager().send('db', { type: 'ack', by: 'ana' });
  await loseProcess();
  await pager().send('db', { type: 'healthy' });
  await loseProcess();
  await letTimePass(processes, clock, MINUTE);
  await isTold('incident.closed');
  expect(told().map(({ type }) => type)).toEqual([
    'incident.opened',
    'alert.recorded',
    'incident.acknowledged',
    'incident.closed',
  ]);
});

test('What waits for a receiver that fails is told by the process that takes over', async () => {
  await pager().webhooks.create({ url: receiver.url });
  receiver.answer({ status: 503 });
  await pager().send('db', { type: 'alert', summary: 'disk full' });
  await receiver.received(1);
  await pager().send('db', { type: 'ack' });
  await loseProcess();
  receiver.answer({ status: 200 });
  await letTimePass(processes, clock, MINUTE);
  expect(told().map(({ type }) => type)).toEqual(['incident.opened', 'incident.acknowledged']);
});

test('Two processes tell what came to both of them, in the order in which it happened', async () => {
  processes.push(await startPagerProcess(options));
  const { webhook } = await pager(0).webhooks.create({
    url: receiver.url,
    events: ['incident.noted', 'incident.closed'],
  });
  await pager(0).send('db', { type: 'alert', summary: 'disk full' });
  // The other one hears of the subscription soon: until then its notes are told by nobody.
  await until(async () => {
    await pager(1).send('db', { type: 'note', note: 'are you there?' });
    await Promise.all(processes.map((process) => process.catchUp()));
    return receiver.requests.length > 0;
  });
  const notes = Array.from({ length: 40 }, (_, index) => `note ${index}`);
  await Promise.all(notes.map((note, index) => pager(index % 2).send('db', { type: 'note', note })));
  await pager(1).send('db', { type: 'healthy' });
  await isTold('incident.closed');
  const timeline = (await pager().incidentTimeline('db-1', { limit: 500 }))?.items ?? [];
  const noted = timeline.filter(({ type }) => type === 'noted').map(({ text }) => text);
  const heard = told().filter(({ type }) => type === 'incident.noted');
  expect(heard.map(({ data }) => data.happened[0]?.text)).toEqual(noted.toReversed());
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(noted.length + 1);
  expect((await pager().webhooks.deliveries(webhook.id, { limit: 1 }))?.items).toMatchObject([
    { event: 'incident.closed', state: 'delivered' },
  ]);
});

test('Of a timeline that is cut, the end is told all the same, and once more when asked', async () => {
  const { webhook } = await pager().webhooks.create({
    url: receiver.url,
    events: ['incident.opened', 'incident.acknowledged', 'incident.closed'],
  });
  await pager().send('db', { type: 'alert', summary: 'disk full' });
  const note = (index: number) => pager().send('db', { type: 'note', note: `note ${index}` });
  await Promise.all(Array.from({ length: 600 }, (_, index) => note(index)));
  await pager().send('db', { type: 'ack' });
  await Promise.all(Array.from({ length: 600 }, (_, index) => note(index)));
  await pager().send('db', { type: 'healthy' });
  await isTold('incident.closed');
  expect(told().map(({ type }) => type)).toEqual(['incident.opened', 'incident.acknowledged', 'incident.closed']);
  const [closed] = (await pager().webhooks.deliveries(webhook.id, { limit: 1 }))?.items ?? [];
  await pager().webhooks.resend(webhook.id, closed?.id ?? '');
  const [first, again] = receiver.requests.slice(-2);
  expect([again?.headers['webhook-id'], again?.body]).toEqual([first?.headers['webhook-id'], first?.body]);
});

test('A webhook among the targets of a policy is notified like a person, and its link acknowledges', async () => {
  const withHook = escalationPolicySchema.parse({
    name: 'Hook',
    levels: [{ targets: [{ type: 'webhook', url: `${receiver.url}/page` }] }],
  });
  const webhook = { secrets: [newWebhookSecret()], allowPrivate: true };
  processes.push(await startPagerProcess({ ...options, channels: createChannels({ webhook }) }));
  const put = await pager(1).putPolicy('hook', withHook, {});
  expect(put).toMatchObject({ policy: { warnings: [] } });
  await pager(1).putService('api', { name: 'API', escalationPolicyId: 'hook' }, {});
  await pager(1).send('api', { type: 'alert', summary: 'slow' });
  const [request] = await receiver.received(1);
  if (!request) throw new Error('nothing came');
  const { type, data } = request.json() as { type: string; data: { id: string; ackUrl: string } };
  expect([type, data.id]).toEqual(['notification', request.headers['webhook-id']]);
  await on(1).catchUp();
  expect((await pager(1).listNotifications({ incidentId: 'api-1' }, { limit: 1 })).items).toMatchObject([
    { id: data.id, state: 'accepted', tries: 1 },
  ]);
  await pager(1).actThroughLink(data.ackUrl.split('/a/')[1] ?? '', 'ack');
  expect(await pager(1).getIncident('api-1')).toMatchObject({ state: 'acked', ackedBy: `${receiver.url}/…` });
});

test('A policy that has a webhook among its targets says what is missing while no secret is set', async () => {
  const url = 'https://automation.example.com/page';
  const withHook = escalationPolicySchema.parse({ name: 'Hook', levels: [{ targets: [{ type: 'webhook', url }] }] });
  const put = await pager().putPolicy('hook', withHook, {});
  expect(put).toMatchObject({
    policy: { warnings: ['no webhook channel is configured: notifications to webhook targets are not sent'] },
  });
  await pager().putService('api', { name: 'API', escalationPolicyId: 'hook' }, {});
  await pager().send('api', { type: 'alert', summary: 'slow' });
  await on(0).catchUp();
  expect((await pager().listNotifications({ incidentId: 'api-1' }, { limit: 1 })).items).toMatchObject([
    { target: { type: 'webhook', url }, channel: 'webhook', state: 'refused' },
  ]);
  const texts = (await pager().incidentTimeline('api-1', { limit: 50 }))?.items.map(({ text }) => text).join('\n');
  expect(texts).toContain('https://automation.example.com/…');
  expect(texts).not.toContain(url);
});
