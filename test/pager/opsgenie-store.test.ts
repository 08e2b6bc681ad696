/** Where Opsgenie's alerts are kept: what two writers at once, and a flood of aliases, come to. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { alertIdOf, type StoredAlert } from '../../src/pager/opsgenie-alert.ts';
import { createOpsgenieStore, logLine, type OpsgenieStore } from '../../src/pager/opsgenie-store.ts';
import { type OnePager, startOnePager } from '../harness/one-pager.ts';

const HOUR = 3_600_000;
let pager: OnePager;
let store: OpsgenieStore;
let integrationId = '';
let uuid = '';
beforeAll(async () => {
  pager = await startOnePager();
  const { redis, keys } = pager.runtime;
  store = createOpsgenieStore({ redis, keys, retentionMs: HOUR });
});
afterAll(() => pager.stop());
beforeEach(() => {
  integrationId = randomUUID().slice(0, 8);
  uuid = randomUUID();
});

function alertAt(firstAt: number, changes: Partial<StoredAlert> = {}): StoredAlert {
  return {
    schema: 1,
    id: alertIdOf(uuid, firstAt),
    integrationId,
    // As of one that was sent without an alias.
    alias: alertIdOf(uuid, 0),
    key: 'disk',
    serviceId: 'db',
    createdAt: firstAt,
    updatedAt: firstAt,
    place: { incident: 1, firstAt },
    seen: null,
    closed: null,
    message: 'Disk full',
    description: '',
    tags: [],
    details: {},
    actions: [],
    responders: [],
    entity: '',
    source: '',
    priority: 'P3',
    owner: '',
    ...changes,
  };
}
const requestOf = ({ id: alertId, alias }: StoredAlert) => ({
  requestId: store.newRequestId(uuid),
  success: true,
  action: 'Create',
  status: 'Created alert',
  processedAt: 1,
  alertId,
  alias,
});
const keep = (alert: StoredAlert) =>
  store.keep({ uuid, alert, request: requestOf(alert), lines: [logLine(1, 'log', null, 'Alert created')] });
const idByAlias = async () => (await store.find(integrationId, { by: 'alias', value: alertIdOf(uuid, 0) }))?.id;

test('the same key of the same time is the same alert, and keeps its number and its log', async () => {
  const alert = alertAt(1_000);
  expect(await keep(alert)).toEqual({ id: alert.id, created: true });
  const first = await store.byId(integrationId, alert.id);
  expect(await keep({ ...alert, message: 'Disk fuller' })).toEqual({ id: alert.id, created: false });
  expect(await store.byId(integrationId, alert.id)).toEqual(first);
  expect(await store.log(integrationId, alert.id)).toHaveLength(1);
});

test('whoever was slow to write down an alert that is over does not take its alias back', async () => {
  const later = alertAt(2_000);
  const earlier = alertAt(1_000);
  await keep(later);
  await keep(earlier);
  expect(await idByAlias()).toBe(later.id);
  expect(await store.byId(integrationId, earlier.id)).toMatchObject({ createdAt: 1_000 });
});

test('one that no incident has is taken up by the next of its alias, and not once it is closed', async () => {
  const seen = { count: 1, lastAt: 1_000, ackedAt: null, ackedBy: null };
  const alert = alertAt(1_000, { place: null, seen });
  await keep(alert);
  expect(await keep(alertAt(2_000))).toEqual({ unplaced: alert.id });
  const kept = await store.byId(integrationId, alert.id);
  if (!kept) throw new Error('it is gone');
  const closed = { at: 3_000, by: null, count: 1, lastAt: 1_000, ackedAt: null, ackedBy: null };
  expect(await store.change(integrationId, alert.id, { alert: { ...kept, closed } })).toBe('ok');
  expect(await keep(alertAt(4_000))).toMatchObject({ created: true });
});

test('of two changes of what both had read, the second is told so and changes nothing', async () => {
  const alert = alertAt(1_000);
  await keep(alert);
  const read = await store.byId(integrationId, alert.id);
  if (!read) throw new Error('it is gone');
  expect(await store.change(integrationId, alert.id, { alert: { ...read, owner: 'ana' } })).toBe('ok');
  const request = requestOf(alert);
  const lost = { alert: { ...read, owner: 'zoe' }, request, lines: [logLine(2, 'log', null, 'x')] };
  expect(await store.change(integrationId, alert.id, lost)).toBe('conflict');
  expect(await store.byId(integrationId, alert.id)).toMatchObject({ owner: 'ana', tinyId: read.tinyId });
  expect(await store.request(integrationId, request.requestId)).toBeNull();
  expect(await store.log(integrationId, alert.id)).toHaveLength(1);
});

test('a flood of aliases keeps the newest, and leaves nothing of the others behind', async () => {
  const { redis, keys } = pager.runtime;
  const partition = keys.partitionOf(`opsgenie/${uuid}`);
  const ids: string[] = [];
  for (let at = 1; at <= 650; at++) ids.push(alertIdOf(uuid, at));
  for (let from = 0; from < ids.length; from += 50) {
    await Promise.all(ids.slice(from, from + 50).map((_, i) => keep(alertAt(from + i + 1))));
  }
  const left = await redis.zrange(partition.index(`opsgenie/${integrationId}`), '0', '-1');
  expect(left).toEqual(ids.slice(10));
  const gone = ids[0] ?? '';
  expect(await store.byId(integrationId, gone)).toBeNull();
  expect(await store.log(integrationId, gone)).toEqual([]);
  const newest = await store.byId(integrationId, ids.at(-1) ?? '');
  expect(await store.find(integrationId, { by: 'tiny', value: newest?.tinyId ?? '' })).toEqual(newest);
  expect(await store.find(integrationId, { by: 'tiny', value: String(16 + partition.number) })).toBeNull();
});

test('a full Redis gets room by the oldest, the closed ones first, and nothing of them is left', async () => {
  const { redis, keys } = pager.runtime;
  const everyOf = () => keys.partitionOf(`opsgenie/${uuid}`).index('opsgenie');
  // One in which no other test left any.
  while ((await redis.zcard(everyOf())) > 0) uuid = randomUUID();
  const closed = { at: 3_000, by: null, count: 1, lastAt: 1_000, ackedAt: null, ackedBy: null };
  const ids = Array.from({ length: 80 }, (_, i) => alertIdOf(uuid, i + 1));
  for (let at = 1; at <= ids.length; at++) await keep(alertAt(at, at > 70 ? { closed } : {}));
  const index = keys.partitionOf(`opsgenie/${uuid}`).index(`opsgenie/${integrationId}`);
  const first = await store.byId(integrationId, ids[0] ?? '');

  expect(await store.cutForRoom()).toBeGreaterThanOrEqual(10);
  expect(await redis.zrange(index, '0', '-1')).toEqual(ids.slice(0, 70));
  expect(await store.byId(integrationId, ids[75] ?? '')).toBeNull();

  expect(await store.cutForRoom()).toBeGreaterThanOrEqual(50);
  expect(await redis.zrange(index, '0', '-1')).toEqual(ids.slice(50, 70));
  expect(await store.byId(integrationId, ids[0] ?? '')).toBeNull();
  expect(await store.log(integrationId, ids[0] ?? '')).toEqual([]);
  expect(await store.find(integrationId, { by: 'tiny', value: first?.tinyId ?? '' })).toBeNull();
});

test('a record that can’t be read is told as such, and hides no other', async () => {
  const { redis, keys } = pager.runtime;
  const integration = { id: integrationId, type: 'opsgenie' as const, name: 'x', serviceId: 'db' };
  await keep(alertAt(1_000));
  await keep(alertAt(2_000));
  const broken = alertIdOf(uuid, 2_000);
  await redis.set(
    keys.partitionOf(`opsgenie/${uuid}`).doc(`opsgenie/${integrationId}/${broken}`),
    '1\n16\n2000\no\n{"schema":2}',
  );
  const { opsgenie } = pager.pager;
  await expect(opsgenie.get(integration, { by: 'id', value: broken })).rejects.toMatchObject({
    code: 'record_unreadable',
  });
  const listed: string[] = [];
  for await (const { id } of opsgenie.all(integration)) listed.push(id);
  expect(listed).toEqual([alertIdOf(uuid, 1_000)]);
});

test('its log has a bound', async () => {
  const alert = alertAt(1_000);
  await keep(alert);
  const lines = Array.from({ length: 250 }, (_, i) => logLine(i, 'note', null, String(i)));
  await store.change(integrationId, alert.id, { lines });
  const kept = await store.log(integrationId, alert.id);
  expect(kept).toHaveLength(200);
  expect(kept.at(-1)?.text).toBe('249');
});

test('a claim is given once, and again when it was released', async () => {
  const claim = (value: string) => store.claim(integrationId, uuid, 'same request', value, HOUR);
  expect([await claim('one'), await claim('two')]).toEqual(['one', 'one']);
  await store.release(integrationId, uuid, 'same request');
  expect(await claim('three')).toBe('three');
});

test('identifiers that can’t be any are nobody’s', async () => {
  for (const value of ['', 'x', '../..', '-1', '99999999999999999999']) {
    expect(await store.find(integrationId, { by: 'tiny', value })).toBeNull();
    expect(await store.find(integrationId, { by: 'id', value })).toBeNull();
    expect(await store.request(integrationId, value)).toBeNull();
  }
});
