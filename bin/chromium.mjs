/*
 * Finds a Chromium for the tests of the console and its pictures, or gets one without
 * installing anything: Debian's package, with the libraries that it links, is unpacked
 * into a folder of ours.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canUnpackDebianPackages, unpackDebianPackages } from './debian-packages.mjs';

const cache = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache', 'chromium');
const unpacked = join(cache, 'usr', 'lib', 'chromium', 'chromium');
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
/** The machine's own must stay in use: programs and the loader belong to one another. */
const OF_THE_MACHINE = /^(libc6|libgcc-s1|gcc-\d+-base|libc-bin|dpkg|perl.*|debconf.*)$/;

/** @returns {{path: string, env: NodeJS.ProcessEnv} | {missing: string}} what to spawn */
export function chromium() {
  const found = findChromium();
  if (found) return found;
  const problem = get();
  if (problem !== null) return { missing: `${problem} On Debian and Ubuntu: apt-get install chromium` };
  return findChromium() ?? { path: unpacked, env: environment() };
}

function findChromium() {
  const folders = (process.env.PATH ?? '').split(':').filter(Boolean);
  const paths = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path) return { path, env: process.env };
  return existsSync(unpacked) ? { path: unpacked, env: environment() } : null;
}

function get() {
  if (process.env.PAGER_NO_INSTALL === '1') return 'PAGER_NO_INSTALL=1 forbids getting it.';
  if (!canUnpackDebianPackages()) return 'there is none, and this is no Debian or Ubuntu.';
  return unpackDebianPackages({ packages: withLibraries(), needed: 'chromium', into: cache });
}

/** The package with all that it depends on, and a font for what ours do not have. */
function withLibraries() {
  const without = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map(
    (kind) => `--no-${kind}`,
  );
  const listed = execFileSync('apt-cache', ['depends', '--recurse', ...without, 'chromium'], { encoding: 'utf8' });
  const packages = listed.split('\n').filter((line) => /^[a-z0-9]/.test(line) && !line.includes(':'));
  return [...new Set([...packages, 'chromium', 'fonts-dejavu-core'])].filter((name) => !OF_THE_MACHINE.test(name));
}

function environment() {
  const fonts = join(cache, 'fonts.conf');
  if (!existsSync(fonts)) {
    writeFileSync(
      fonts,
      `<?xml version="1.0"?><fontconfig><dir>${cache}/usr/share/fonts</dir><cachedir>${cache}/fonts</cachedir></fontconfig>\n`,
    );
  }
  return { ...process.env, LD_LIBRARY_PATH: libraryPath(), FONTCONFIG_FILE: fonts };
}

function libraryPath() {
  const lib = join(cache, 'usr', 'lib');
  const folders = readdirSync(lib, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes('linux-gnu'))
    .map((entry) => join(lib, entry.name));
  const inner = folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name)),
  );
  return [join(lib, 'chromium'), ...folders, ...inner].join(':');
}
