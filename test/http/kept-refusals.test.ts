/** Refused events are kept, so that somebody can find out why no alert comes in. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEY, startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
beforeEach(async () => {
  pager = await startHttp();
  await pager.given(['db']);
});
afterEach(() => pager.stop());

test('each with when, where, whose key, and why, newest first', async () => {
  const asked: [path: string, body: unknown, key?: null | string][] = [
    ['/v1/services/nobody/alert', { summary: 'x' }],
    ['/v1/services/db/alert', { key: 'x' }],
    ['/v1/services/db/resolve/', 'nonsense'],
    ['/v1/services/db/alert', { summary: 'x' }, null],
    ['/v1/services/db/ack', { summary: 'x' }, 'guessed'],
    ['/v1/incidents/db-9/ack', {}],
    ['/v1/events', 'x'.repeat(600_000)],
    ['/v1/incidents/db-1/notes', {}],
    ['/v1/incidents/db-1/snooze', {}],
  ];
  for (const [index, [path, body, key]] of asked.entries()) {
    await pager.post(path, body, key === undefined ? {} : { key });
    await pager.refusals(index + 1);
  }
  const kept = (await pager.refusals(asked.length)).map((one: Record<string, string>) => [
    one.route,
    one.serviceId,
    one.keyName,
    one.code,
  ]);
  expect(kept.reverse()).toEqual([
    ['/v1/services/{id}/alert', 'nobody', 'admin', 'unknown_service'],
    ['/v1/services/{id}/alert', 'db', 'admin', 'invalid'],
    ['/v1/services/{id}/resolve', 'db', 'admin', 'bad_json'],
    ['/v1/services/{id}/alert', 'db', null, 'unauthorized'],
    ['/v1/services/{id}/ack', 'db', null, 'unauthorized'],
    ['/v1/incidents/{id}/ack', null, 'admin', 'not_found'],
    ['/v1/events', null, 'admin', 'too_large'],
    ['/v1/incidents/{id}/notes', null, 'admin', 'invalid'],
    ['/v1/incidents/{id}/snooze', null, 'admin', 'invalid'],
  ]);
});

test('no key is ever kept', async () => {
  await pager.post('/v1/services/db/alert', {}, { key: 'a-guess-at-the-key' });
  await pager.post('/v1/services/db/alert', {});
  await pager.refusals(2);
  const { text } = await pager.get('/v1/refusals');
  expect(text).not.toContain(KEY);
  expect(text).not.toContain('a-guess-at-the-key');
});

test('other refusals are not: whoever asked has seen them', async () => {
  await pager.get('/v1/services/nobody');
  await pager.put('/v1/services/db', {});
  await pager.post('/v1/services/db/alert', {});
  expect(await pager.refusals(1)).toHaveLength(1);
});

test('the last 200 are kept, and all are counted', async () => {
  const rounds = 3;
  for (let round = 0; round < rounds; round++) {
    await pager.post('/v1/events', { events: Array.from({ length: 90 }, (_, n) => ({ service: `x${n}` })) });
  }
  const { text } = await pager.get('/metrics');
  expect(text).toContain(`pager_refused_total{code="invalid"} ${90 * rounds}`);
  const { json } = await pager.get('/v1/refusals?limit=500');
  expect(json.items.length).toBeLessThanOrEqual(200);
});
