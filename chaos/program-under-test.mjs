/** A copy of the built program in a folder of its own, whole or with one rule broken: a build that goes on beside does not touch it. */
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../bin/build.mjs';
import { MUTANTS } from './mutants.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {{ folder: string; dist: string; mutant: string | null }} options @returns {string} what to run */
export function copyProgram({ folder, dist, mutant }) {
  if (!existsSync(join(dist, 'main.js')))
    throw new Error(`there is no ${join(dist, 'main.js')}: build the pager first`);
  cpSync(dist, join(folder, 'dist'), { recursive: true });
  for (const part of ['bin', 'package.json']) cpSync(join(root, part), join(folder, part), { recursive: true });
  // Beside the program, where it looks for its packages and for a Redis that was fetched.
  for (const part of ['node_modules', '.cache']) {
    if (existsSync(join(root, part))) symlinkSync(join(root, part), join(folder, part));
  }
  if (mutant !== null) breakRule(join(folder, 'dist'), mutant);
  return join(folder, 'dist', 'main.js');
}

/** The program itself, as the sources are now. */
export function builtProgram() {
  buildIfStale();
  return join(root, 'dist');
}

/** @param {string} dist @param {string} name @throws when a patch does not fit */
function breakRule(dist, name) {
  const mutant = MUTANTS[name];
  if (!mutant) throw new Error(`there is no mutant "${name}"; there are ${Object.keys(MUTANTS).join(', ')}`);
  for (const { file, find, put } of mutant.patches) {
    const path = join(dist, file);
    const parts = readFileSync(path, 'utf8').split(find);
    if (parts.length !== 2)
      throw new Error(`mutant "${name}" does not fit: ${file} has its text ${parts.length - 1} times: ${find}`);
    writeFileSync(path, parts.join(put));
  }
}
