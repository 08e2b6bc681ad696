import { nanoid } from 'nanoid';
import { afterEach, describe, expect, it } from 'vitest';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import { createMovingClock } from '../harness/moving-clock.ts';
import { fakeChannels, startPagerProcess } from '../harness/pager-process.ts';
import { type Runtimes, startRuntimes } from '../harness/runtimes.ts';
import { until } from '../harness/until.ts';

const runs: Runtimes[] = [];
const start = async (...args: Parameters<typeof startRuntimes>) => {
  const run = await startRuntimes(...args);
  runs.push(run);
  return run;
};
afterEach(async () => {
  await Promise.all(runs.splice(0).map((run) => run.stop()));
});

describe('a batch of one actor', () => {
  it('Given an event that the machine throws on, when it shares a batch with others, then only it is refused', async () => {
    const run = await start();
    const [before, poison, after] = await Promise.all([
      run.send('order/a', { type: 'count' }),
      run.send('order/a', { type: 'burn' }),
      run.send('order/a', { type: 'place' }),
    ]);
    expect(poison).toMatchObject({ refused: 'record_unreadable' });
    expect([before, after]).toMatchObject([{ answer: { counted: 1 } }, { answer: { state: 'placed' } }]);
  });

  it('Given an event that the definition refuses, when it comes between others, then they are taken as if it had not come', async () => {
    const run = await start();
    const [placed, refused, counted] = await Promise.all([
      run.send('order/a', { type: 'place' }),
      run.send('order/a', { type: 'pay', parcels: 0 } as never),
      run.send('order/a', { type: 'count' }),
    ]);
    expect(placed).toMatchObject({ answer: { state: 'placed' } });
    expect(refused).toEqual({ refused: 'nothing_to_ship', detail: 'expected at least one parcel' });
    expect(counted).toMatchObject({ answer: { state: 'placed', counted: 1 } });
    // Its state was not left, so the time for the payment still runs.
    expect(await run.agenda()).toHaveLength(1);
    expect(run.parcels).toEqual([]);
  });

  it('Given an event with an idempotency key, when the definition refuses it, then that is a mistake of the definition’s, and the others are taken', async () => {
    const run = await start();
    const key = { idempotency: { hash: 'k1', bodyHash: 'x' } };
    const [placed, refused] = await Promise.all([
      run.send('order/a', { type: 'place' }),
      run.send('order/a', { type: 'pay', parcels: 0 } as never, key),
    ]);
    expect(placed).toMatchObject({ answer: { state: 'placed' } });
    expect(refused).toMatchObject({ refused: 'record_unreadable' });
    expect(await run.state('order/a')).toBe('placed');
  });

  it('Given a node that knows an older record, when it gets what that one forbids, then the stored one decides', async () => {
    const run = await start({ nodes: 2 });
    await run.on(0).send('order/a', { type: 'place' });
    await run.on(1).send('order/a', { type: 'count' });
    const refused = run.on(0).send('order/a', { type: 'pay', parcels: 0 } as never);
    expect(await refused).toMatchObject({ refused: 'nothing_to_ship' });
    expect((await run.on(0).load('order/a')).version).toBe(2);
  });

  it('Given an event that orders thousands of things, when it is committed, then all of them are done', async () => {
    const run = await start();
    await run.send('order/a', { type: 'place' });
    // On a busy machine it may be given up for the moment, as whoever sends it is told.
    await until(async () => 'answer' in (await run.send('order/a', { type: 'pay', parcels: 2_100 } as never)));
    await run.settled();
    expect(new Set(run.parcels.map(({ id }) => id)).size).toBe(2_100);
    expect(await run.agenda()).toEqual([]);
  });

  it('Given a due time that is no number, when it is committed, then nothing of the commit is written', async () => {
    const run = await start();
    await run.send('order/a', { type: 'count' });
    expect(await run.send('order/a', { type: 'place', withinMs: Number.NaN } as never)).toMatchObject({
      refused: 'record_unreadable',
    });
    expect(await run.state('order/a')).toBe('none');
    expect(await run.send('order/a', { type: 'count' })).toMatchObject({ answer: { counted: 2 } });
  });

  it('Given two records with one version number, when a node that knows the lost one gets an event, then it takes up the stored one', async () => {
    const run = await start({ nodes: 2 });
    await run.send('order/a', { type: 'place' });
    const key = run.on(0).keys.partitionOf('order/a').actor('order/a');
    const older = (await run.on(0).redis.get(key)) ?? '';
    // Node 0 pays: version 2. That is lost, as after a fail-over, and node 1 makes another version 2.
    await run.send('order/a', { type: 'count', by: 5 } as never);
    await run.on(0).redis.set(key, older);
    await run.on(1).send('order/a', { type: 'extend' });
    expect((await run.on(0).load('order/a')).version).toBe(2);

    await run.send('order/a', { type: 'count' });
    expect(await run.context('order/a')).toMatchObject({ counted: 1, extended: 1 });
    expect((await run.on(0).load('order/a')).version).toBe(3);
  });

  it('Given a commit that the client library sends twice, when Redis gets the second, then it is answered as the first and changes nothing', async () => {
    const run = await start();
    const { store, redis } = run.on(0);
    const request = {
      address: 'order/a',
      expected: '',
      record: 'abcdefghijklmnop\nplaced\n{}',
      commitId: 'abcdefghijklmnop',
      at: store.now(),
      feedLine: '{}',
      idempotency: [],
      writes: [['LINE', store.keys.partitionOf('order/a').timeline('a'), 'once', '']],
    };
    const limits = { stampWithinMs: 500, alsoWhenFull: false };
    expect(await store.commit(request, limits)).toEqual({ status: 'ok' });
    expect(await store.commit(request, limits)).toEqual({ status: 'ok' });
    expect(await redis.lrange(store.keys.partitionOf('order/a').timeline('a'), 0, -1)).toEqual(['once']);
  });
});

describe('a service', () => {
  it('Given an incident whose timeout is due, when a healthy event, an alert and that timeout are one batch, then the new incident waits for its own timeout', async () => {
    const clock = createMovingClock();
    const notified: string[] = [];
    const process = await startPagerProcess({
      prefix: `t${nanoid(8)}`,
      clock,
      channels: fakeChannels(['email'], async ({ target, incident }) => {
        notified.push(`${incident.id} ${'address' in target ? target.address : ''}`);
        return { outcome: 'accepted' };
      }),
    });
    const { pager, runtime } = process.running;
    const levels = ['ana@example.com', 'zoe@example.com'].map((address) => ({ targets: [{ type: 'email', address }] }));
    await pager.putPolicy('backend', escalationPolicySchema.parse({ name: 'Backend', levels }), {});
    await pager.putService('db', { name: 'DB', escalationPolicyId: 'backend' }, {});
    await pager.send('db', { type: 'alert', summary: 'disk full' });
    await process.catchUp();

    clock.moveBy(15 * 60_000);
    await Promise.all([
      pager.send('db', { type: 'healthy' }),
      pager.send('db', { type: 'alert', summary: 'disk full again' }),
      runtime.wake(),
    ]);
    await process.catchUp();
    expect(notified).toEqual(['db-1 ana@example.com', 'db-2 ana@example.com']);
    clock.moveBy(15 * 60_000);
    await process.catchUp();
    expect(notified.at(-1)).toBe('db-2 zoe@example.com');
    await process.stop();
  });
});

describe('an actor that everybody sends to', () => {
  it('Given four hosts that send to one actor as fast as they can, then every event counts once and nobody is left out', async () => {
    const run = await start({ nodes: 4 });
    const refusedOn: number[] = [];
    // Each sender waits for its answer, as clients do, so every host always has something to commit.
    await Promise.all(
      Array.from({ length: 32 }, async (_, sender) => {
        for (let i = 0; i < 25; i++) {
          const reply = await run.on(sender % 4).send('order/hot', { type: 'count' });
          if ('refused' in reply) refusedOn.push(sender % 4);
        }
      }),
    );
    expect(refusedOn).toEqual([]);
    expect(await run.context('order/hot')).toMatchObject({ counted: 800 });
  });

  it('Given a node that lost to another once, when both commit again, then it comes first', async () => {
    const run = await start({ nodes: 2 });
    const commit = (node: number, expected: string, commitId: string) =>
      run.on(node).store.commit(
        {
          address: 'order/a',
          expected,
          record: `${commitId}\nplaced\n{}`,
          commitId,
          at: run.on(node).store.now(),
          feedLine: '{}',
          idempotency: [],
          writes: [],
        },
        { stampWithinMs: 60_000, alsoWhenFull: false },
      );
    let stored = '';
    // A turn is short: on a machine that stood still for that long it has passed, and the other one's commit is taken.
    await until(async () => {
      expect(await commit(0, 'what it had read', nanoid(16))).toEqual({ status: 'conflict' });
      const next = nanoid(16);
      const reply = await commit(1, stored, next);
      if (reply.status === 'ok') stored = next;
      return reply.status === 'reserved';
    });
    const next = nanoid(16);
    expect(await commit(0, stored, next)).toEqual({ status: 'ok' });
    // And once it had its turn, the others are let in again.
    await until(async () => (await commit(1, next, nanoid(16))).status === 'ok');
  });
});
