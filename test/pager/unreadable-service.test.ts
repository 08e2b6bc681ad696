import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressOf } from '../../src/pager/service-actor.ts';
import { type OnePager, startOnePager } from '../harness/one-pager.ts';

const MINUTE = 60_000;

describe('a service whose record cannot be read', () => {
  let one: OnePager;
  beforeEach(async () => {
    one = await startOnePager();
    await one.putPolicy('backend', ['ana'], ['marc']);
    await one.putService('db', 'backend');
    await one.putService('web', 'backend');
    await one.alert('db');
    await one.process.catchUp();
    await one.pager.send('db', { type: 'healthy' });
    await one.alert('db');
    await one.alert('web');
    await one.process.catchUp();
  });
  afterEach(() => one.stop());

  const partition = () => one.runtime.keys.partitionOf(addressOf('db'));
  const key = () => partition().actor(addressOf('db'));
  const store = (text: string) => one.process.redis.set(key(), text);
  /** As another process would have written it: this one must not take its own memory for it. */
  const stored = async () => `another-commit-x${((await one.process.redis.get(key())) ?? '').slice(16)}`;
  const breakings: [string, () => Promise<unknown>][] = [
    ['is garbage', () => store('garbage')],
    ['is cut off', async () => store((await stored()).slice(0, 120))],
    ['is of a state that nobody knows', async () => store((await stored()).replace(/"escalating"/, '"lost"'))],
    [
      'is another kind of value',
      async () => {
        await one.process.redis.del(key());
        await one.process.redis.hset(key(), 'a', 'hash');
      },
    ],
  ];

  it.each(breakings)('that %s goes when that is forced, and its numbers are not used again', async (_, breakIt) => {
    await breakIt();
    await expect(one.pager.getService('db')).rejects.toMatchObject({ code: 'record_unreadable' });
    expect(await one.pager.deleteService('db', { force: true })).toBe('deleted');
    expect(await one.pager.getService('db')).toBeNull();
    expect((await one.pager.listServices({ state: ['escalating'] }, { limit: 10 })).items).toMatchObject([
      { id: 'web' },
    ]);

    await one.putService('db', 'backend');
    expect(await one.pager.getService('db')).toMatchObject({ state: 'healthy', incident: null });
    expect(await one.alert('db')).toMatchObject({ result: 'opened', incidentId: 'db-3' });
    expect((await one.pager.listIncidents({ serviceId: 'db' }, { limit: 10 })).items[0]).toMatchObject({ id: 'db-3' });
    const all = (await one.pager.listIncidents({}, { limit: 10 })).items.map(({ id }) => id);
    expect(all.sort()).toEqual(['db-1', 'db-3', 'web-1']);
  });

  it('goes with what its open incident had ordered: no timer of it changes the next one', async () => {
    await breakings[1]?.[1]();
    await one.pager.deleteService('db', { force: true });
    await one.putService('db', 'backend');
    one.clock.moveBy(16 * MINUTE);
    await one.process.catchUp();
    expect(await one.pager.getService('db')).toMatchObject({ state: 'healthy' });
    expect(one.sent.filter(({ incident }) => incident.id === 'db-2')).toHaveLength(1);
    const { redis } = one.process;
    expect((await redis.zrange(partition().agenda, '0', '-1')).filter((member) => member.includes('/db|'))).toEqual([]);
  });

  it('stays when that is not forced, and can be deleted then', async () => {
    await store('garbage');
    await expect(one.pager.deleteService('db', { force: false })).rejects.toMatchObject({ code: 'record_unreadable' });
    expect(await one.pager.deleteService('db', { force: true })).toBe('deleted');
  });

  it('of a newer release is never touched: the answer says so, and the service stays as it was', async () => {
    const newer = (await stored()).replace(/"s":\d+/, '"s":99');
    await store(newer);
    expect(await one.pager.deleteService('db', { force: true })).toMatchObject({ refused: 'record_newer' });
    expect(await one.process.redis.get(key())).toBe(newer);
    // A newer process pages about it as before.
    await store(newer.replace('"s":99', '"s":1'));
    expect(await one.pager.sendToIncident('db-2', { type: 'healthy' })).toMatchObject({ result: 'closed' });
    expect(await one.alert('db')).toMatchObject({ result: 'opened', incidentId: 'db-3' });
  });
});
