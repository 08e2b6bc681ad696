/** A channel that gets nothing through is told through another one: once, and again when it works. */
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OperatorNotice, SendOutcome } from '../../src/notify/channel.ts';
import { MINUTE } from '../../src/policy/duration.ts';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import type { Target } from '../../src/policy/target.ts';
import { createMovingClock, letTimePass } from '../harness/moving-clock.ts';
import { fakeChannels, type PagerProcess, startPagerProcess } from '../harness/pager-process.ts';
import { until } from '../harness/until.ts';

const PHONE: Target = { type: 'sms', phoneNumber: '+33612345678' };
const MAIL: Target = { type: 'email', address: 'ops@example.com' };
const REFUSED: SendOutcome = { outcome: 'retry', reason: 'connect ECONNREFUSED 192.0.2.1:587', unknown: false };

type World = Awaited<ReturnType<typeof startWorld>>;
let world: World;
afterEach(() => world.stop());

async function startWorld(operators: Target[]) {
  const prefix = `t${nanoid(8)}`;
  const clock = createMovingClock();
  const told: OperatorNotice[] = [];
  let mail: SendOutcome = { outcome: 'accepted' };
  const channels = fakeChannels(
    ['email', 'sms'],
    ({ target }) => Promise.resolve(target.type === 'email' ? mail : { outcome: 'accepted' }),
    (notice) => {
      told.push(notice);
      return Promise.resolve(notice.target.type === 'email' ? mail : { outcome: 'accepted' });
    },
  );
  const start = (buries?: string) =>
    startPagerProcess({ prefix, clock, channels, operators, ...(buries !== undefined && { buries }) });
  let process: PagerProcess = await start();
  const policy = { name: 'Backend', levels: [{ targets: [{ type: 'email', address: 'ana@example.com' }] }] };
  await process.running.pager.putPolicy('backend', escalationPolicySchema.parse(policy), {});
  await process.running.pager.putService('db', { name: 'DB', escalationPolicyId: 'backend' }, {});
  const stateOf = async () => {
    const [email] = (await process.running.pager.channels()).filter(({ name }) => name === 'email');
    return email?.failingSince ?? null;
  };

  return {
    told,
    texts: () => told.map(({ text }) => text),
    alert: () => process.running.pager.send('db', { type: 'alert', summary: 'disk full' }),
    healthy: () => process.running.pager.send('db', { type: 'healthy' }),
    mailIs: (outcome: SendOutcome) => {
      mail = outcome;
    },
    /** In steps: what a retry comes to is known before the next. */
    async passes(minutes: number) {
      for (let step = 0; step < minutes * 4; step++) await letTimePass([process], clock, MINUTE / 4);
    },
    isDown: () => until(async () => (await stateOf()) !== null),
    isWorking: () => until(async () => (await stateOf()) === null),
    checks: async () => await process.running.pager.readiness(),
    figures: async () => (await process.running.figures()).stored,
    async crashesAndStarts() {
      process = await start(process.crash());
    },
    /** Deliveries that are stored. */
    deliveries: async () => (await process.redis.keys(`*${prefix}:*:d:*`)).map((key) => key.split(':d:')[1] ?? ''),
    notifications: async () => (await process.running.pager.listNotifications({}, { limit: 50 })).items,
    stop: () => process.stop(),
  };
}

describe('with a mail server that refuses, and an operator with a phone', () => {
  beforeEach(async () => {
    world = await startWorld([PHONE, MAIL]);
    world.mailIs(REFUSED);
    await world.alert();
    await world.passes(4);
  });

  it('nothing is told before five minutes have passed', () => {
    expect(world.told).toEqual([]);
  });

  it('then it is told once, by SMS, since when and why', async () => {
    await world.passes(2);
    await world.isDown();
    await world.passes(10);
    expect(world.told.map(({ target }) => target)).toEqual([PHONE]);
    expect(world.texts()[0]).toMatch(
      /^Pager: E-mail has failed since \d\d:\d\d UTC( on .*)?, people are not reached by it. connect ECONNREFUSED/,
    );
    expect(world.texts()[0]?.length).toBeLessThanOrEqual(160);
  });

  it('a restart tells nothing again', async () => {
    await world.passes(2);
    await world.isDown();
    await world.crashesAndStarts();
    await world.passes(3);
    await world.crashesAndStarts();
    await world.passes(10);
    expect(world.told).toHaveLength(1);
  });

  it('when mail goes through again that is told too, once', async () => {
    await world.passes(2);
    await world.isDown();
    world.mailIs({ outcome: 'accepted' });
    await world.crashesAndStarts();
    await world.passes(20);
    await world.isWorking();
    await world.healthy();
    await world.alert();
    await world.passes(2);
    expect(world.texts()).toEqual([
      expect.stringContaining('has failed since'),
      expect.stringMatching(/^Pager: E-mail works again. It had failed since/),
    ]);
    expect(world.told.map(({ target }) => target)).toEqual([PHONE, PHONE]);
  });

  it('readiness, the channels and the figures say it, and the process stays ready', async () => {
    await world.passes(2);
    await world.isDown();
    expect(await world.checks()).toContainEqual({ name: 'channels', ok: true, detail: 'email does not get through' });
    expect((await world.figures())?.channels).toEqual([
      { channel: 'email', isDown: true },
      { channel: 'sms', isDown: false },
      { channel: 'webhook', isDown: false },
    ]);
  });

  it('a mail that went through in between ends it', async () => {
    world.mailIs({ outcome: 'accepted' });
    await world.passes(20);
    expect(world.told).toEqual([]);
  });
});

it('a single failure that nobody repeats says nothing about the channel', async () => {
  world = await startWorld([PHONE]);
  world.mailIs({ outcome: 'refused', reason: '550 no such mailbox' });
  await world.alert();
  await world.passes(10);
  expect(world.told).toEqual([]);
  expect((await world.figures())?.channels).toContainEqual({ channel: 'email', isDown: false });
});

it('an operator whose only way is the one that fails is not told, and the figures say it', async () => {
  world = await startWorld([MAIL]);
  world.mailIs(REFUSED);
  await world.alert();
  await world.passes(7);
  await world.isDown();
  expect(world.told).toEqual([]);
  expect((await world.figures())?.channels).toContainEqual({ channel: 'email', isDown: true });
});

it('what is told leaves nothing behind, is no notification and opens nothing', async () => {
  world = await startWorld([PHONE]);
  world.mailIs(REFUSED);
  await world.alert();
  await world.passes(7);
  await world.isDown();
  await until(() => world.told.length === 1);
  await until(async () => (await world.deliveries()).every((id) => !id.startsWith('channel~')));
  expect((await world.notifications()).map(({ channel }) => channel)).toEqual(['email']);
  expect((await world.figures())?.openIncidents).toEqual({ escalating: 1, acked: 0, exhausted: 0 });
});
