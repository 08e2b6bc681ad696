/** The load generator of a benchmark that shares its cores with what it measures: wrk is native, and takes little of them. */
import { spawnSync } from 'node:child_process';
import { debianProgram } from '../../bin/debian-program.mjs';

/** @returns {{path: string, env: NodeJS.ProcessEnv, version: string} | {missing: string}} */
export function wrkCommand() {
  const found = debianProgram({
    name: 'wrk',
    packages: ['wrk', 'libluajit-5.1-2', 'libluajit2-5.1-2'],
    versionArgument: '-v',
  });
  if ('missing' in found) return found;
  const { stdout } = spawnSync(found.path, ['-v'], { env: found.env, encoding: 'utf8' });
  const version = /wrk (?:debian\/)?(\d[\w.+-]*)/.exec(stdout ?? '')?.[1];
  return version ? { ...found, version } : { missing: `${found.path} does not say its version` };
}
