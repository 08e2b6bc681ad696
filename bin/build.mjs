/*
 * Builds what is not what its sources say: the pager into dist, the console into
 * web/dist. Types are not checked here: that is what `npm test` is for, and a start must
 * not need the development packages.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const STAMP = '.built-from';

/**
 * @param {{orElse?: () => void}} [whenItFails] the end of the program, unless it can go on without
 * @returns {boolean} whether dist is what the sources say
 */
export function buildIfStale({ orElse = exit } = {}) {
  return build({
    orElse,
    what: 'the pager',
    target: join(root, 'dist'),
    sources: [...filesIn('src'), 'tsconfig.json', 'tsconfig.build.json', 'node_modules/typescript/package.json'],
    command: (outDir) => ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', outDir],
  });
}

export function buildConsoleIfStale() {
  build({
    what: 'the console',
    target: join(root, 'web', 'dist'),
    sources: [
      ...filesIn('web').filter((name) => !/^web\/dist/.test(name)),
      'package-lock.json',
      'node_modules/vite/package.json',
    ],
    command: (outDir) => [
      'node_modules/vite/bin/vite.js',
      'build',
      '--config',
      'web/vite.config.ts',
      '--logLevel',
      'warn',
      '--outDir',
      outDir,
    ],
  });
}

const exit = () => process.exit(1);

function build({ what, target, sources, command, orElse = exit }) {
  const hash = hashOf(sources);
  if (readStamp(target) === hash) return true;
  console.error(`Building ${what} ...`);
  // Beside it and then in its place: a program that runs, or starts, never sees half of a build.
  const fresh = `${target}-${process.pid}`;
  // Tests set another: React would be built as for developers, three times as large.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status } = spawnSync(process.execPath, command(fresh), { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    console.error('The build failed.');
    orElse();
    return false;
  }
  writeFileSync(join(fresh, STAMP), hash);
  const old = `${fresh}-old`;
  if (existsSync(target)) renameSync(target, old);
  try {
    renameSync(fresh, target);
  } catch (error) {
    // Another start built the same at the same moment.
    if (readStamp(target) !== hash) throw error;
    rmSync(fresh, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
  return true;
}

/** Below that folder, from the root. */
function filesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .sort();
}

/** By content: a checkout changes the times of files, not what they say. */
function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function readStamp(target) {
  try {
    return readFileSync(join(target, STAMP), 'utf8');
  } catch {
    return null;
  }
}
