/*
 * Finds a program of Debian's that tests or benchmarks run, or unpacks it into a folder of
 * ours: nothing is installed, no daemon starts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canUnpackDebianPackages, unpackDebianPackages } from './debian-packages.mjs';

const CACHE = fileURLToPath(new URL('../.cache/', import.meta.url));

/**
 * @typedef {{path: string, usr: string | null, env: NodeJS.ProcessEnv}} Program `usr`: where its package's files are, when it is not installed
 * @param {{name: string, packages: string[], versionArgument: string}} wanted the first of `packages` holds it, the others its libraries
 * @returns {Program | {missing: string}}
 */
export function debianProgram({ name, packages, versionArgument }) {
  const installed = (process.env.PATH ?? '')
    .split(':')
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  if (installed) return { path: installed, usr: null, env: process.env };
  const into = join(CACHE, cacheNameOf(packages[0]));
  const usr = join(into, 'usr');
  const problem = existsSync(join(usr, 'bin', name)) ? null : unpack(packages, into);
  if (problem !== null) return { missing: problem };
  const libraries = librariesIn(usr);
  const env = { ...process.env, ...(libraries && { LD_LIBRARY_PATH: libraries }) };
  const program = { path: join(usr, 'bin', name), usr, env };
  const { error, stderr } = spawnSync(program.path, [versionArgument], { env: program.env, encoding: 'utf8' });
  const broken = error?.message ?? /error while loading shared libraries.*/.exec(stderr)?.[0];
  return broken ? { missing: `it was unpacked, but does not run: ${broken}` } : program;
}

const cacheNameOf = (packageName) => packageName.replace(/^prometheus-/, '');

function unpack(packages, into) {
  if (process.env.PAGER_NO_INSTALL === '1') return 'PAGER_NO_INSTALL=1 forbids getting it.';
  if (!canUnpackDebianPackages()) return 'there is none, and this is no Debian or Ubuntu.';
  return unpackDebianPackages({ packages, needed: packages[0], into });
}

function librariesIn(usr) {
  const lib = join(usr, 'lib');
  if (!existsSync(lib)) return '';
  return [lib, ...readdirSync(lib).map((name) => join(lib, name))].join(':');
}
