/**
 * The figures of a run as JSON: what was measured, beside what it had to reach, and on
 * which machine. Kept for each day on which they were written into the documents.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

const limit = z.number().nullable();
const text = z.string();
const row = z.strictObject({
  id: text.regex(/^[a-z0-9-]+$/),
  what: text,
  better: z.enum(['higher', 'lower']),
  value: z.number().nullable(),
  target: z.number(),
  floor: limit,
  firstFloor: limit,
  verdict: z.enum(['target', 'floor', 'missed', 'unknown']),
  shown: z.strictObject({ value: text, target: text, floor: text, firstFloor: text, beside: text }),
});
const made = z.strictObject({
  name: text,
  measuredAt: z.iso.datetime(),
  otherWork: z.number().min(0).max(1),
  rows: z.array(row),
  peers: z.array(z.strictObject({ what: text, figure: text, beside: text })),
  /** Everything that was measured, as the measure gave it; each has its own. */
  figures: z.record(text, z.unknown()),
});

export const resultsSchema = z.strictObject({
  schema: z.literal(1),
  /** Of the sources. */
  build: text,
  machine: z.strictObject({
    cpu: text,
    cores: z.number().int().positive(),
    memoryGb: z.number().positive(),
    kernel: text,
    node: text,
    redis: text,
    fsync: text,
  }),
  load: z.strictObject({ generator: text, connections: z.number().int().positive() }),
  sizes: z.record(text, z.unknown()),
  measures: z.array(made),
});

/**
 * @typedef {z.infer<typeof resultsSchema>} Results
 * @typedef {z.infer<typeof made>} Made one measure that was made; `otherWork`: the share of the processors that other work took before it
 */

/** @param {Results} results @param {string} folder @param {string} name @returns {string} the file */
export function writeResults(results, folder, name) {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}${name}.json`;
  writeFileSync(file, `${JSON.stringify(resultsSchema.parse(results), null, 2)}\n`);
  return file;
}

/** @returns {Results | null} those that were written last; null before the first */
export function newestResults(folder = RESULTS) {
  if (!existsSync(folder)) return null;
  const [newest] = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map(({ name }) => name)
    .sort()
    .reverse();
  return newest === undefined ? null : resultsSchema.parse(JSON.parse(readFileSync(`${folder}${newest}`, 'utf8')));
}

/**
 * Some measures made again, among those of an earlier run.
 * @param {Results | null} before @param {Results} again @param {string[]} order of all measures
 * @returns {Results | {refused: string}} the same build on the same machine only: else they would not compare
 */
export function mergeResults(before, again, order) {
  const isMade = new Set(again.measures.map(({ name }) => name));
  if (order.every((name) => isMade.has(name))) return again;
  if (!before) return { refused: 'there are no results to which these could be added' };
  for (const part of /** @type {const} */ (['build', 'machine', 'load', 'sizes'])) {
    if (JSON.stringify(before[part]) !== JSON.stringify(again[part])) {
      return { refused: `the last results are of another ${part}, so all measures must be made together` };
    }
  }
  const all = [...again.measures, ...before.measures.filter(({ name }) => !isMade.has(name))];
  const missing = order.filter((name) => !all.some((each) => each.name === name));
  if (missing.length > 0) return { refused: `the last results have no ${missing.join(', ')}` };
  return { ...again, measures: all.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)) };
}
