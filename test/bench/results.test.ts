import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { mergeResults, newestResults, RESULTS, resultsSchema, writeResults } from '../../bench/report/results.mjs';
import { someMeasure, someResults } from './some-results.ts';

const ORDER = ['latency', 'timeouts'];
const folder = `${mkdtempSync(join(tmpdir(), 'pager-results-'))}/`;
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('reads back what it wrote, the newest of several days', () => {
  writeResults(someResults(someMeasure('latency', 7)), folder, '2026-11-24');
  writeResults(someResults(someMeasure('latency', 6)), folder, '2026-11-23');
  expect(newestResults(folder)?.measures[0]?.rows[0]?.value).toBe(7);
});

it('writes nothing that it could not read', () => {
  const broken = { ...someResults(), build: 7 } as unknown as ReturnType<typeof someResults>;
  expect(() => writeResults(broken, folder, '2026-11-24')).toThrow();
  expect(newestResults(folder)).toBeNull();
});

it('has kept only results that it can read', () => {
  const kept = existsSync(RESULTS) ? readdirSync(RESULTS) : [];
  for (const name of kept) {
    expect(name).toMatch(/^\d{4}-\d{2}-\d{2}\.json$/);
    resultsSchema.parse(JSON.parse(readFileSync(join(RESULTS, name), 'utf8')));
  }
});

it('has none before the first', () => {
  expect(newestResults(folder)).toBeNull();
});

describe('a measure that is made again', () => {
  const before = someResults(someMeasure('latency', 1), someMeasure('timeouts', 2));

  it('takes its place among those of the same build, in their order', () => {
    const merged = mergeResults(before, someResults(someMeasure('timeouts', 3)), ORDER);
    expect(merged).toEqual(someResults(someMeasure('latency', 1), someMeasure('timeouts', 3)));
  });

  it('is not put beside figures of another build, another machine or another size', () => {
    const again = someResults(someMeasure('timeouts', 3));
    for (const part of ['build', 'machine', 'load', 'sizes'] as const) {
      const other = { ...before, [part]: part === 'build' ? 'other' : { ...Object(before[part]), other: 1 } };
      expect(mergeResults(other, again, ORDER)).toEqual({ refused: expect.stringContaining(`another ${part}`) });
    }
  });

  it('needs the others to be there', () => {
    const one = someResults(someMeasure('timeouts', 3));
    expect(mergeResults(null, one, ORDER)).toHaveProperty('refused');
    expect(mergeResults(one, one, ORDER)).toEqual({ refused: expect.stringContaining('latency') });
  });

  it('replaces everything when all are made again', () => {
    const all = { ...someResults(someMeasure('latency'), someMeasure('timeouts')), build: 'new' };
    expect(mergeResults(before, all, ORDER)).toBe(all);
  });
});
