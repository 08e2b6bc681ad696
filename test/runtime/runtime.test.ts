import { afterEach, describe, expect, it } from 'vitest';
import { startRuntimes } from '../harness/runtimes.ts';

const runs: { stop(): Promise<void> }[] = [];
const start = async (...args: Parameters<typeof startRuntimes>) => {
  const run = await startRuntimes(...args);
  runs.push(run);
  return run;
};
afterEach(async () => {
  await Promise.all(runs.splice(0).map((run) => run.stop()));
});

describe('the runtime carries any machine', () => {
  it('stores an event, sends what it ordered once, and writes both to the timeline', async () => {
    const run = await start();
    await run.send('order/a', { type: 'place' });
    expect(await run.send('order/a', { type: 'pay' })).toMatchObject({ answer: { state: 'paid', taken: true } });
    await run.settled();
    expect(run.parcels.map(({ payload }) => payload)).toEqual([{ order: 'a', what: 'ship' }]);
    const lines = await run.timeline('order/a', 'a');
    expect(lines).toMatchObject([
      { event: 'place' },
      { event: 'pay' },
      { state: 'accepted', delivery: run.parcels[0]?.id },
    ]);
    expect(await run.agenda()).toEqual([]);
  });

  it('fires a timer when it is due, and not before', async () => {
    const run = await start();
    await run.send('order/a', { type: 'place' });
    await run.advance(59_000);
    expect(await run.state('order/a')).toBe('placed');
    await run.advance(2_000);
    expect(await run.state('order/a')).toBe('cancelled');
    expect(run.parcels.map(({ payload }) => payload.what)).toEqual(['remind']);
  });

  it('gives a re-entered state a new timer', async () => {
    const run = await start();
    await run.send('order/a', { type: 'place' });
    await run.advance(50_000);
    await run.send('order/a', { type: 'extend' });
    await run.advance(50_000);
    expect(await run.state('order/a')).toBe('placed');
    await run.advance(11_000);
    expect(await run.state('order/a')).toBe('cancelled');
  });

  it('lets one batch hold [pay, place, the old timeout] without firing the new timer', async () => {
    const run = await start();
    await run.send('order/a', { type: 'place' });
    run.moveClock(61_000);
    await Promise.all([run.send('order/a', { type: 'pay' }), run.send('order/a', { type: 'place' }), run.wake()]);
    expect(await run.state('order/a')).toBe('placed');
    await run.advance(61_000);
    expect(await run.state('order/a')).toBe('cancelled');
  });

  it('counts every event once when four hosts send to one actor', async () => {
    const run = await start({ nodes: 4 });
    const replies = await Promise.all(
      Array.from({ length: 400 }, (_, i) => run.on(i % 4).send('order/hot', { type: 'count' })),
    );
    expect(replies.filter((reply) => 'refused' in reply)).toEqual([]);
    expect(await run.context('order/hot')).toMatchObject({ counted: 400 });
  });

  it('answers a repeated idempotency key from the first, on any node', async () => {
    const run = await start({ nodes: 2 });
    const idempotency = { hash: 'k1', bodyHash: 'x' };
    await run.on(0).send('order/a', { type: 'count' }, { idempotency });
    expect(await run.on(1).send('order/a', { type: 'count' }, { idempotency })).toMatchObject({ replayed: true });
    expect(
      await run.on(1).send('order/a', { type: 'count' }, { idempotency: { hash: 'k1', bodyHash: 'y' } }),
    ).toMatchObject({
      refused: 'idempotency_mismatch',
    });
    expect(await run.context('order/a')).toMatchObject({ counted: 1 });
  });

  it('retries a parcel under its id, then tells the actor that it failed for good', async () => {
    const run = await start();
    run.answerParcels({ state: 'retry', reason: 'no van', unknown: false });
    await run.send('order/a', { type: 'place' });
    await run.send('order/a', { type: 'pay' });
    for (let i = 0; i < 9; i++) await run.advance(3_600_000);
    expect(run.parcels).toHaveLength(9);
    expect(new Set(run.parcels.map(({ id }) => id)).size).toBe(1);
    expect(await run.state('order/a')).toBe('cancelled');
  });

  it('drops what was ordered in a state that the actor has left', async () => {
    const run = await start();
    run.answerParcels({ state: 'retry', reason: 'no van', unknown: false });
    await run.send('order/a', { type: 'place' });
    await run.send('order/a', { type: 'pay' });
    await run.settled();
    await run.send('order/a', { type: 'place' });
    await run.advance(10_000);
    expect(run.parcels).toHaveLength(1);
    expect(await run.timeline('order/a', 'a')).toContainEqual(expect.objectContaining({ state: 'superseded' }));
  });
});
