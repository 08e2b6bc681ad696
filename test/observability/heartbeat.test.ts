/** An outside watchdog is called as long as a timer goes its whole way in time, and is left to bark when it doesn't. */
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHeartbeatCall } from '../../src/notify/heartbeat-call.ts';
import type { Decision } from '../../src/pager/decision.ts';
import type { Heartbeat } from '../../src/pager/watchdog.ts';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import type { Observation } from '../../src/runtime/observation.ts';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { createMovingClock } from '../harness/moving-clock.ts';
import { fakeChannels, type PagerProcess, startPagerProcess } from '../harness/pager-process.ts';
import { startRedis } from '../harness/redis-process.mjs';
import { until } from '../harness/until.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const NEVER_MS = 60 * MINUTE;

let watchdog: Gateway;
const running: PagerProcess[] = [];
beforeEach(async () => {
  watchdog = await startGateway();
});
afterEach(async () => {
  for (const process of running.splice(0)) await process.stop();
  await watchdog.stop();
});

interface Node {
  process: PagerProcess;
  beats: Heartbeat[];
  observed: Observation[];
  decisions: Decision[];
  beat(): Promise<Heartbeat>;
  /** Timers of self-checks that are armed. */
  armed(): Promise<string[]>;
}

/** Its timer runs for a minute, by the clock that the test moves, unless it is said. */
async function startNode({
  prefix = `t${nanoid(8)}`,
  path = '/ping/uuid',
  timerMs = MINUTE,
  everyMs = NEVER_MS,
  clock = createMovingClock(),
  redisUrl,
}: {
  prefix?: string;
  path?: string;
  timerMs?: number;
  everyMs?: number;
  clock?: ReturnType<typeof createMovingClock>;
  redisUrl?: string;
} = {}) {
  const beats: Heartbeat[] = [];
  const observed: Observation[] = [];
  const decisions: Decision[] = [];
  const process = await startPagerProcess({
    prefix,
    clock,
    channels: fakeChannels(['email'], () => Promise.resolve({ outcome: 'accepted' })),
    observe: (observation) => observed.push(observation),
    onDecision: (decision) => decisions.push(decision),
    heartbeat: {
      call: createHeartbeatCall(`${watchdog.url}${path}`),
      onBeat: (heartbeat) => beats.push(heartbeat),
      timerMs,
      everyMs,
    },
    ...(redisUrl !== undefined && { redisUrl }),
  });
  running.push(process);
  const { keys } = process.running.runtime;
  const armed = async () => {
    const all = await Promise.all(keys.partitions.map(({ agenda }) => process.redis.zrange(agenda, '0', '-1')));
    return all.flat().filter((member) => member.startsWith('T|self-check/'));
  };
  const node: Node = {
    process,
    beats,
    observed,
    decisions,
    armed,
    beat: async () => (await process.running.watchdog?.beat()) ?? 'withheld',
  };
  return { ...node, clock, keys };
}

/** The first beat begins with the process; its timers are armed, one in each partition. */
const untilArmed = ({ armed, keys }: Awaited<ReturnType<typeof startNode>>) =>
  until(async () => (await armed()).length === keys.partitions.length);
const untilBeat = ({ beats }: Node, count = 1) => until(() => (beats.length >= count ? beats : null));

it('while every timer fires in time, woken by BullMQ, the watchdog is called again and again', async () => {
  await startNode({ timerMs: 50, everyMs: 100, clock: createMovingClock() });
  const requests = await watchdog.received(3);
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(Array(3).fill('GET /ping/uuid'));
});

it('a timer that is taken from the agenda when it is due is in time', async () => {
  const node = await startNode();
  await untilArmed(node);
  node.clock.moveBy(MINUTE);
  await node.process.catchUp();
  expect(await untilBeat(node)).toEqual(['called']);
  expect(watchdog.requests).toHaveLength(1);
});

it('a timer that fires three seconds late is not: the watchdog is not called', async () => {
  const node = await startNode();
  await untilArmed(node);
  node.clock.moveBy(MINUTE + 3 * SECOND);
  await node.process.catchUp();
  expect(await untilBeat(node)).toEqual(['withheld']);
  expect(watchdog.requests).toHaveLength(0);
});

it('a timer whose wake-up was deleted is rescued by the sweeper, and that is too late as well', async () => {
  const node = await startNode({ timerMs: 2 * SECOND });
  await untilArmed(node);
  const { timeouts } = node.process.running.runtime.queues;
  await until(async () => (await timeouts.getDelayedCount()) === node.keys.partitions.length);
  await timeouts.obliterate({ force: true });
  await timeouts.resume();
  expect(await untilBeat(node)).toEqual(['withheld']);
  await until(async () => (await node.armed()).length === 0);
  expect(watchdog.requests).toHaveLength(0);
});

it('a timer that never fires is noticed, and the check begins anew', async () => {
  const node = await startNode();
  await untilArmed(node);
  const lost = await node.armed();
  for (const { agenda } of node.keys.partitions) await node.process.redis.zrem(agenda, ...lost);
  node.clock.moveBy(MINUTE + 3 * SECOND);
  await node.process.catchUp();
  expect(await untilBeat(node)).toEqual(['withheld']);
  node.clock.moveBy(MINUTE);
  const again = node.beat();
  await untilArmed(node);
  node.clock.moveBy(MINUTE);
  await node.process.catchUp();
  expect(await again).toBe('called');
});

it('while a queue is paused the watchdog is not called, and afterwards it is', async () => {
  const node = await startNode({ timerMs: 50 });
  await untilBeat(node);
  const { timeouts } = node.process.running.runtime.queues;
  await timeouts.pause();
  expect(await node.beat()).toBe('withheld');
  expect(watchdog.requests).toHaveLength(1);
  await timeouts.resume();
  expect(await node.beat()).toBe('called');
  expect(watchdog.requests).toHaveLength(2);
});

it('while Redis is away the watchdog is not called, and afterwards it is', async () => {
  const redis = await startRedis();
  try {
    const node = await startNode({ timerMs: 50, redisUrl: redis.socket });
    await untilBeat(node);
    await redis.end();
    expect(await node.beat()).toBe('withheld');
    expect(watchdog.requests).toHaveLength(1);
    await redis.start();
    await until(async () => (await node.beat()) === 'called');
    for (const process of running.splice(0)) await process.stop();
  } finally {
    await redis.remove();
  }
});

it('two nodes ask for themselves, and share what is under way', async () => {
  const prefix = `t${nanoid(8)}`;
  const clock = createMovingClock();
  const one = await startNode({ prefix, clock, path: '/one' });
  await untilArmed(one);
  const armed = await one.armed();
  const other = await startNode({ prefix, clock, path: '/other' });
  // It has asked everybody once what it asked is committed; what was armed stands.
  await until(async () => (await versions(other)).every((version) => version >= 2));
  expect(await other.armed()).toEqual(armed);
  clock.moveBy(MINUTE);
  await one.process.catchUp();
  await watchdog.received(2);
  expect(watchdog.requests.map(({ path }) => path).sort()).toEqual(['/one', '/other']);
});

async function versions({ process, armed }: Node): Promise<number[]> {
  const addresses = (await armed()).map((member) => member.split('|')[1] ?? '');
  return await Promise.all(addresses.map(async (address) => (await process.running.runtime.load(address)).version));
}

it('a watchdog that answers with an error is called again the next time', async () => {
  watchdog.answer({ status: 503 });
  const node = await startNode({ timerMs: 50 });
  expect(await untilBeat(node)).toEqual(['unheard']);
  watchdog.answer({ status: 200 });
  expect(await node.beat()).toBe('called');
});

it('is seen neither among services, incidents and timers nor in the figures of paging', async () => {
  const node = await startNode();
  const { pager } = node.process.running;
  const gone = new AbortController();
  const seen: string[] = [];
  const stream = (async () => {
    for await (const event of pager.stream(null, gone.signal)) if (event !== 'reset') seen.push(event.type);
  })();
  await untilArmed(node);
  expect((await pager.listTimers({ limit: 50 })).items).toEqual([]);
  node.clock.moveBy(MINUTE);
  await node.process.catchUp();
  await untilBeat(node);
  expect((await pager.listServices({}, { limit: 50 })).items).toEqual([]);
  expect((await pager.listIncidents({}, { limit: 50 })).items).toEqual([]);
  expect(node.observed).toEqual([]);
  expect(node.decisions).toEqual([]);
  // Something that people see ends the stream's silence: what came before it is in `seen`.
  const levels = [{ targets: [{ type: 'email', address: 'ana@example.com' }] }];
  await pager.putPolicy('backend', escalationPolicySchema.parse({ name: 'Backend', levels }), {});
  await until(() => seen.includes('policy'));
  gone.abort();
  await stream;
  expect(seen).toEqual(['ping', 'policy']);
});
