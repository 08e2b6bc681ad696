/*
 * Unpacks packages of Debian or Ubuntu into a folder of ours: nothing is installed, no
 * service is started, and no root is needed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Root's downloads into a folder that apt's own user can't write to are no more than a warning: say beforehand that it is meant. */
const AS_ROOT = process.getuid?.() === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];

export function canUnpackDebianPackages() {
  return existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-deb');
}

/**
 * Their `usr` becomes that of the folder. Those that this release doesn't have are left out.
 *
 * @param {{packages: string[], needed: string, into: string}} what `needed`: the one that must be there
 * @returns {string | null} why it did not come about
 */
export function unpackDebianPackages({ packages, needed, into }) {
  mkdirSync(into, { recursive: true });
  const download = mkdtempSync(join(into, 'download-'));
  try {
    return fetchAndUnpack(packages, needed, into, download);
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
}

function fetchAndUnpack(packages, needed, into, download) {
  if (!downloadTo(download, packages, needed)) {
    // The package lists may be missing or old; only root can renew them.
    run('apt-get', ['update', '-qq'], download);
    if (!downloadTo(download, packages, needed)) return 'apt-get could not download the packages.';
  }
  const unpacked = join(download, 'unpacked');
  mkdirSync(unpacked);
  for (const name of readdirSync(download).filter((file) => file.endsWith('.deb'))) {
    if (!run('dpkg-deb', ['-x', resolve(download, name), unpacked], download)) return `${name} could not be unpacked.`;
  }
  rmSync(join(into, 'usr'), { recursive: true, force: true });
  // Last and at once: a run that is cut off leaves no half of a program.
  renameSync(join(unpacked, 'usr'), join(into, 'usr'));
  return null;
}

/** True when every package came that this release has. */
function downloadTo(folder, packages, needed) {
  const known = knownOf(packages);
  if (!known.includes(needed)) return false;
  const others = known.length - 1;
  console.error(`Getting ${needed}${others > 0 ? ` and ${others} packages that it may need` : ''} ...`);
  return run('apt-get', ['download', '-qq', ...AS_ROOT, ...known], folder);
}

/** Those that this release has; asked for at once, since it may be hundreds. */
function knownOf(packages) {
  const { stdout } = spawnSync('apt-cache', ['policy', ...packages], {
    encoding: 'utf8',
    maxBuffer: 67_108_864,
    env: { ...process.env, LC_ALL: 'C' },
  });
  const sections = (stdout ?? '').split(/^(?=\S)/m);
  const found = sections.filter((section) => /^ {2}Candidate: (?!\(none\))/m.test(section));
  const names = new Set(found.map((section) => section.slice(0, section.indexOf(':'))));
  return packages.filter((name) => names.has(name));
}

function run(command, args, cwd) {
  return spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2] }).status === 0;
}
