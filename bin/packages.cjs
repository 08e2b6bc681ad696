/** Installs the packages of the lock file when they are missing or stale, then runs a module of ours. */
const { createHash } = require('node:crypto');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { pathToFileURL } = require('node:url');

const root = path.join(__dirname, '..');
const stampFile = path.join(root, 'node_modules', '.pager-installed.json');

/** Does nothing when what is installed is what the lock file says; development packages are kept once they are there. */
exports.installPackages = (development) => {
  process.chdir(root);
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  const installed = readStamp();
  if (installed.lock === lock && (installed.development || !development)) return;
  // Whoever installed them by hand, or before the lock file changed, wants to keep them.
  const all = development || installed.development || existsSync(path.join('node_modules', 'vitest'));

  console.error(`Installing packages (npm install${all ? '' : ', without the development ones'}) ...`);
  // Not `npm ci`: it fails where a registry lacks an optional package of another platform.
  // --no-save still installs what the lock file says, and leaves the file as it is.
  // NODE_ENV=production would leave the development packages out without a word, so both are said.
  const { status } = spawnSync(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', all ? '--include=dev' : '--omit=dev'],
    { stdio: ['ignore', 2, 2] },
  );
  if (status !== 0) {
    console.error('npm install failed. Check that the npm registry can be reached, then run the command again.');
    process.exit(1);
  }
  writeFileSync(stampFile, JSON.stringify({ lock, development: all }));
};

exports.run = (module) => {
  import(pathToFileURL(path.join(root, module)).href).catch((error) => {
    console.error(error);
    process.exit(1);
  });
};

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}
