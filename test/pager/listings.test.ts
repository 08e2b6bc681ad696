import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OnePager, readAll, startOnePager } from '../harness/one-pager.ts';

const MINUTE = 60_000;

const ids = (incidents: { id: string }[]) => incidents.map(({ id }) => id);
const times = (incidents: { openedAt: number }[]) => incidents.map(({ openedAt }) => openedAt);

let one: OnePager;
beforeEach(async () => {
  one = await startOnePager();
  await one.putPolicy('backend', ['ana'], ['marc', 'zoe']);
  await one.putService('db', 'backend');
});
afterEach(() => one.stop());

describe('listing incidents', () => {
  beforeEach(async () => {
    for (const id of ['a', 'b', 'a-1']) await one.putService(id, 'backend');
    for (let round = 0; round < 3; round++) {
      // Opened in the same instant, mostly: their order is still one order.
      await Promise.all(['a', 'b', 'a-1', 'db'].map((id) => one.alert(id)));
      if (round < 2) await Promise.all(['a', 'b', 'a-1', 'db'].map((id) => one.pager.send(id, { type: 'healthy' })));
      one.clock.moveBy(MINUTE);
    }
    await one.pager.send('b', { type: 'ack', by: 'ana' });
  });

  it.each([1, 2, 3, 5, 12, 13])('gives the same in pages of %i as at once, with every filter', async (limit) => {
    const all = (await one.pager.listIncidents({}, { limit: 500 })).items;
    expect(all).toHaveLength(12);
    expect(all.map(({ openedAt }) => openedAt)).toEqual(all.map(({ openedAt }) => openedAt).sort((x, y) => y - x));
    const middle = all[5]?.openedAt ?? 0;
    for (const filter of [
      {},
      { serviceId: 'a' },
      { serviceId: 'a-1', state: ['closed' as const] },
      { state: ['escalating' as const, 'acked' as const] },
      { state: ['exhausted' as const] },
      { since: middle },
      { until: middle },
      { serviceId: 'b', since: middle, until: middle + MINUTE },
    ]) {
      const expected = all.filter(
        ({ serviceId, state, openedAt }) =>
          (filter.serviceId === undefined || serviceId === filter.serviceId) &&
          (!filter.state || (filter.state as string[]).includes(state)) &&
          (filter.since === undefined || openedAt >= filter.since) &&
          (filter.until === undefined || openedAt <= filter.until),
      );
      const once = (await one.pager.listIncidents(filter, { limit: 500 })).items;
      const paged = await readAll((page) => one.pager.listIncidents(filter, page), limit);
      const what = JSON.stringify(filter);
      expect(ids(paged), what).toEqual(ids(once));
      expect(times(once), what).toEqual(times(expected));
      // Of those that opened in the same instant, none is said to be the first.
      expect(ids(once).sort(), what).toEqual(ids(expected).sort());
    }
  });

  it('shows none of a service that never was, and goes on while more are opened', async () => {
    expect(await one.pager.listIncidents({ serviceId: 'nobody' }, { limit: 5 })).toEqual({
      items: [],
      nextCursor: null,
    });
    const before = (await one.pager.listIncidents({}, { limit: 500 })).items.map(({ id }) => id);
    const paged = await readAll(
      (page) => one.pager.listIncidents({}, page),
      2,
      async () => {
        await one.pager.send('db', { type: 'healthy' });
        await one.alert('db');
      },
    );
    expect(paged.map(({ id }) => id)).toEqual(before);
  });
});

describe('listing notifications and timers', () => {
  it('goes on where it ended while more are ordered', async () => {
    await one.alert('db');
    await one.pager.sendToIncident('db-1', { type: 'escalate' });
    await one.process.catchUp();
    const before = (await one.pager.listNotifications({ incidentId: 'db-1' }, { limit: 500 })).items;
    expect(before.map(({ level }) => level)).toEqual([2, 2, 1]);
    const paged = await readAll(
      (page) => one.pager.listNotifications({ incidentId: 'db-1' }, page),
      1,
      () => one.pager.sendToIncident('db-1', { type: 'escalate' }),
    );
    expect(paged.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });

  it('finds notifications by whom they went to and how they ended', async () => {
    await one.alert('db');
    await one.process.catchUp();
    one.answerMessages({ outcome: 'refused', reason: 'no such mailbox' });
    await one.pager.sendToIncident('db-1', { type: 'escalate' });
    await one.process.catchUp();
    const find = async (filter: Parameters<typeof one.pager.listNotifications>[0]) =>
      (await one.pager.listNotifications(filter, { limit: 10 })).items.map(({ target }) => target);
    expect(await find({ target: 'marc@example.com' })).toMatchObject([{ address: 'marc@example.com' }]);
    expect(await find({ target: 'arc@example.com' })).toEqual([]);
    expect(await find({ states: ['refused'] })).toHaveLength(2);
    expect(await find({ channel: 'sms' })).toEqual([]);
    expect(await find({ incidentId: 'db-1', states: ['accepted'] })).toMatchObject([{ address: 'ana@example.com' }]);
    expect(await find({ incidentId: 'db-9' })).toEqual([]);
  });

  it('lists timers by due time, and goes on while some are taken away', async () => {
    for (const id of ['t1', 't2', 't3', 't4', 't5']) {
      await one.putService(id, 'backend');
      await one.alert(id);
      one.clock.moveBy(1_000);
    }
    const read = await one.pager.listTimers({ limit: 2 });
    expect(read.items).toMatchObject([
      { serviceId: 't1', incidentId: 't1-1', level: 1, kind: 'ackTimeout' },
      { serviceId: 't2' },
    ]);
    await one.pager.send('t1', { type: 'ack' });
    await one.pager.send('t2', { type: 'ack' });
    const rest = await one.pager.listTimers({ limit: 10, cursor: read.nextCursor ?? '' });
    expect(rest.items.map(({ serviceId }) => serviceId)).toEqual(['t3', 't4', 't5']);
  });
});

describe('listing services', () => {
  beforeEach(async () => {
    for (let i = 0; i < 230; i++) {
      await one.putService(`s${String(i).padStart(3, '0')}`, 'backend', {
        name: i % 2 ? 'Search' : 'Checkout',
        labels: { team: i % 3 ? 'web' : 'core' },
      });
    }
    for (const i of ['007', '100', '229']) await one.alert(`s${i}`);
    await one.pager.send('s100', { type: 'ack' });
  });

  it('gives by id, page by page, those that every filter lets through', async () => {
    const list = async (filter: Parameters<typeof one.pager.listServices>[0], limit: number) =>
      (await readAll((page) => one.pager.listServices(filter, page), limit)).map(({ id }) => id);
    const all = await list({}, 500);
    expect(all).toHaveLength(231);
    expect(all).toEqual([...all].sort());
    for (const limit of [1, 7, 100]) {
      expect(await list({}, limit)).toEqual(all);
      expect(await list({ state: ['escalating', 'exhausted'] }, limit)).toEqual(['s007', 's229']);
      expect(await list({ state: ['acked'] }, limit)).toEqual(['s100']);
      expect(await list({ labels: { team: 'core' } }, limit)).toHaveLength(77);
      expect(await list({ q: 'search', state: ['healthy'] }, limit)).toHaveLength(113);
      expect(await list({ q: 'S10' }, limit)).toHaveLength(10);
      expect(await list({ escalationPolicyId: 'other' }, limit)).toEqual([]);
    }
  });
});
