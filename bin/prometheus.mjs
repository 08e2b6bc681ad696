/* Prometheus with its checker, and Alertmanager: the ones of this machine, or Debian's, unpacked into a folder of ours. */
import { join } from 'node:path';
import { debianProgram } from './debian-program.mjs';

const versionArgument = '--version';

export const promtool = () => debianProgram({ name: 'promtool', packages: ['prometheus'], versionArgument });
export const prometheus = () => debianProgram({ name: 'prometheus', packages: ['prometheus'], versionArgument });

/** How it is run. Debian's build reads its templates under /usr/share: in a mount namespace of its own, that is our folder. */
export function alertmanager() {
  const name = 'prometheus-alertmanager';
  const found = debianProgram({ name, packages: [name], versionArgument });
  if ('missing' in found) return found;
  const { path, usr } = found;
  if (usr === null) return { command: [path] };
  const script = 'mount --bind "$0" /usr/share && exec "$@"';
  return { command: ['unshare', '-rm', 'sh', '-c', script, join(usr, 'share'), path] };
}
