import { nanoid } from 'nanoid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SendOutcome } from '../../src/notify/channel.ts';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import { fakeChannels, type PagerProcess, startPagerProcess } from '../harness/pager-process.ts';

const policy = escalationPolicySchema.parse({
  name: 'Backend',
  levels: [{ targets: [{ type: 'email', address: 'ana@example.com' }] }],
});

describe('two processes on one Redis', () => {
  let shiftMs = 0;
  let outcome: SendOutcome = { outcome: 'accepted' };
  let sent: string[] = [];
  let processes: PagerProcess[] = [];
  const on = (index: number) => {
    const process = processes[index];
    if (!process) throw new Error(`no process ${index}`);
    return process;
  };
  const pager = (index: number) => on(index).running.pager;
  const catchUp = () => Promise.all(processes.map((process) => process.catchUp()));

  beforeEach(async () => {
    shiftMs = 0;
    sent = [];
    outcome = { outcome: 'accepted' };
    const prefix = `t${nanoid(8)}`;
    const clock = { now: () => Date.now() + shiftMs, redisShift: () => shiftMs };
    const channels = fakeChannels(['email'], async ({ incident }) => {
      if (outcome.outcome === 'accepted') sent.push(incident.id);
      return outcome;
    });
    processes = [
      await startPagerProcess({ prefix, channels, clock }),
      await startPagerProcess({ prefix, channels, clock }),
    ];
    await pager(0).putPolicy('backend', policy, {});
    await pager(0).putService('db', { name: 'DB', escalationPolicyId: 'backend' }, {});
  });
  afterEach(() => Promise.all(processes.map((process) => process.stop())));

  it('a retry is sent by one that last heard of an incident before this one', async () => {
    await pager(0).send('db', { type: 'alert', summary: 'disk full' });
    await catchUp();
    await pager(1).send('db', { type: 'healthy' });
    outcome = { outcome: 'retry', reason: 'connection refused', unknown: false };
    await pager(1).send('db', { type: 'alert', summary: 'disk full' });
    await catchUp();
    outcome = { outcome: 'accepted' };
    shiftMs += 10_000;
    await on(0).catchUp();
    expect(sent).toEqual(['db-1', 'db-2']);
    expect((await pager(0).listNotifications({ incidentId: 'db-2' }, { limit: 10 })).items).toMatchObject([
      { state: 'accepted', tries: 2 },
    ]);
  });

  it('an acknowledgement that one took stops a retry of the other', async () => {
    outcome = { outcome: 'retry', reason: 'connection refused', unknown: false };
    await pager(0).send('db', { type: 'alert', summary: 'disk full' });
    await catchUp();
    await pager(1).send('db', { type: 'ack', by: 'ana' });
    outcome = { outcome: 'accepted' };
    shiftMs += 10_000;
    await on(0).catchUp();
    expect(sent).toEqual([]);
    expect((await pager(1).listNotifications({}, { limit: 10 })).items).toMatchObject([{ state: 'superseded' }]);
  });

  it('one that sleeps while it writes a message sends nothing when the other has sent it meanwhile', async ({
    onTestFinished,
  }) => {
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    outcome = { outcome: 'retry', reason: 'connection refused', unknown: false };
    await pager(0).send('db', { type: 'alert', summary: 'disk full' });
    await catchUp();
    outcome = { outcome: 'accepted' };
    // The service is read for the message; the process is stopped right behind that, for longer than its lease.
    const { redis } = on(0);
    const read = redis.get.bind(redis);
    const real = performance.now.bind(performance);
    let hasSlept = false;
    // Nobody has asked for the service for so long that it is read again.
    let passedMs = 2_000;
    vi.spyOn(performance, 'now').mockImplementation(() => real() + passedMs);
    vi.spyOn(redis, 'get').mockImplementation(async (key) => {
      const reply = await read(key);
      if (hasSlept || !String(key).endsWith(':revision')) return reply;
      hasSlept = true;
      passedMs += 10_000;
      shiftMs += 10_000;
      await on(1).catchUp();
      expect(sent).toEqual(['db-1']);
      return reply;
    });
    shiftMs += 10_000;
    await on(0).catchUp();
    expect(hasSlept).toBe(true);
    expect(sent).toEqual(['db-1']);
    const { items } = await pager(0).listNotifications({}, { limit: 10 });
    expect(items).toMatchObject([{ state: 'accepted', tries: 3 }]);
  });

  it('500 alerts at once on both open one incident, and its target is notified once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, i) => pager(i % 2).send('db', { type: 'alert', summary: 'disk full' })),
    );
    await catchUp();
    expect(answers.filter((answer) => 'result' in answer && answer.result === 'opened')).toHaveLength(1);
    expect(answers.filter((answer) => 'refused' in answer)).toEqual([]);
    expect(sent).toEqual(['db-1']);
    const service = await pager(1).getService('db');
    expect(service?.incident?.alerts).toMatchObject([{ count: 500 }]);
  });

  it('one is deleting a service while alerts come to the other: what was opened is closed, and nothing opens behind it', async () => {
    const sending = Array.from({ length: 40 }, (_, i) =>
      pager(1).send('db', { type: 'alert', summary: 'disk full', key: `k${i}` }),
    );
    const [deleted, ...answers] = await Promise.all([pager(0).deleteService('db', { force: true }), ...sending]);
    expect(deleted).toBe('deleted');
    for (const answer of answers) {
      expect('refused' in answer ? answer.refused : answer.result).toMatch(/^(opened|recorded|unknown_service)$/);
    }
    await catchUp();
    const { items } = await pager(0).listIncidents({}, { limit: 10 });
    expect(items.filter(({ state }) => state !== 'closed')).toEqual([]);
    expect(await pager(1).send('db', { type: 'alert', summary: 'disk full' })).toMatchObject({
      refused: 'unknown_service',
    });
  });
});
