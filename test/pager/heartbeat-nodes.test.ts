/** One heartbeat, several processes: pings come to any of them, and its silence is one alert. */
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { heartbeatAddress } from '../../src/pager/heartbeat-actor.ts';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import { createMovingClock, letTimePass, type MovingClock } from '../harness/moving-clock.ts';
import { fakeChannels, type PagerProcess, startPagerProcess } from '../harness/pager-process.ts';

const MINUTE = 60_000;
let clock: MovingClock;
let processes: PagerProcess[];
let sent: string[];
beforeEach(async () => {
  clock = createMovingClock();
  sent = [];
  const prefix = `t${nanoid(8)}`;
  const channels = fakeChannels(['email'], async ({ id }) => {
    sent.push(id);
    return { outcome: 'accepted' };
  });
  processes = await Promise.all([0, 1, 2].map(() => startPagerProcess({ prefix, channels, clock })));
  const levels = [{ targets: [{ type: 'email', address: 'ana@example.com' }] }];
  await pager(0).putPolicy('backend', escalationPolicySchema.parse({ name: 'Backend', levels }), {});
  for (const id of SERVICES) await pager(0).putService(id, { name: id, escalationPolicyId: 'backend' }, {});
  for (const id of SERVICES) {
    await pager(1).putHeartbeat(id, { name: id, serviceId: id, interval: '10m' }, {});
    await pager(2).pingHeartbeat(id);
  }
});
afterEach(() => Promise.all(processes.map((process) => process.stop())));

const SERVICES = ['a', 'b', 'c', 'd', 'e', 'f'];
const pager = (index: number) => (processes[index] as PagerProcess).running.pager;
const states = async () => await Promise.all(SERVICES.map(async (id) => (await pager(0).getHeartbeat(id))?.state));

it('Pings that come to different processes at once are heard, and silence alerts once, whoever is woken', async () => {
  for (let pings = 0; pings < 3; pings++) {
    await letTimePass(processes, clock, 9 * MINUTE);
    await Promise.all(SERVICES.flatMap((id) => [0, 1, 2].map((index) => pager(index).pingHeartbeat(id))));
  }
  expect([...new Set(await states())]).toEqual(['alive']);
  expect(sent).toEqual([]);
  await letTimePass(processes, clock, 10 * MINUTE);
  expect([...new Set(await states())]).toEqual(['expired']);
  expect(new Set(sent).size).toBe(SERVICES.length);
  expect(sent).toHaveLength(SERVICES.length);
});

it('A ping that comes while silence is told ends with its service healthy', async () => {
  clock.moveBy(10 * MINUTE + 1);
  await Promise.all([
    ...processes.map(({ running }) => running.runtime.wake()),
    ...SERVICES.map((id, index) => pager(index % 3).pingHeartbeat(id)),
  ]);
  await Promise.all(processes.map((process) => process.catchUp()));
  expect([...new Set(await states())]).toEqual(['alive']);
  for (const id of SERVICES) expect((await pager(1).getService(id))?.state).toBe('healthy');
});

it('A configuration that two change at once is one of the two, whole', async () => {
  const [first, second] = await Promise.all([
    pager(0).putHeartbeat('a', { name: 'first', serviceId: 'b', interval: '1h' }, { ifMatch: 1 }),
    pager(1).putHeartbeat('a', { name: 'second', serviceId: 'c', interval: '2h' }, { ifMatch: 1 }),
  ]);
  const won = 'refused' in first ? second : first;
  const lost = 'refused' in first ? first : second;
  expect(lost).toMatchObject({ refused: 'precondition_failed' });
  expect(await pager(2).getHeartbeat('a')).toMatchObject('refused' in won ? {} : won.heartbeat);
});

it('What is refused leaves no trace: no record of what never was, and that of another as it is', async () => {
  const record = async (id: string) => {
    const { redis, running } = processes[0] as PagerProcess;
    const address = heartbeatAddress(id);
    return await redis.get(running.runtime.keys.partitionOf(address).actor(address));
  };
  const heartbeat = { name: 'Another', serviceId: 'a', interval: '10m' };
  expect(await pager(0).putHeartbeat('never-was', heartbeat, { ifMatch: 1 })).toHaveProperty('refused');
  expect(await pager(0).deleteHeartbeat('never-was', {})).toHaveProperty('refused');
  expect(await pager(0).pingHeartbeat('never-was')).toHaveProperty('refused');
  expect(await record('never-was')).toBeNull();
  const before = await record('a');
  expect(await pager(0).putHeartbeat('a', heartbeat, { ifMatch: 7 })).toHaveProperty('refused');
  expect(await pager(1).putHeartbeat('a', heartbeat, { createOnly: true })).toHaveProperty('refused');
  expect(await pager(2).deleteHeartbeat('a', { ifMatch: 7 })).toHaveProperty('refused');
  expect(before).not.toBeNull();
  expect(await record('a')).toBe(before);
});

it('What one process deleted and another made again is known to the first at once', async () => {
  await pager(0).deleteHeartbeat('a', {});
  await pager(1).putHeartbeat('a', { name: 'again', serviceId: 'a', interval: '10m' }, {});
  expect(await pager(0).pingHeartbeat('a')).toMatchObject({ state: 'alive' });
  const { revision } = (await pager(0).getHeartbeat('a')) ?? { revision: 0 };
  await pager(1).putHeartbeat('a', { name: 'once more', serviceId: 'a', interval: '10m' }, {});
  const stale = await pager(0).putHeartbeat(
    'a',
    { name: 'late', serviceId: 'a', interval: '10m' },
    { ifMatch: revision },
  );
  expect(stale).toMatchObject({ refused: 'precondition_failed' });
  const current = await pager(0).putHeartbeat(
    'a',
    { name: 'in time', serviceId: 'a', interval: '10m' },
    { ifMatch: revision + 1 },
  );
  expect(current).toMatchObject({ heartbeat: { name: 'in time' } });
});
