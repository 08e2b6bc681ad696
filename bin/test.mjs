// `npm test`: format, lint and types first, since they fail fastest, then the tests, on a fresh build.
import { spawnSync } from 'node:child_process';
import { buildConsoleIfStale, buildIfStale } from './build.mjs';

const run = (command, ...args) => {
  const { status } = spawnSync(`node_modules/.bin/${command}`, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

const only = process.argv.slice(4);
if (only.length === 0) {
  run('biome', 'ci', '--error-on-warnings', '.');
  run('tsc', '--noEmit');
  run('tsc', '--noEmit', '-p', 'web');
}
buildIfStale();
buildConsoleIfStale();
run('vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile.json=test-report.json', ...only);
