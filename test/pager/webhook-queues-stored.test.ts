/** What is stored of webhooks: a queue that an earlier start wrote goes on where it stood, and the log gives way when Redis is full. */
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { queueAddress } from '../../src/pager/webhook-news.ts';
import { LOGGED, logDoc, logOf } from '../../src/pager/webhook-queue-actor.ts';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import { timerMember } from '../../src/runtime/commit-request.ts';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import {
  fakeChannels,
  type PagerProcess,
  type PagerProcessOptions,
  startPagerProcess,
} from '../harness/pager-process.ts';
import { startRedis } from '../harness/redis-process.mjs';

const policy = escalationPolicySchema.parse({
  name: 'Backend',
  levels: [{ targets: [{ type: 'email', address: 'ana@example.com' }] }],
});
const channels = fakeChannels(['email'], async () => ({ outcome: 'accepted' }));
const alert = { type: 'alert', summary: 'disk full' } as const;

let receiver: Gateway;
beforeEach(async () => {
  receiver = await startGateway();
});
afterEach(() => receiver.stop());

async function startWith(options: Partial<PagerProcessOptions> = {}): Promise<PagerProcess> {
  const process = await startPagerProcess({ prefix: `t${nanoid(8)}`, channels, webhookAllowPrivate: true, ...options });
  await process.running.pager.putPolicy('backend', policy, {});
  for (const id of ['db', 'web']) {
    await process.running.pager.putService(id, { name: id, escalationPolicyId: 'backend' }, {});
  }
  return process;
}
const subscribe = async ({ running }: PagerProcess) =>
  (await running.pager.webhooks.create({ url: `${receiver.url}/hook`, services: ['db'] })).webhook.id;
const told = () => receiver.requests.map((request) => (request.json() as { type: string }).type);

it('a queue that waits for its next attempt makes it when its timer is due, and goes on with what followed', async () => {
  const record = readFileSync(new URL('../fixtures/records/webhook-waiting.txt', import.meta.url), 'utf8');
  const { timers } = JSON.parse(record.slice(record.indexOf('{'))) as { timers: Record<string, [string, number]> };
  const [identity, dueAt] = Object.values(timers)[0] ?? ['', 0];
  // All of it happens in the days in which the record was written.
  let shiftMs = dueAt - Date.now() - 60_000;
  const process = await startWith({ clock: { now: () => Date.now() + shiftMs, redisShift: () => shiftMs } });
  const { pager, runtime } = process.running;
  const address = queueAddress(await subscribe(process), 'db-1');
  const partition = runtime.keys.partitionOf(address);
  await process.redis.set(partition.actor(address), record);
  await process.redis.zadd(partition.agenda, dueAt, timerMember(address, identity));
  await pager.send('db', alert);
  await pager.send('db', { type: 'ack', by: 'ana' });
  await process.catchUp();
  expect(told()).toEqual([]);
  shiftMs += 61_000;
  await process.catchUp();
  expect(told()).toEqual(['incident.opened', 'incident.acknowledged']);
  expect((await runtime.load(address)).snapshot.value).toBe('idle');
  await process.stop();
});

/** Of that many things that happened, a week's worth of entries, as queues write them. */
async function fillLog({ redis, running }: PagerProcess, webhookId: string, count: number): Promise<void> {
  const writes = redis.pipeline();
  for (let n = 0; n < count; n++) {
    const id = `msg_${n}`;
    const at = Date.now() - n * 1_000;
    const partition = running.runtime.keys.partitionOf(queueAddress(webhookId, `db-${n}`));
    const told = { id, event: 'incident.opened', line: 0, at, incidentId: `db-${n}`, state: 'delivered', tries: 1 };
    const entry = { ...told, lastAttemptAt: at, nextAttemptAt: null, reason: null };
    writes.set(partition.doc(logDoc(webhookId, id)), JSON.stringify(entry));
    writes.zadd(partition.index(logOf(webhookId)), at, id);
    writes.zadd(partition.index(LOGGED), at, `${webhookId}/${id}`);
  }
  await writes.exec();
}

it('when Redis is full and nothing is closed, the log of webhooks gives way to the next incident', async () => {
  const redis = await startRedis({ 'maxmemory-policy': 'noeviction' });
  const operator = new Redis(redis.socket);
  const process = await startWith({ redisUrl: redis.socket });
  const { pager } = process.running;
  const id = await subscribe(process);
  await fillLog(process, id, 2_000);
  const logged = async () => (await pager.webhooks.deliveries(id, { limit: 500 }))?.items.length;
  expect(await logged()).toBe(500);
  const used = Number(/^used_memory:(\d+)/m.exec(await operator.info('memory'))?.[1]);
  await operator.config('SET', 'maxmemory', String(used - 200_000));

  expect(await pager.send('web', alert)).toMatchObject({ result: 'opened' });
  expect(await logged()).toBe(0);
  // What happens from now on is told and logged again.
  await pager.send('db', alert);
  await receiver.received(1);
  await process.catchUp();
  expect(await logged()).toBe(1);
  await process.stop();
  operator.disconnect();
  await redis.remove();
});
