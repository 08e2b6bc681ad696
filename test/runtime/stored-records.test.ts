import { readFileSync } from 'node:fs';
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressOf } from '../../src/policy/target.ts';
import { parseMember, timerMember } from '../../src/runtime/commit-request.ts';
import { fakeChannels, type PagerProcess, startPagerProcess } from '../harness/pager-process.ts';

const recordOf = (name: string) => readFileSync(new URL(`../fixtures/records/${name}.txt`, import.meta.url), 'utf8');

/** Records that this release and the one before wrote (by write.mjs beside them). None of them is ever changed. */
describe('the stored records of a service', () => {
  let process: PagerProcess;
  let shiftMs = 0;
  let notified: string[] = [];
  beforeEach(async () => {
    shiftMs = 0;
    notified = [];
    process = await startPagerProcess({
      prefix: `t${nanoid(8)}`,
      clock: { now: () => Date.now() + shiftMs, redisShift: () => shiftMs },
      channels: fakeChannels(['email', 'sms'], async ({ target }) => {
        notified.push(addressOf(target));
        return { outcome: 'accepted' };
      }),
    });
    const { pager } = process.running;
    const target = { type: 'email', address: 'somebody-else@example.com' } as const;
    await pager.putPolicy(
      'backend',
      { name: 'Backend', repeat: 0, levels: [{ targets: [target], ackTimeout: '15m' }] } as never,
      {},
    );
  });
  afterEach(() => process.stop());

  /** Puts the record where it lay, with its timer in the agenda, and moves to where the clock was. */
  async function restore(name: string) {
    const { runtime, pager } = process.running;
    const address = `monitored-service/${name}`;
    const partition = runtime.keys.partitionOf(address);
    await pager.putService(name, { name, escalationPolicyId: 'backend' }, {});
    await process.redis.set(partition.actor(address), recordOf(name));
    const timers = Object.values((await runtime.load(address)).timers).sort((a, b) => a.dueAt - b.dueAt);
    for (const { dueAt, identity } of timers) {
      await process.redis.zadd(partition.agenda, dueAt, timerMember(address, identity));
    }
    return timers[0] ?? null;
  }
  const passesUntil = async (time: number) => {
    shiftMs = time - Date.now() + 1_000;
    await process.catchUp();
  };
  const service = (name: string) => process.running.pager.getService(name);

  it('a healthy service with a past is healthy, and its next incident has the next number', async () => {
    await restore('healthy-after-incident');
    expect(await service('healthy-after-incident')).toMatchObject({ state: 'healthy', incident: null });
    const answer = await process.running.pager.send('healthy-after-incident', { type: 'alert', summary: 'again' });
    expect(answer).toMatchObject({ result: 'opened', incidentId: 'healthy-after-incident-2' });
  });

  it('an incident that escalates fires its armed timer, and notifies the next level of the policy that it pinned', async () => {
    const timer = await restore('escalating');
    expect(await service('escalating')).toMatchObject({
      state: 'escalating',
      incident: {
        level: 1,
        levels: 2,
        alerts: [{ key: 'disk', source: 'node-exporter', severity: 'error', count: 1 }],
      },
    });
    await passesUntil(timer?.dueAt ?? Number.NaN);
    expect(notified).toEqual(['+33612345678']);
    expect(await service('escalating')).toMatchObject({ state: 'escalating', incident: { level: 2 } });
  });

  it('an acknowledgement that expires is remembered, and expires', async () => {
    const timer = await restore('acked-with-expiry');
    expect(await service('acked-with-expiry')).toMatchObject({ state: 'acked', incident: { ackedBy: 'ana' } });
    await passesUntil(timer?.dueAt ?? Number.NaN);
    expect(notified).toEqual(['ana@example.com']);
    expect(await service('acked-with-expiry')).toMatchObject({ state: 'escalating', incident: { level: 1, cycle: 2 } });
  });

  it('an exhausted incident has no timer, and can be acknowledged', async () => {
    expect(await restore('exhausted')).toBeNull();
    expect(await service('exhausted')).toMatchObject({ state: 'exhausted' });
    const answer = await process.running.pager.send('exhausted', { type: 'ack', by: 'zoe' });
    expect(answer).toMatchObject({ result: 'acknowledged' });
  });

  it('one that is snoozed is escalated again when that is over', async () => {
    const timer = await restore('snoozed');
    expect(await service('snoozed')).toMatchObject({
      state: 'acked',
      incident: { ackedBy: 'ana', snoozedUntil: timer?.dueAt, nextAction: 'snoozeEnd' },
    });
    await passesUntil(timer?.dueAt ?? Number.NaN);
    expect(notified).toEqual(['ana@example.com']);
    expect(await service('snoozed')).toMatchObject({ state: 'escalating', incident: { level: 1, snoozedUntil: null } });
  });

  it('one that closes by itself does so, an hour after its last alert', async () => {
    const timer = await restore('closing-by-itself');
    const before = await service('closing-by-itself');
    expect(before).toMatchObject({ state: 'escalating', incident: { level: 2, nextAction: 'exhausted' } });
    await passesUntil(timer?.dueAt ?? Number.NaN);
    expect(await service('closing-by-itself')).toMatchObject({ state: 'exhausted' });
    await passesUntil(before?.incident?.autoResolvesAt ?? Number.NaN);
    expect(await service('closing-by-itself')).toMatchObject({ state: 'healthy' });
  });

  it('an incident with hundreds of open keys knows each of them', async () => {
    await restore('many-keys');
    expect(await service('many-keys')).toMatchObject({ incident: { openAlerts: 250 } });
    const { pager } = process.running;
    // One whose text is kept, and one that is kept as a hash.
    expect(await pager.send('many-keys', { type: 'resolve', key: 'disk-0' })).toMatchObject({ result: 'resolved' });
    expect(await pager.send('many-keys', { type: 'resolve', key: 'disk-249' })).toMatchObject({ result: 'resolved' });
    expect(await pager.send('many-keys', { type: 'resolve', key: 'disk-250' })).toMatchObject({ result: 'ignored' });
    expect(await service('many-keys')).toMatchObject({ incident: { openAlerts: 248 } });
  });
});

it('a member of the agenda names its actor, whatever the id holds', () => {
  expect(parseMember(timerMember('order/a|b', 'c.0'))).toEqual({ timer: { address: 'order/a|b', identity: 'c.0' } });
});
