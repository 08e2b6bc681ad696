import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFeed, type Feed, type FeedEntry, type FeedPosition } from '../../src/runtime/feed.ts';
import { type Runtimes, startRuntimes } from '../harness/runtimes.ts';

describe('the feed of all commits', () => {
  let run: Runtimes;
  let feed: Feed;
  beforeEach(async () => {
    run = await startRuntimes({ nodes: 2 });
    const { redis, keys } = run.on(0);
    feed = createFeed({ redis, keys });
  });
  afterEach(() => run.stop());

  /** Everything behind a position until there are that many entries. */
  async function read(from: FeedPosition, count: number): Promise<{ entries: FeedEntry[]; behind: FeedPosition }> {
    const entries: FeedEntry[] = [];
    const enough = new AbortController();
    let behind = from;
    for await (const batch of feed.follow(from, enough.signal)) {
      entries.push(...batch.entries);
      behind = batch.position;
      if (entries.length >= count) enough.abort();
    }
    return { entries, behind };
  }

  it('Given somebody who looks, when another node commits, then every commit and every outcome is seen, also one that changed nothing', async () => {
    const from = await feed.now();
    await run.on(1).send('order/a', { type: 'place' });
    await run.on(1).send('order/a', { type: 'place' });
    await run.on(1).send('order/a', { type: 'pay' });
    const { entries } = await read(from, 4);
    expect(entries).toMatchObject([
      { kind: 'commit', actor: 'order/a', version: 1, steps: [[{ type: 'place' }, { taken: true }]] },
      { kind: 'commit', actor: 'order/a', version: 2, steps: [[{ type: 'place' }, { taken: false }]] },
      { kind: 'commit', actor: 'order/a', version: 3, steps: [[{ type: 'pay' }, { taken: true }]] },
      { kind: 'delivery', actor: 'order/a', state: 'accepted' },
    ]);
  });

  it('Given a position, when somebody comes back to it, then nothing between is missed', async () => {
    const from = await feed.now();
    await run.send('order/a', { type: 'count' });
    const { behind } = await read(from, 1);
    await run.send('order/a', { type: 'count' });
    expect(await feed.isKept(behind)).toBe(true);
    expect((await read(behind, 1)).entries).toMatchObject([{ version: 2 }]);
  });

  it('Given more commits than are kept, when somebody comes back to a position before them, then it is known to be too old', async () => {
    await run.send('order/a', { type: 'count' });
    const old = await feed.now();
    expect(await feed.isKept(old)).toBe(true);
    for (let i = 0; i < 900; i++) await run.send('order/a', { type: 'count' });
    expect(await feed.isKept(old)).toBe(false);
    expect(await feed.isKept(await feed.now())).toBe(true);
  });
});
