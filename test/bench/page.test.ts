import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tablesOf, writtenInto } from '../../bench/report/page.mjs';
import { newestResults } from '../../bench/report/results.mjs';
import { someMeasure, someResults } from './some-results.ts';

const BEGIN = '<!-- written by `npm run bench -- --write` -->';
const END = '<!-- end -->';
const results = someResults(someMeasure('latency'), someMeasure('timeouts'));

it('writes between its marks, and touches nothing else', () => {
  const page = `before\n${BEGIN}\nold\n${END}\nafter\n`;
  const written = writtenInto(page, results);
  expect(written.startsWith(`before\n${BEGIN}\n\n|`)).toBe(true);
  expect(written.endsWith(`\n\n${END}\nafter\n`)).toBe(true);
  expect(written).not.toContain('old');
  expect(writtenInto(written, results)).toBe(written);
});

it('has a row for each goal, one for each peer, and a line about the machine', () => {
  const tables = tablesOf(results);
  expect(tables).toContain('| What latency measures | 1/s | ≥ 2/s | ≥ 1/s |  | floor met | a \\| b |');
  expect(tables).toContain('| A peer of timeouts | 5/s | CPU 1 µs |');
  expect(tables).toMatch(
    /Measured on 2026-11-24: 2 cores \(Some CPU\).*load by wrk 4\.1\.0 .*up to 2 % .*0123456789ab/,
  );
});

it.each([[END], [BEGIN]])('says which mark is missing when only %s is there', (mark) => {
  expect(() => writtenInto(`text ${mark} text`, results)).toThrow(mark === END ? BEGIN : END);
});

it('shows on the page what the newest results say, and nothing before the first', () => {
  const page = readFileSync(new URL('../../docs/benchmarks.md', import.meta.url), 'utf8');
  const shown = page.slice(page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END));
  const newest = newestResults();
  expect(cellsOf(shown)).toEqual(newest ? cellsOf(tablesOf(newest)) : []);
});

/** However wide the columns are drawn. */
const cellsOf = (markdown: string) => markdown.replace(/-{3,}/g, '---').split(/\s+/).filter(Boolean);
