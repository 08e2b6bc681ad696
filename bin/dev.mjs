// `npm run dev`: the pager, started anew when its sources change, and the console beside it, which reloads by itself.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { buildConsoleIfStale, buildIfStale } from './build.mjs';

const SETTLE_MS = 300;
let pager = null;
let timer = null;

buildConsoleIfStale();
start();
watch('src', { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(restart, SETTLE_MS);
});
const vite = spawn('node_modules/.bin/vite', ['--config', 'web/vite.config.ts'], { stdio: 'inherit' });
vite.once('exit', (code) => stop(code ?? 0));
process.once('exit', () => pager.kill('SIGTERM'));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(0));

function start() {
  buildIfStale();
  pager = spawn(process.execPath, ['dist/main.js'], { stdio: 'inherit' });
}

/** It finishes what it has before the next one takes its place. */
function restart() {
  pager.once('exit', start);
  pager.kill('SIGTERM');
}

function stop(code) {
  vite.kill();
  pager.removeAllListeners('exit');
  pager.once('exit', () => process.exit(code));
  if (!pager.kill('SIGTERM')) process.exit(code);
}
