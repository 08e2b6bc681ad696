/** A copy of the built program in a folder of its own, as it is or with small changes: a build that goes on beside does not touch it. */
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../bin/build.mjs';

/** @import { Patch } from './program-under-test.d.mts' */

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {{ folder: string; dist: string; patches?: Patch[] }} options @returns {string} what to run @throws when a patch does not fit */
export function copyProgram({ folder, dist, patches = [] }) {
  if (!existsSync(join(dist, 'main.js')))
    throw new Error(`there is no ${join(dist, 'main.js')}: build the pager first`);
  cpSync(dist, join(folder, 'dist'), { recursive: true });
  for (const part of ['bin', 'package.json']) cpSync(join(root, part), join(folder, part), { recursive: true });
  // Beside the program, where it looks for its packages and for a Redis that was fetched.
  for (const part of ['node_modules', '.cache']) {
    if (existsSync(join(root, part))) symlinkSync(join(root, part), join(folder, part));
  }
  for (const patch of patches) apply(join(folder, 'dist'), patch);
  return join(folder, 'dist', 'main.js');
}

/** The program itself, as the sources are now. */
export function builtProgram() {
  buildIfStale();
  return join(root, 'dist');
}

/** @param {string} dist @param {Patch} patch */
function apply(dist, { file, find, put }) {
  const path = join(dist, file);
  const parts = readFileSync(path, 'utf8').split(find);
  if (parts.length !== 2)
    throw new Error(`a change does not fit: ${file} has its text ${parts.length - 1} times: ${find}`);
  writeFileSync(path, parts.join(put));
}
