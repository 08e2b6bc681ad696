/** Bad input, tried: the short form of the campaign that `node chaos/fuzz.mjs` runs at length, on the built program. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fuzzApi } from '../../chaos/fuzz/api-campaign.mjs';
import { faultOf } from '../../chaos/fuzz/judge.mjs';
import { startPagerUnderFuzz } from '../../chaos/fuzz/pager-under-fuzz.mjs';
import { differences } from '../../chaos/fuzz/store-dump.mjs';
import { builtProgram } from '../../chaos/program-under-test.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pager-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('nothing that is sent makes it fail, and nothing is stored that was refused', { timeout: 90_000 }, async () => {
  const pager = await startPagerUnderFuzz({ folder, dist: builtProgram() });
  try {
    const figures = await fuzzApi({
      pager,
      seed: 1,
      requests: 600,
      connections: 8,
      slow: false,
      tell: () => undefined,
    });
    expect(figures.faults).toEqual([]);
    // What it shows depends on requests that were taken, refused, and refused again.
    expect(figures.statuses[200]).toBeGreaterThan(20);
    expect(figures.refusedTwice).toBeGreaterThan(50);
  } finally {
    await pager.stop();
  }
});

describe('what the campaign calls wrong', () => {
  const request = { method: 'POST', path: '/v1/services/db/alert', headers: {} };
  const answer = { status: 200, type: 'application/json', text: '{}', failure: null, tookMs: 5 };
  const problem = '{"status":422,"code":"invalid","detail":"one thing is wrong"}';
  const rows: [string, Partial<typeof answer> | { failure: string }, RegExp | null][] = [
    ['an answer', {}, null],
    ['a refusal that says why', { status: 422, type: 'application/problem+json', text: problem }, null],
    ['no answer', { failure: 'socket hang up' }, /no answer/],
    ['a failure', { status: 500 }, /answered 500/],
    ['"come again", with Redis there', { status: 503 }, /answered 503/],
    ['an answer that took long', { tookMs: 11_000 }, /after 11000 ms/],
    ['a refusal that is a page', { status: 404, type: 'text/html' }, /no problem/],
    ['a refusal that says another status', { status: 400, type: 'application/problem+json', text: problem }, /strange/],
    ['a stack trace', { text: '{"e":"x\\n    at f (/app/dist/main.js:1:2)"}' }, /stack/],
  ];
  it.each(rows)('%s', (_, change, fault) => {
    const found = faultOf(request, { ...answer, ...change });
    if (fault) expect(found).toMatch(fault);
    else expect(found).toBeNull();
  });

  it('a key that is new, gone or another after requests that were refused', () => {
    const before = new Map([
      ['same', '1'],
      ['gone', '1'],
      ['other', '1'],
    ]);
    const after = new Map([
      ['same', '1'],
      ['other', '2'],
      ['new', '1'],
    ]);
    expect(differences(before, after).sort()).toEqual(['gone', 'new', 'other']);
  });
});
