/** Writes results into docs/benchmarks.md, and keeps them. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writtenInto } from './page.mjs';
import { RESULTS, writeResults } from './results.mjs';

const PAGE = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url));
const BIOME = fileURLToPath(new URL('../../node_modules/.bin/biome', import.meta.url));

/** @param {import('./results.mjs').Results} results @returns {string} what was written */
export function writePage(results) {
  const file = writeResults(results, RESULTS, new Date().toISOString().slice(0, 10));
  writeFileSync(PAGE, writtenInto(readFileSync(PAGE, 'utf8'), results));
  spawnSync(BIOME, ['format', '--write', PAGE, file], { stdio: ['ignore', 'ignore', 2] });
  return `${PAGE} and ${file}`;
}
