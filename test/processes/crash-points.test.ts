import { nanoid } from 'nanoid';
import { describe, expect, it, type TestContext } from 'vitest';
import { createSmsGateway } from '../../src/notify/sms-gateway.ts';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import type { Observation } from '../../src/runtime/observation.ts';
import { type Gateway, type GatewayRequest, startGateway } from '../harness/gateway.ts';
import { type PagerProcess, startPagerProcess } from '../harness/pager-process.ts';
import { until } from '../harness/until.ts';
import { type PagerNode, type Point, startNode } from './start-node.ts';

const ANA = '+33612345678';
const ZOE = '+33687654321';
const ALERT = { type: 'alert', summary: 'disk full' } as const;
const KEY = { key: 'the same request', bodyHash: 'x' };
/** A dead node's lease would hold for 12 s. Others must not wait for that. */
const BEFORE_THE_LEASE_ENDS_MS = 11_000;

interface Scene {
  mortal: PagerNode;
  survivor: PagerProcess;
  gateway: Gateway;
  observed: Observation[];
  /** Who was written to, in order; `ids` are those of the messages. */
  sentTo(): string[];
  ids(): string[];
  /** Nothing more is to be done for what is due. */
  calm(): Promise<void>;
  /** From the order to the recorded outcome of each notification, ms. */
  tookMs(): Promise<number[]>;
}

type AtTheEnd = TestContext['onTestFinished'];

async function setUp(atTheEnd: AtTheEnd, { ackTimeout = '15m' }: { ackTimeout?: string } = {}): Promise<Scene> {
  const prefix = `t${nanoid(8)}`;
  const gateway = await startGateway();
  const observed: Observation[] = [];
  const survivor = await startPagerProcess({
    prefix,
    channels: new Map([['sms', createSmsGateway({ url: gateway.url })]]),
    observe: (observation) => observed.push(observation),
  });
  const { pager, runtime } = survivor.running;
  const policy = escalationPolicySchema.parse({
    name: 'Backend',
    levels: [ANA, ZOE].map((phoneNumber) => ({ ackTimeout, targets: [{ type: 'sms', phoneNumber }] })),
  });
  await pager.putPolicy('backend', policy, {});
  await pager.putService('db', { name: 'DB', escalationPolicyId: 'backend' }, {});
  const mortal = await startNode({ prefix, gatewayUrl: gateway.url });
  const messages = () => gateway.requests.map((request) => request.json() as { id: string; to: string });
  const notifications = async () => (await pager.listNotifications({}, { limit: 50 })).items;
  atTheEnd(async () => {
    await mortal.end();
    await survivor.stop();
    await gateway.stop();
  });
  return {
    mortal,
    survivor,
    gateway,
    observed,
    sentTo: () => messages().map(({ to }) => to),
    ids: () => messages().map(({ id }) => id),
    async calm() {
      await until(async () => {
        await runtime.settled();
        const open = await notifications();
        return open.length > 0 && open.every(({ settledAt }) => settledAt !== null);
      });
    },
    tookMs: async () => (await notifications()).map(({ createdAt, settledAt }) => (settledAt ?? Infinity) - createdAt),
  };
}

/** The mortal node gets the alert and dies at that point; the sender hears nothing, and asks the other node again. */
async function alertAndDie({ mortal, survivor }: Scene, point: Point) {
  await mortal.arm('SIGKILL', point);
  const answer = await mortal.send('db', ALERT, KEY);
  await mortal.died;
  if (answer !== null) return answer;
  return await survivor.running.pager.send('db', ALERT, KEY);
}

describe.concurrent('Given a process that is killed between commit, send and finish', () => {
  it.concurrent('when it dies before the commit, then nothing had happened, and the sender’s second try pages once', async ({
    onTestFinished,
  }) => {
    const scene = await setUp(onTestFinished);
    expect(await alertAndDie(scene, { where: 'before', call: 'COMMIT' })).toMatchObject({
      result: 'opened',
      replayed: false,
    });
    await scene.calm();
    expect(scene.sentTo()).toEqual([ANA]);
  });

  it.concurrent('when it dies after the commit, then another process sends what was ordered, once, and the second try is answered from the first', async ({
    onTestFinished,
  }) => {
    const scene = await setUp(onTestFinished);
    expect(await alertAndDie(scene, { where: 'after', call: 'COMMIT' })).toMatchObject({
      result: 'opened',
      replayed: true,
      incidentId: 'db-1',
    });
    await scene.calm();
    expect(scene.sentTo()).toEqual([ANA]);
    expect(Math.max(...(await scene.tookMs()))).toBeLessThan(BEFORE_THE_LEASE_ENDS_MS);
  });

  it.concurrent('when it dies while the gateway has the message, then it is sent again under its id, since nobody knows', async ({
    onTestFinished,
  }) => {
    const scene = await setUp(onTestFinished);
    scene.gateway.answer((request: GatewayRequest) => {
      if (scene.gateway.requests[0] !== request) return { status: 200 };
      scene.mortal.signal('SIGKILL');
      return 'hang';
    });
    await scene.mortal.send('db', ALERT, KEY);
    await scene.mortal.died;
    await scene.calm();
    expect(scene.sentTo()).toEqual([ANA, ANA]);
    expect(new Set(scene.ids()).size).toBe(1);
    expect(scene.observed.filter(({ type }) => type === 'repeated')).toMatchObject([{ cause: 'node_lost' }]);
    expect(Math.max(...(await scene.tookMs()))).toBeLessThan(BEFORE_THE_LEASE_ENDS_MS);
  });

  it.concurrent('when it dies after the gateway’s answer and before that is recorded, then it is sent again under its id', async ({
    onTestFinished,
  }) => {
    const scene = await setUp(onTestFinished);
    await alertAndDie(scene, { where: 'before', call: 'FINISH' });
    await scene.calm();
    expect(scene.sentTo()).toEqual([ANA, ANA]);
    expect(new Set(scene.ids()).size).toBe(1);
  });

  it.concurrent('when it dies after the outcome is recorded, then nothing is sent again', async ({
    onTestFinished,
  }) => {
    const scene = await setUp(onTestFinished);
    await alertAndDie(scene, { where: 'after', call: 'FINISH' });
    await scene.calm();
    // Long enough for everybody to know that it is dead: a sweep has seen its lease void, had there been one.
    const { store, keys } = scene.survivor.running.runtime;
    await until(async () => (await scene.survivor.redis.zcard(keys.cfg('nodes'))) === 1);
    await store.beat();
    await scene.survivor.catchUp();
    expect(scene.sentTo()).toEqual([ANA]);
  });
});

describe.concurrent('Given a process that is killed between commit, wake-up and the commit of the timer', () => {
  it.concurrent.for<[string, Point]>([
    ['before the wake-up is set', { where: 'before', call: 'addBulk' }],
    ['after the wake-up is set', { where: 'after', call: 'addBulk' }],
  ])('when it dies %s, then the next level is notified all the same, once', async ([, point], { onTestFinished }) => {
    const scene = await setUp(onTestFinished, { ackTimeout: '3s' });
    await alertAndDie(scene, point);
    await until(() => scene.sentTo().includes(ZOE));
    await scene.calm();
    expect(scene.sentTo().filter((to) => to === ZOE)).toEqual([ZOE]);
  });

  it.concurrent.for<[string, Point]>([
    ['when it has taken the timer and not committed it', { where: 'after', call: 'TAKE' }],
    ['before the timer’s commit is sent', { where: 'before', call: 'COMMIT', nth: 2 }],
    ['after the timer’s commit', { where: 'after', call: 'COMMIT', nth: 2 }],
  ])('when it dies %s, then the next level is notified by another, once', async ([, point], { onTestFinished }) => {
    const scene = await setUp(onTestFinished, { ackTimeout: '3s' });
    // The survivor is not woken, so that the other takes the timer.
    const { runtime, pager } = scene.survivor.running;
    const take = runtime.store.take.bind(runtime.store);
    let isMortalDead = false;
    runtime.store.take = async (partition, request) =>
      isMortalDead ? await take(partition, request) : { now: runtime.store.now(), due: [], next: null, left: [] };
    await scene.mortal.arm('SIGKILL', point);
    await scene.mortal.send('db', ALERT, KEY);
    await scene.mortal.died;
    isMortalDead = true;
    await until(async () => (await pager.listNotifications({ target: ZOE }, { limit: 1 })).items[0]?.settledAt);
    await scene.calm();
    expect(scene.sentTo()).toEqual([ANA, ZOE]);
    expect(Math.max(...(await scene.tookMs()))).toBeLessThan(BEFORE_THE_LEASE_ENDS_MS);
  });
});

describe.concurrent('Given a process that is killed between an attempt that failed and the next', () => {
  it.concurrent('when it dies before the wake-up of the next is set, then another makes it, under the same id', async ({
    onTestFinished,
  }) => {
    const scene = await setUp(onTestFinished);
    scene.gateway.answer((request) => ({ status: scene.gateway.requests[0] === request ? 429 : 200 }));
    // The first that is added is the level's timer.
    await alertAndDie(scene, { where: 'before', call: 'addBulk', nth: 2 });
    await scene.calm();
    expect(scene.sentTo()).toEqual([ANA, ANA]);
    expect(new Set(scene.ids()).size).toBe(1);
    // The gateway had said that it did not take the first: nothing was unknown.
    expect(scene.observed.filter(({ type }) => type === 'repeated')).toEqual([]);
  });
});

describe.concurrent('Given a process that is stopped for longer than its leases hold', () => {
  it.concurrent('when it was stopped before it could send, then another sends, and it asks first when it goes on', async ({
    onTestFinished,
  }) => {
    const scene = await setUp(onTestFinished);
    await scene.mortal.arm('SIGSTOP', { where: 'after', call: 'COMMIT' });
    const answer = scene.mortal.send('db', ALERT, KEY);
    await scene.calm();
    scene.mortal.signal('SIGCONT');
    expect(await answer).toMatchObject({ result: 'opened' });
    await scene.mortal.settled();
    expect(scene.sentTo()).toEqual([ANA]);
  });

  it.concurrent('when it was stopped while the gateway had the message, then there is one repetition, counted, and one outcome', async ({
    onTestFinished,
  }) => {
    const scene = await setUp(onTestFinished);
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    scene.gateway.answer(async (request) => {
      if (scene.gateway.requests[0] === request) {
        scene.mortal.signal('SIGSTOP');
        await held;
      }
      return { status: 200 };
    });
    const answer = scene.mortal.send('db', ALERT, KEY);
    await scene.calm();
    letGo();
    scene.mortal.signal('SIGCONT');
    await answer;
    await scene.mortal.settled();
    expect(scene.sentTo()).toEqual([ANA, ANA]);
    expect(new Set(scene.ids()).size).toBe(1);
    expect(scene.observed.filter(({ type }) => type === 'repeated')).toMatchObject([{ cause: 'node_lost' }]);
    const { items } = await scene.survivor.running.pager.listNotifications({}, { limit: 10 });
    expect(items).toMatchObject([{ state: 'accepted', tries: 2 }]);
  });
});
