/*
 * `npm run dev`: the pager, built and started anew when its sources change, and the
 * console beside it (on port 7244, or DEV_PORT), which reloads by itself. What does not
 * build leaves the pager that runs as it is; one that ended is started with the next change.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, watch } from 'node:fs';
import { parseEnv } from 'node:util';
import { buildConsoleIfStale, buildIfStale } from './build.mjs';

const SETTLE_MS = 300;
const DEFAULT_PORT = '7243';
let pager = null;
let timer = null;

buildConsoleIfStale();
renew();
watch('src', { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(renew, SETTLE_MS);
});
const vite = spawn('node_modules/.bin/vite', ['--config', 'web/vite.config.ts'], {
  stdio: 'inherit',
  env: { DEV_PAGER_URL: `http://127.0.0.1:${portOfPager()}`, ...process.env },
});
vite.once('exit', (code) => stop(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(0));
process.once('exit', () => {
  vite.kill();
  pager?.kill('SIGTERM');
});

/** It finishes what it has before the next one takes its place. */
function renew() {
  if (!buildIfStale({ orElse: () => undefined })) return;
  if (pager === null) return start();
  pager.removeAllListeners('exit').once('exit', start).kill('SIGTERM');
}

function start() {
  pager = spawn(process.execPath, ['dist/main.js'], { stdio: 'inherit' }).once('exit', () => {
    pager = null;
  });
}

function stop(code) {
  vite.kill();
  clearTimeout(timer);
  if (pager === null) process.exit(code);
  pager.removeAllListeners('exit').once('exit', () => process.exit(code));
  pager.kill('SIGTERM');
}

/** As the pager itself reads it: what the environment sets wins over the file. */
function portOfPager() {
  if (process.env.PORT !== undefined) return process.env.PORT || DEFAULT_PORT;
  return (existsSync('.env') && parseEnv(readFileSync('.env', 'utf8')).PORT) || DEFAULT_PORT;
}
