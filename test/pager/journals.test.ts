import { nanoid } from 'nanoid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OnePager, readAll, startOnePager } from '../harness/one-pager.ts';

describe('what is kept for whoever looks', () => {
  let one: OnePager;
  beforeEach(async () => {
    one = await startOnePager();
  });
  afterEach(() => one.stop());

  const refuse = (code: string) =>
    one.pager.recordRefusal({
      at: 0,
      method: 'POST',
      route: '/v1/events',
      serviceId: null,
      keyName: null,
      code,
      detail: nanoid(4),
    });
  const kept = async () => (await one.pager.refusals({ limit: 500 })).items.map(({ code }) => code);
  const hasKept = async (count: number) => {
    await expect.poll(async () => (await kept()).length, { timeout: 10_000 }).toBe(count);
  };

  it('is read page by page while more comes, without a gap or a repetition', async () => {
    for (let i = 0; i < 30; i++) refuse(`before ${i}`);
    await hasKept(30);
    const before = await kept();
    let more = 0;
    const read = await readAll(
      (page) => one.pager.refusals(page),
      7,
      async () => {
        for (let i = 0; i < 3; i++) refuse(`meanwhile ${more++}`);
        await hasKept(30 + more);
      },
    );
    expect(read.map(({ code }) => code)).toEqual(before);
  });

  it('is the newest 200, and what was cut while it was read is left out', async () => {
    for (let i = 0; i < 150; i++) refuse(`${i}`);
    await hasKept(150);
    const first = await one.pager.refusals({ limit: 50 });
    for (let i = 150; i < 300; i++) refuse(`${i}`);
    await expect.poll(async () => (await kept())[0], { timeout: 10_000 }).toBe('299');
    expect(await kept()).toHaveLength(200);
    const { items, nextCursor } = await one.pager.refusals({ limit: 50, cursor: first.nextCursor ?? '' });
    // The page went on behind 100; what is older than 100 is forgotten.
    expect(items.map(({ code }) => code)).toEqual([]);
    expect(nextCursor).toBeNull();
  });
});
