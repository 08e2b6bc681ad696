/** A heartbeat that works costs the queues nothing; one that falls silent has its wake-up in time. */
import { nanoid } from 'nanoid';
import { expect, it } from 'vitest';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import { createMovingClock, letTimePass } from '../harness/moving-clock.ts';
import { fakeChannels, startPagerProcess } from '../harness/pager-process.ts';
import { until } from '../harness/until.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

it('Nobody is woken for a heartbeat that is pinged, and somebody is when it expires', async () => {
  const clock = createMovingClock();
  const sent: string[] = [];
  const channels = fakeChannels(['email'], async ({ id }) => {
    sent.push(id);
    return { outcome: 'accepted' };
  });
  const process = await startPagerProcess({ prefix: `t${nanoid(8)}`, channels, clock });
  const { pager, runtime } = process.running;
  const levels = [{ targets: [{ type: 'email', address: 'ana@example.com' }] }];
  await pager.putPolicy('backend', escalationPolicySchema.parse({ name: 'Backend', levels }), {});
  await pager.putService('db', { name: 'DB', escalationPolicyId: 'backend' }, {});
  await pager.putHeartbeat('backup', { name: 'Backup', serviceId: 'db', interval: '10m' }, {});
  for (let pings = 0; pings < 5; pings++) {
    await pager.pingHeartbeat('backup');
    await letTimePass([process], clock, 9 * MINUTE);
  }
  const jobs = async () => (await runtime.queues.timeouts.getDelayed()).map(({ name, data }) => [name, data.actor]);
  expect(await jobs()).toEqual([]);

  clock.moveBy(MINUTE - 8 * SECOND);
  await runtime.sweep();
  await runtime.settled();
  expect(await jobs()).toEqual([['heartbeat', 'heartbeat/backup']]);
  expect(await pager.getHeartbeat('backup')).toMatchObject({ state: 'alive' });

  // Its time has come, for the clock and for the queue.
  clock.moveBy(8 * SECOND);
  await runtime.queues.timeouts.promoteJobs();
  await until(() => sent.length === 1);
  expect(await pager.getHeartbeat('backup')).toMatchObject({ state: 'expired' });
  await process.stop();
});
