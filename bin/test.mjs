// `npm test`: format, lint and types first, since they fail fastest, then the tests, on a fresh build.
import { spawnSync } from 'node:child_process';
import { wrkCommand } from '../bench/load/wrk-command.mjs';
import { buildConsoleIfStale, buildIfStale } from './build.mjs';
import { chromium } from './chromium.mjs';
import { alertmanager, prometheus } from './prometheus.mjs';
import { redisServer } from './redis-server.mjs';

const run = (command, ...args) => {
  const { status } = spawnSync(`node_modules/.bin/${command}`, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

/** Before the tests: one that had to wait for a download would run out of its time. */
async function getPrograms() {
  await redisServer();
  const programs = { Chromium: chromium, Prometheus: prometheus, Alertmanager: alertmanager, wrk: wrkCommand };
  for (const [name, get] of Object.entries(programs)) {
    const got = get();
    if ('missing' in got) console.error(`No ${name}, so tests that need it fail: ${got.missing}`);
  }
}

const only = process.argv.slice(4);
if (only.length === 0) {
  run('biome', 'ci', '--error-on-warnings', '.');
  run('tsc', '--noEmit');
  run('tsc', '--noEmit', '-p', 'web');
}
await getPrograms();
buildIfStale();
buildConsoleIfStale();
run('vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile.json=test-report.json', ...only);
