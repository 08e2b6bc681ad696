import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Runtimes, startRuntimes } from '../harness/runtimes.ts';
import { startTcpProxy, type TcpProxy } from '../harness/tcp-proxy.ts';
import { testRedisPort } from '../harness/test-redis.ts';
import { until } from '../harness/until.ts';

const KEY = { idempotency: { hash: 'k1', bodyHash: 'x' } };
/** What the requests to Redis are recognised by: the feed line of a commit, and an outcome. */
const isCommit = (request: string) => request.includes('{"a":"order/a","v":');
const isOutcome = (request: string) => request.includes('"state":"accepted"');

describe('Given a connection that is cut in mid-commit', () => {
  let proxy: TcpProxy;
  let run: Runtimes;
  let witness: Runtimes;
  beforeEach(async () => {
    proxy = await startTcpProxy(testRedisPort());
    run = await startRuntimes({ redisUrl: `redis://127.0.0.1:${proxy.port}` });
    witness = await startRuntimes({ prefix: run.prefix });
  });
  afterEach(async () => {
    await Promise.all([run.stop(), witness.stop()]);
    await proxy.stop();
  });
  const stored = async () => (await witness.on(0).load('order/a')).version;
  /** Refused at once while the connection is down: then again, as a client does. */
  const sendUntilAnswered = (...args: Parameters<Runtimes['send']>) =>
    until(async () => {
      const reply = await run.send(...args);
      return 'answer' in reply && reply;
    });

  it('when the script had not run, then the outcome is unknown, and the retry is applied once', async () => {
    const cut = proxy.cutBefore(isCommit);
    expect(await run.send('order/a', { type: 'count' }, KEY)).toMatchObject({ refused: 'outcome_unknown' });
    await cut;
    expect(await stored()).toBe(0);
    expect(await sendUntilAnswered('order/a', { type: 'count' }, KEY)).toMatchObject({ replayed: false });
    expect(await run.context('order/a')).toMatchObject({ counted: 1 });
  });

  it('when the script had run and its answer was lost, then the retry is answered from the first', async () => {
    const cut = proxy.cutAfter(isCommit, () => until(async () => (await stored()) > 0));
    expect(await run.send('order/a', { type: 'count' }, KEY)).toMatchObject({ refused: 'outcome_unknown' });
    await cut;
    expect(await sendUntilAnswered('order/a', { type: 'count' }, KEY)).toMatchObject({ replayed: true });
    expect(await run.context('order/a')).toMatchObject({ counted: 1 });
  });

  it('when several events were in that commit, then none of them is folded twice', async () => {
    const cut = proxy.cutAfter(isCommit, () => until(async () => (await stored()) > 0));
    const replies = await Promise.all([1, 2, 3].map(() => run.send('order/a', { type: 'count' })));
    await cut;
    expect(replies.map((reply) => 'refused' in reply && reply.refused)).toEqual(Array(3).fill('outcome_unknown'));
    await sendUntilAnswered('order/a', { type: 'count' });
    expect(await run.context('order/a')).toMatchObject({ counted: 4 });
  });

  it('when the commit had ordered a parcel, then this node sends it once, since it asks first', async () => {
    await run.send('order/a', { type: 'place' });
    const cut = proxy.cutAfter(isCommit, () => until(async () => (await stored()) > 1));
    expect(await run.send('order/a', { type: 'pay' })).toMatchObject({ refused: 'outcome_unknown' });
    await cut;
    await until(() => run.parcels.length > 0);
    await run.settled();
    expect([...run.parcels, ...witness.parcels]).toHaveLength(1);
    expect(await witness.agenda()).toEqual([]);
  });

  it('when the commit had not been made, then nothing of what it would have ordered is sent', async () => {
    await run.send('order/a', { type: 'place' });
    const cut = proxy.cutBefore(isCommit);
    await run.send('order/a', { type: 'pay' });
    await cut;
    await sendUntilAnswered('order/a', { type: 'extend' });
    await run.settled();
    expect(run.parcels).toEqual([]);
  });

  it('when the answer to an outcome was lost, then it is recorded once and the parcel is not sent again', async () => {
    await run.send('order/a', { type: 'place' });
    const recorded = async () => (await witness.timeline('order/a', 'a')).length === 3;
    const cut = proxy.cutAfter(isOutcome, () => until(recorded));
    await run.send('order/a', { type: 'pay' });
    await cut;
    await run.settled();
    expect(run.parcels).toHaveLength(1);
    expect(await witness.timeline('order/a', 'a')).toHaveLength(3);
    expect(run.count('repeated')).toBe(0);
    expect(run.observed).toContainEqual(
      expect.objectContaining({ type: 'delivery', kind: 'parcel', state: 'accepted' }),
    );
  });

  it('when it happens while the record is read, then nothing was done, and the answer says so', async () => {
    const cut = proxy.cutBefore((request) => /get\r\n.*order\/a/is.test(request));
    expect(await run.send('order/a', { type: 'count' })).toMatchObject({ refused: 'store_unavailable' });
    await cut;
  });
});

it('Given a configuration that cannot be read for a moment, when an event needs it, then nothing was done, and nobody calls the record broken', async () => {
  const run = await startRuntimes({
    definition: await ordersThatAsk(() => Promise.reject(new Error('Connection is closed.'))),
  });
  expect(await run.send('order/a', { type: 'place' })).toMatchObject({ refused: 'store_unavailable' });
  expect(run.count('unreadable_record')).toBe(0);
  await run.stop();
});

async function ordersThatAsk(prepare: () => Promise<never>) {
  const { orders } = await import('../harness/order-machine.ts');
  return { ...orders, prepare } as never;
}
