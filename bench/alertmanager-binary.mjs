/** Gets Debian's Alertmanager, unpacked into a folder of ours: no daemon is installed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canUnpackDebianPackages, unpackDebianPackages } from '../bin/debian-packages.mjs';

const cache = fileURLToPath(new URL('../.cache/alertmanager', import.meta.url));
const PACKAGE = 'prometheus-alertmanager';

/** @returns {{command: string, args: string[]} | null} how it is run; null where none can be had, and its figures are left out */
export function alertmanagerCommand() {
  const installed = `/usr/bin/${PACKAGE}`;
  if (existsSync(installed)) return { command: installed, args: [] };
  const unpacked = join(cache, 'usr', 'bin', PACKAGE);
  const problem = existsSync(unpacked) ? null : unpack();
  if (problem !== null) {
    console.error(`No Alertmanager to compare with: ${problem}`);
    return null;
  }
  // Debian's build reads its templates under /usr/share: in a mount namespace of its own, that is our folder.
  const script = 'mount --bind "$0" /usr/share && exec "$@"';
  return { command: 'unshare', args: ['-rm', 'sh', '-c', script, join(cache, 'usr', 'share'), unpacked] };
}

function unpack() {
  if (process.env.PAGER_NO_INSTALL === '1') return 'PAGER_NO_INSTALL=1 forbids getting it.';
  if (!canUnpackDebianPackages()) return 'this is no Debian or Ubuntu.';
  return unpackDebianPackages({ packages: [PACKAGE], needed: PACKAGE, into: cache });
}
