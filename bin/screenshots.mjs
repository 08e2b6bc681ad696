// `npm run screenshots`: the console with realistic data, as pictures in docs/images.
import { spawnSync } from 'node:child_process';
import { buildConsoleIfStale } from './build.mjs';

buildConsoleIfStale();
const { status } = spawnSync('node_modules/.bin/vitest', ['run', '--config', 'vitest.screenshots.config.ts'], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
