/** Searching Opsgenie's alerts: the small query language, pages, order and counts, and the lines of one alert. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseQuery } from '../../../src/http/integrations/opsgenie-query.ts';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { givenOpsgenie, type OpsgenieCaller } from '../../harness/opsgenie.ts';

let pager: TestPager;
let opsgenie: OpsgenieCaller;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given();
  opsgenie = await givenOpsgenie(pager);
  await opsgenie.create({
    alias: 'disk',
    message: 'Disk full',
    priority: 'P1',
    tags: ['db', 'prod'],
    details: { host: 'db1' },
  });
  await opsgenie.create({ alias: 'load', message: 'Load is high', priority: 'P3', entity: 'web 7', source: 'netdata' });
  await opsgenie.create({ alias: 'load', message: 'Load is high' });
  await opsgenie.create({ alias: 'backup', message: 'Backup: failed', priority: 'P5', tags: ['db'] });
  await opsgenie.act('close', { user: 'ana' }, 'backup');
  await opsgenie.act('assign', { owner: { username: 'zoe@example.com' } }, 'disk');
});
afterAll(() => pager.stop());

const list = (params: Record<string, string> = {}) => opsgenie.call('GET', `/v2/alerts?${new URLSearchParams(params)}`);
const aliases = async (params: Record<string, string>) =>
  (await list(params)).json.data.map(({ alias }: { alias: string }) => alias);

const ALL = ['backup', 'load', 'disk'];
const FOUND: [query: string, found: string[]][] = [
  ['', ALL],
  ['status: open', ['load', 'disk']],
  ['status:closed', ['backup']],
  ['status=open AND priority=P1', ['disk']],
  ['status: open priority: P1', ['disk']],
  ['NOT status: open', ['backup']],
  ['priority: (P1 OR P5)', ['backup', 'disk']],
  ['priority: P1 OR priority: P5', ['backup', 'disk']],
  ['(priority: P1 OR status: closed) AND tag: db', ['backup', 'disk']],
  ['priority != P1', ['backup', 'load']],
  ['priority <= P3', ['load', 'disk']],
  ['tag: prod', ['disk']],
  ['tags = db', ['backup', 'disk']],
  ['alias: load', ['load']],
  ['alias=loa', []],
  ['message: "is high"', ['load']],
  ['message: disk*full', ['disk']],
  ['entity: "web 7"', ['load']],
  ['details.host: db1', ['disk']],
  ['owner: zoe@example.com', ['disk']],
  ['source = NetData', ['load']],
  ['count > 1', ['load']],
  ['count >= 1', ALL],
  ['acknowledged: false AND snoozed: false', ALL],
  ['createdAt > 1000', ALL],
  ['createdAt < 2000-01-01T00:00:00Z', []],
  ['high', ['load']],
  ['"Backup: failed"', ['backup']],
  ['disk OR backup', ['backup', 'disk']],
  ['disk AND NOT (priority: P1)', []],
];
test.each(FOUND)('%s', async (query, found) => {
  expect(await aliases({ query })).toEqual(found);
  const { json } = await opsgenie.call('GET', `/v2/alerts/count?${new URLSearchParams({ query })}`);
  expect(json.data).toEqual({ count: found.length });
});

test.each([
  ['colour: red', '"colour" can\'t be searched for'],
  ['status:', 'expected a value'],
  ['(status: open', 'a bracket is not closed'],
  ['status: open)', 'unexpected ")"'],
  ['count > many', 'expected a number or a time'],
  [`${'('.repeat(60)}x${')'.repeat(60)}`, 'nested too deep'],
])('%s is refused, and says why', async (query, why) => {
  for (const path of ['/v2/alerts', '/v2/alerts/count']) {
    const { status, json } = await opsgenie.call('GET', `${path}?${new URLSearchParams({ query })}`);
    expect({ status, errors: json.errors }).toEqual({ status: 422, errors: { query: expect.stringContaining(why) } });
  }
});

test('a query of no end is refused before it is read', () => {
  expect(parseQuery('a '.repeat(5_000))).toEqual({ fault: 'expected at most 4000 characters' });
});

test('pages follow one another by their addresses, and hold each alert once', async () => {
  const seen: string[] = [];
  let path: string | undefined = '/v2/alerts?limit=2&query=priority%3A(P1%20OR%20P3%20OR%20P5)';
  let first: unknown;
  while (path !== undefined) {
    const { json } = await opsgenie.call('GET', path);
    seen.push(...json.data.map(({ alias }: { alias: string }) => alias));
    first ??= json.paging.first;
    expect(json.paging.first).toBe(first);
    const next: string | undefined = json.paging.next;
    path = next?.replace('https://pager.example.com', '');
  }
  expect(seen).toEqual(ALL);
  expect((await list({ offset: '2', limit: '2' })).json.paging).toHaveProperty('prev');
});

test('they are ordered by what is asked for', async () => {
  expect(await aliases({ order: 'asc' })).toEqual(ALL.toReversed());
  expect(await aliases({ sort: 'count', order: 'desc' })).toHaveLength(3);
  expect((await aliases({ sort: 'count', order: 'desc' }))[0]).toBe('load');
  expect(await aliases({ sort: 'alias', order: 'asc' })).toEqual(['backup', 'disk', 'load']);
  expect(await aliases({ sort: 'priority', order: 'asc', offset: '1', limit: '1' })).toEqual(['load']);
});

test.each([
  ['limit', 'none'],
  ['limit', '0'],
  ['offset', '-1'],
  ['sort', 'colour'],
  ['order', 'up'],
  ['searchIdentifier', 'mine'],
])('%s=%s is refused', async (name, value) => {
  const { status, json } = await list({ [name]: value });
  expect({ status, fields: Object.keys(json.errors) }).toEqual({ status: 422, fields: [name] });
});

describe('the lines of one alert', () => {
  test('its notes and its log come newest first, in pages', async () => {
    for (const note of ['one', 'two', 'three']) await opsgenie.act('notes', { note, user: 'ana' }, 'disk');
    const first = await opsgenie.call('GET', '/v2/alerts/disk/notes?identifierType=alias&limit=2');
    expect(first.json.data.map(({ note }: { note: string }) => note)).toEqual(['three', 'two']);
    const rest = await opsgenie.call('GET', first.json.paging.next.replace('https://pager.example.com', ''));
    expect(rest.json.data.map(({ note }: { note: string }) => note)).toEqual(['one']);
    expect(rest.json.paging).not.toHaveProperty('next');
    const oldest = await opsgenie.call('GET', '/v2/alerts/disk/logs?identifierType=alias&order=asc&limit=2');
    expect(oldest.json.data).toMatchObject([
      { log: 'Alert created', type: 'system', owner: 'System' },
      { log: expect.stringContaining('assigned to zoe@example.com') },
    ]);
  });

  test('nobody is notified by Opsgenie’s names', async () => {
    expect((await opsgenie.call('GET', '/v2/alerts/disk/recipients?identifierType=alias')).json.data).toEqual([]);
  });

  test.each(['notes', 'logs', 'recipients'])('%s of an alert that is not there are not found', async (lines) => {
    const { status, json } = await opsgenie.call('GET', `/v2/alerts/none/${lines}?identifierType=alias`);
    expect({ status, message: json.message }).toEqual({
      status: 404,
      message: 'Alert with alias [none] could not be found',
    });
  });
});
