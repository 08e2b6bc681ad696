/** A channel can be tried, and the outcome is told; not more often than its receiver bears. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
beforeEach(async () => {
  pager = await startHttp({ channels: ['email'] });
});
afterEach(() => pager.stop());

const target = { type: 'email', address: 'ana@example.com' };
const tryIt = (name = 'email', body: object = { target }) => pager.post(`/v1/channels/${name}/test`, body);

test('what the gateway took is told, and the channel has worked then', async () => {
  expect((await tryIt()).json).toEqual({ outcome: 'accepted', reason: null });
  const { json } = await pager.get('/v1/channels');
  expect(json.items.find(({ name }: { name: string }) => name === 'email').lastAcceptedAt).toEqual(expect.any(String));
});

test('a second one within ten seconds is refused, with when to come again', async () => {
  await tryIt();
  const again = await tryIt();
  expect([again.json.code, again.headers.get('retry-after')]).toEqual(['too_soon', '10']);
});

test('a channel that is not set up, and a target of another, are named', async () => {
  const sms = { target: { type: 'sms', phoneNumber: '+33612345678' } };
  expect((await tryIt('sms', sms)).json.code).toBe('not_found');
  expect((await tryIt('email', sms)).json.errors[0].pointer).toBe('/target/type');
  expect((await tryIt('email', { target: { type: 'email', address: 'x' } })).json.errors[0].pointer).toBe(
    '/target/address',
  );
});
