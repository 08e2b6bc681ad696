/*
 * Builds dist when it is not what the sources say. Types are not checked here: that is
 * what `npm test` is for, and a start must not need the development packages.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const STAMP = '.built-from';

export function buildIfStale() {
  const sources = hashOfSources();
  if (readStamp() === sources) return;
  console.error('Building ...');
  // Beside it and then in its place: a program that runs, or starts, never sees half of a build.
  const fresh = `${dist}-${process.pid}`;
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', fresh], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    console.error('The build failed.');
    process.exit(1);
  }
  writeFileSync(join(fresh, STAMP), sources);
  const old = `${fresh}-old`;
  if (existsSync(dist)) renameSync(dist, old);
  try {
    renameSync(fresh, dist);
  } catch (error) {
    // Another start built the same at the same moment.
    if (readStamp() !== sources) throw error;
    rmSync(fresh, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
}

/** By content: a checkout changes the times of files, not what they say. */
function hashOfSources() {
  const hash = createHash('sha256');
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  const compiler = join('node_modules', 'typescript', 'package.json');
  for (const file of ['tsconfig.json', 'tsconfig.build.json', compiler].map((name) => join(root, name)).concat(files)) {
    hash.update(`${file.slice(root.length)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function readStamp() {
  try {
    return readFileSync(join(dist, STAMP), 'utf8');
  } catch {
    return null;
  }
}
