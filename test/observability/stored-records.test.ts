/** Records of the pager's own actors as release 0.1.0 wrote them: a later release must read them. None of them is ever changed. */
import { readFileSync } from 'node:fs';
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { OperatorNotice } from '../../src/notify/channel.ts';
import { timerMember } from '../../src/runtime/commit-request.ts';
import { fakeChannels, type PagerProcess, startPagerProcess } from '../harness/pager-process.ts';
import { until } from '../harness/until.ts';

let process: PagerProcess;
let shiftMs = 0;
let told: OperatorNotice[] = [];
beforeEach(async () => {
  shiftMs = 0;
  told = [];
  process = await startPagerProcess({
    prefix: `t${nanoid(8)}`,
    clock: { now: () => Date.now() + shiftMs, redisShift: () => shiftMs },
    channels: fakeChannels(
      ['email', 'sms'],
      () => Promise.resolve({ outcome: 'accepted' }),
      (notice) => {
        told.push(notice);
        return Promise.resolve({ outcome: 'accepted' });
      },
    ),
    operators: [{ type: 'sms', phoneNumber: '+33612345678' }],
  });
});
afterEach(() => process.stop());

const recordOf = (name: string) => readFileSync(new URL(`../fixtures/records/${name}.txt`, import.meta.url), 'utf8');

/** Puts the record where it lay, with its timer in the agenda, and moves to where the clock was. Answers when the timer is due. */
async function restore(name: string, address: string): Promise<number> {
  const { runtime } = process.running;
  const partition = runtime.keys.partitionOf(address);
  await process.redis.set(partition.actor(address), recordOf(name));
  const [timer] = Object.values((await runtime.load(address)).timers);
  if (!timer) throw new Error(`${name} holds no timer`);
  shiftMs = timer.dueAt - Date.now() - 60_000;
  await process.redis.zadd(partition.agenda, timer.dueAt, timerMember(address, timer.identity));
  return timer.dueAt;
}
const passesUntil = async (time: number) => {
  shiftMs = time - Date.now() + 1_000;
  await process.catchUp();
};
const failingSince = async () => (await process.running.pager.channels())[0]?.failingSince ?? null;

it('a channel that was failing goes down when its five minutes are over, and that is told', async () => {
  const dueAt = await restore('channel-failing', 'channel/email');
  expect(await failingSince()).toBeNull();
  await passesUntil(dueAt);
  expect(await failingSince()).toBe(dueAt - 300_000);
  expect(told.map(({ text }) => text)).toEqual([expect.stringContaining('connect ECONNREFUSED')]);
});

it('a channel that was down is down, is not told again, and is forgotten after a day without an attempt', async () => {
  const dueAt = await restore('channel-down', 'channel/email');
  expect(await failingSince()).not.toBeNull();
  await passesUntil(dueAt);
  await until(async () => (await failingSince()) === null);
  expect(told).toEqual([]);
});

it('a heartbeat that was alive expires a day and its grace after the ping that was heard last', async () => {
  const dueAt = await restore('heartbeat-alive', 'heartbeat/heartbeat-alive');
  const { pager } = process.running;
  const before = await pager.getHeartbeat('heartbeat-alive');
  expect(before).toMatchObject({ state: 'alive', interval: '1d', grace: '30m', severity: 'error' });
  await passesUntil(dueAt);
  expect(await pager.getHeartbeat('heartbeat-alive')).toMatchObject({ state: 'alive' });
  await passesUntil(before?.expiresAt ?? Number.NaN);
  expect(await pager.getHeartbeat('heartbeat-alive')).toMatchObject({ state: 'expired' });
});

it('a heartbeat that was expired is well again when it is heard of', async () => {
  const partition = process.running.runtime.keys.partitionOf('heartbeat/heartbeat-expired');
  await process.redis.set(partition.actor('heartbeat/heartbeat-expired'), recordOf('heartbeat-expired'));
  const { pager } = process.running;
  expect(await pager.getHeartbeat('heartbeat-expired')).toMatchObject({ state: 'expired', revision: 1 });
  expect(await pager.pingHeartbeat('heartbeat-expired')).toMatchObject({ state: 'alive', changed: true });
});

it('a self-check that was under way fires', async () => {
  const dueAt = await restore('self-check-waiting', 'self-check/0');
  await passesUntil(dueAt);
  const { snapshot } = await process.running.runtime.load('self-check/0');
  expect(snapshot.value).toBe('resting');
});
