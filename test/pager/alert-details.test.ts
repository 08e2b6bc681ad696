import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressOf } from '../../src/pager/service-actor.ts';
import { type OnePager, startOnePager } from '../harness/one-pager.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

describe('details and links of alerts', () => {
  let one: OnePager;
  beforeEach(async () => {
    one = await startOnePager();
    await one.putPolicy('backend', ['ana']);
    await one.putService('db', 'backend');
  });
  afterEach(() => one.stop());

  const alert = (details: unknown, { key = 'disk', source = 'prometheus' } = {}) =>
    one.pager.send('db', { type: 'alert', summary: `${key} full`, key, source, details });
  /** Oldest first: what the lines about alerts have beside their texts. */
  const told = async (incident = 'db-1') => {
    const { items = [] } = (await one.pager.incidentTimeline(incident, { limit: 500 })) ?? {};
    return items
      .filter(({ type }) => type === 'opened' || type === 'alertRecorded')
      .reverse()
      .map(({ data: { details, latest } }) => latest ?? details);
  };
  const bytes = async () => {
    const { redis } = one.process;
    const keys = await redis.keys(`${one.runtime.keys.partitionOf(addressOf('db')).tag}:*`);
    const sizes = await Promise.all(keys.map((key) => redis.memory('USAGE', key, 'SAMPLES', 0)));
    return sizes.reduce<number>((sum, size) => sum + Number(size), 0);
  };

  it('stay with the line that opened the key, and the latest are shown with its newest line', async () => {
    await alert({ used: 90 });
    expect(await told()).toEqual([{ used: 90 }]);
    for (const used of [91, 92, 93]) await alert({ used });
    expect(await told()).toEqual([{ used: 90 }, undefined, undefined, { used: 93 }]);
    await alert({ load: 7 }, { key: 'cpu' });
    await alert({ used: 94 }, { source: 'zabbix' });
    expect(await told()).toEqual([{ used: 90 }, undefined, undefined, { used: 93 }, { load: 7 }, { used: 94 }]);
  });

  it('are kept of an alert that wrote no line, and of a batch of repeats', async () => {
    await alert({ n: 0 });
    for (let n = 1; n <= 15; n++) await alert({ n });
    expect((await told()).filter((details) => details !== undefined)).toEqual([{ n: 0 }, { n: 15 }]);
    await Promise.all(Array.from({ length: 50 }, (_, i) => alert({ n: 16 + i })));
    expect((await told()).at(-1)).toEqual({ n: 65 });
    expect((await told())[0]).toEqual({ n: 0 });
  });

  it('of the first alert stay beside the latest where no other line was written', async () => {
    await alert({ n: 0 });
    for (let n = 1; n <= 9; n++) await alert(undefined, { key: `other-${n}` });
    await alert({ n: 1 });
    expect(await told()).toContainEqual({ at: expect.any(Number), details: { n: 1 } });
  });

  it('are forgotten with a key that is resolved, and with a closed incident by retention', async () => {
    const { redis } = one.process;
    const tables = () => redis.keys(`${one.runtime.keys.partitionOf(addressOf('db')).tag}:h:*`);
    await alert({ n: 0 });
    await alert({ n: 1 });
    await alert({ n: 0 }, { key: 'cpu' });
    await alert({ n: 1 }, { key: 'cpu' });
    const [table = ''] = await tables();
    expect(await redis.hlen(table)).toBe(2);
    await one.pager.send('db', { type: 'resolve', key: 'cpu', source: 'prometheus' });
    expect(await redis.hlen(table)).toBe(1);
    await one.pager.send('db', { type: 'healthy' });
    expect((await told()).at(-2)).toEqual({ n: 0 });
    expect((await told())[1]).toEqual({ n: 1 });
    one.clock.moveBy(91 * DAY);
    await one.process.running.retention.run();
    expect(await tables()).toEqual([]);
  });

  it('of a key that repeats for hours take the room of two, not of every line', async () => {
    const details = 'x'.repeat(15_000);
    await alert({ details });
    await alert({ details });
    const before = await bytes();
    for (let minute = 0; minute < 20; minute++) {
      one.clock.moveBy(MINUTE);
      for (let i = 0; i < 10; i++) await alert({ details });
    }
    expect(await told()).toHaveLength(202);
    expect((await bytes()) - before).toBeLessThan(200 * 1_000);
  });

  it('are kept of 200 keys that were opened, and of 200 that repeat', async () => {
    const details = 'x'.repeat(1_000);
    const keys = Array.from({ length: 230 }, (_, i) => ({ key: `k${i}` }));
    for (const key of keys) await alert({ details }, key);
    for (const key of keys) await alert({ details }, key);
    const { redis } = one.process;
    const [table = ''] = await redis.keys(`${one.runtime.keys.partitionOf(addressOf('db')).tag}:h:*`);
    expect(await redis.hlen(table)).toBe(200);
    const shown = (await told()).filter((kept) => kept !== undefined);
    expect(shown).toHaveLength(200);
    // A key that opens and is resolved again and again is a new one each time.
    for (let i = 0; i < 20; i++) {
      await one.pager.send('db', { type: 'resolve', key: 'k0', source: 'prometheus' });
      await alert({ again: i }, { key: 'k0' });
    }
    expect(await told()).not.toContainEqual(expect.objectContaining({ again: expect.anything() }));
  });
});
