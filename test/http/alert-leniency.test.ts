/** Alerts are taken if at all possible: what is wrong with one is mended, and said. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
let number = 0;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given([]);
});
afterAll(() => pager.stop());

async function fresh(): Promise<string> {
  number += 1;
  await pager.put(`/v1/services/s${number}`, { name: 'S', escalationPolicyId: 'backend' });
  return `/v1/services/s${number}`;
}

/** The alert as it was taken, with the details and links of its line in the timeline. */
async function taken(body: unknown, headers: Record<string, string> = {}) {
  const path = await fresh();
  const { status, json } = await pager.post(`${path}/alert`, body, { headers });
  expect({ status, result: json.result }).toEqual({ status: 200, result: 'opened' });
  const timeline = await pager.get(`${path}/timeline`);
  const opened = timeline.json.items.find(({ type }: { type: string }) => type === 'opened');
  return { alert: json.incident.alerts[0], warnings: json.warnings as string[], line: opened.data };
}

type Row = [sentence: string, given: object, alert: object, warning: RegExp | null];
const key = (key: string) => ({ key });

const rows: Row[] = [
  ['nothing is wrong', { summary: 'x' }, { key: 'default', summary: 'x', severity: 'critical' }, null],
  ['null is the same as absent', { summary: 'x', key: null, severity: null, links: null }, key('default'), null],
  ['a blank summary has words of ours', { summary: ' \t ' }, { summary: '(no summary)' }, /^summary: blank/],
  ['an empty summary too', { summary: '' }, { summary: '(no summary)' }, /^summary: blank/],
  ['a summary that is a number is its digits', { summary: 42 }, { summary: '42' }, /^summary: .*a number/],
  ['a summary that is an object is its JSON', { summary: { a: 1 } }, { summary: '{"a":1}' }, /^summary: .*an object/],
  ['a key that is a number is its digits', { summary: 'x', key: 7 }, key('7'), /^key: .*a number/],
  ['a key that is an object is its JSON', { summary: 'x', key: {} }, key('{}'), /^key: .*an object/],
  ['an empty key is none', { summary: 'x', key: '' }, key('default'), null],
  ['a key is kept byte for byte', { summary: 'x', key: ' Ä\u0000 ' }, key(' Ä\u0000 '), null],
  ['a reserved name may be a key', { summary: 'x', key: '__proto__' }, key('__proto__'), null],
  ['a severity may be in capitals', { summary: 'x', severity: 'WARNING' }, { severity: 'warning' }, null],
  [
    'an unknown severity is critical',
    { summary: 'x', severity: 'meh' },
    { severity: 'critical' },
    /"meh".*critical is assumed/,
  ],
  [
    'a severity that is a number is critical',
    { summary: 'x', severity: 5 },
    { severity: 'critical' },
    /critical is assumed/,
  ],
  ['a source that is a list is its JSON', { summary: 'x', source: ['a'] }, { source: '["a"]' }, /^source: .*an array/],
  ['an unknown field is ignored', { summary: 'x', colour: 'red' }, {}, /^colour: unknown field/],
  ['links that are a text', { summary: 'x', links: 'x' }, {}, /^links: expected a list/],
];

describe('an alert', () => {
  test.each(rows)('%s', async (_sentence, given, expected, warning) => {
    const { alert, warnings } = await taken(given);
    expect(alert).toMatchObject(expected);
    if (warning) expect(warnings.join('\n')).toMatch(new RegExp(warning.source, 'm'));
    else expect(warnings).toEqual([]);
  });

  test('a body that is no UTF-8 is read as Windows-1252, and in a batch too', async () => {
    const body = '{"summary":"Festplatte über 90 % – schnell"}';
    const old = Uint8Array.from(body, (each) => (each === '–' ? 0x96 : each.charCodeAt(0)));
    const path = await fresh();
    const { status, json } = await pager.post(`${path}/alert`, undefined, { body: old });
    expect([status, json.warnings]).toEqual([200, ['the body is not UTF-8: it was read as Windows-1252']]);
    expect(json.incident.alerts[0].summary).toBe('Festplatte über 90 % – schnell');
    const event = `{"events":[{"service":"${path.split('/').at(-1)}","type":"ack","by":"J\xfcrgen"}]}`;
    const batch = await pager.post('/v1/events', undefined, { body: Buffer.from(event, 'latin1') });
    expect(batch.json.warnings).toEqual(['the body is not UTF-8: it was read as Windows-1252']);
    expect(batch.json.results[0].incident.ackedBy).toBe('Jürgen');
  });

  test('a long summary is cut with an ellipsis, and no character is cut in half', async () => {
    const { warnings, line } = await taken({ summary: `${'x'.repeat(1_022)}😀😀` });
    expect(line.summary).toBe(`${'x'.repeat(1_022)}…`);
    expect(warnings).toEqual(['summary: cut to 1024 characters']);
  });

  test('two long keys that differ at their end stay two, and a resolve with the same key finds its alert', async () => {
    const path = await fresh();
    const long = (end: string) => 'ä'.repeat(400) + end;
    await pager.post(`${path}/alert`, { summary: 'x', key: long('1') });
    const second = await pager.post(`${path}/alert`, { summary: 'x', key: long('2') });
    expect(second.json.warnings).toEqual(['key: over 512 bytes; its end was replaced by a hash of the whole']);
    expect(second.json.incident.alerts).toHaveLength(2);
    for (const alert of second.json.incident.alerts) expect(Buffer.byteLength(alert.key)).toBeLessThanOrEqual(512);
    expect((await pager.post(`${path}/resolve`, { key: long('1') })).json.result).toBe('resolved');
    expect((await pager.post(`${path}/resolve`, { key: long('2') })).json.result).toBe('closed');
  });

  test('details and links are kept in the timeline', async () => {
    const links = [{ href: 'https://grafana.example.com/d/1', text: 'Dashboard' }];
    const { line, warnings } = await taken({ summary: 'x', details: { disk: '/var', usage: 0.97 }, links });
    expect(line).toMatchObject({ details: { disk: '/var', usage: 0.97 }, links });
    expect(warnings).toEqual([]);
  });

  test('details of over 16 KB are kept as a text that was cut', async () => {
    const { line, warnings } = await taken({ summary: 'x', details: { log: '\u0001😀'.repeat(20_000) } });
    expect(Buffer.byteLength(JSON.stringify(line.details))).toBeLessThanOrEqual(16 * 1_024);
    expect(line.details).toMatch(/^\{"log":.*…$/s);
    expect(warnings).toEqual(['details: over 16 KB; kept as a text that was cut']);
  });

  test('details that are nested too deep are left out', async () => {
    const { line, warnings } = await taken(`{"summary":"x","details":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    expect(line.details).toBeUndefined();
    expect(warnings).toEqual(['details: nested too deep; left out']);
  });

  test('a summary that is nested too deep is told by its kind', async () => {
    const { alert } = await taken(`{"summary":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    expect(alert.summary).toBe('(an array)');
  });

  test('in a batch too, also where the event has an id', async () => {
    const path = await fresh();
    const event = { service: path.split('/').at(-1), type: 'alert', id: 'a', summary: 'x', details: '-' };
    const body = JSON.stringify({ events: [event] }).replace('"-"', '['.repeat(100_000) + ']'.repeat(100_000));
    const { json } = await pager.post('/v1/events', body);
    expect(json.results).toMatchObject([{ status: 200, warnings: ['details: nested too deep; left out'] }]);
  });

  test('a link alone may be a text, and one that leads nowhere on the web is left out', async () => {
    const links = ['https://a.example.com', { href: 'javascript:alert(1)' }, { text: 'no address' }, 7];
    const { line, warnings } = await taken({ summary: 'x', links });
    expect(line.links).toEqual([{ href: 'https://a.example.com' }]);
    expect(warnings.map((warning) => warning.slice(0, 15))).toEqual([
      'links: number 2',
      'links: number 3',
      'links: number 4',
    ]);
  });

  test('of more than 20 links the first 20 are kept', async () => {
    const links = Array.from({ length: 25 }, (_, n) => ({ href: `https://example.com/${n}` }));
    const { line, warnings } = await taken({ summary: 'x', links });
    expect(line.links).toEqual(links.slice(0, 20));
    expect(warnings[0]).toMatch(/^links: those from number 21 on were left out/);
  });

  test('of links of over 16 KB those are kept that fit', async () => {
    const links = Array.from({ length: 5 }, (_, n) => ({ href: `https://example.com/${n}${'x'.repeat(5_000)}` }));
    const { line } = await taken({ summary: 'x', links });
    expect(line.links).toEqual(links.slice(0, 3));
  });

  test('a hundred unknown fields are named in a few warnings', async () => {
    const fields = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`f${n}`, n]));
    const { warnings } = await taken({ summary: 'x', ...fields, ['n'.repeat(500)]: 1 });
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)).toBe('and 81 more');
    for (const warning of warnings) expect(warning.length).toBeLessThan(120);
  });

  test('it is taken whatever its content type says', async () => {
    await taken({ summary: 'x' }, { 'Content-Type': 'application/x-www-form-urlencoded' });
    await taken({ summary: 'x' }, { 'Content-Type': 'text/plain' });
  });

  test('it is not refused for what stands behind the question mark', async () => {
    const path = await fresh();
    const { status, json } = await pager.post(`${path}/alert?token=x`, { summary: 'x' });
    expect([status, json.warnings]).toEqual([200, ['token: unknown query parameter, ignored']]);
  });

  test('a byte order mark in front of it is no fault', async () => {
    await taken(`\ufeff${JSON.stringify({ summary: 'x' })}`);
  });

  test('a number that is too large for anybody is no fault', async () => {
    const { line } = await taken('{"summary":"x","details":{"a":1e999,"b":123456789012345678901234567890}}');
    expect(line.details).toEqual({ a: null, b: 1.2345678901234568e29 });
  });
});
