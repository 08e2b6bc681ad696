/** Prometheus' own checker of rules and metrics: the one of this machine, or Debian's, unpacked into a folder of ours. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canUnpackDebianPackages, unpackDebianPackages } from '../../bin/debian-packages.mjs';

const CACHE = fileURLToPath(new URL('../../.cache/prometheus', import.meta.url));

/** What it said, and null when it found nothing wrong. */
export function promtool(args: string[], input = ''): { problems: string | null; output: string } {
  const { status, stdout, stderr } = spawnSync(findPromtool(), args, { input, encoding: 'utf8' });
  const output = `${stdout}${stderr}`;
  return { problems: status === 0 ? null : output, output };
}

function findPromtool(): string {
  const unpacked = join(CACHE, 'usr', 'bin', 'promtool');
  const folders = (process.env.PATH ?? '').split(':').filter(Boolean);
  const found = [...folders.map((folder) => join(folder, 'promtool')), unpacked].find((path) => existsSync(path));
  if (found) return found;
  const problem = whyNotUnpacked();
  if (problem !== null) throw new Error(`These tests need promtool, which is part of Prometheus: ${problem}`);
  return unpacked;
}

function whyNotUnpacked(): string | null {
  if (process.env.PAGER_NO_INSTALL === '1') return 'PAGER_NO_INSTALL=1 forbids getting it.';
  if (!canUnpackDebianPackages()) return 'there is none, and this is no Debian or Ubuntu.';
  return unpackDebianPackages({ packages: ['prometheus'], needed: 'prometheus', into: CACHE });
}
