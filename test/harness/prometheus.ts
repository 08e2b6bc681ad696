/** Debian's Prometheus with a rule of the test's own: that of this machine, or unpacked into a folder of ours. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canUnpackDebianPackages, unpackDebianPackages } from '../../bin/debian-packages.mjs';
import { freePort } from './program.ts';
import { until } from './until.ts';

const CACHE = fileURLToPath(new URL('../../.cache/prometheus', import.meta.url));

/** @param config of where alerts go, and @param rule what fires, both in YAML; it is looked at each second */
export async function startPrometheus(config: string, rule: string): Promise<{ stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'pager-test-prometheus-'));
  const file = join(folder, 'prometheus.yml');
  const rules = join(folder, 'rules.yml');
  writeFileSync(rules, `groups:\n  - name: test\n    rules:\n      - ${rule}\n`);
  writeFileSync(file, `global: {evaluation_interval: 1s}\nrule_files: ["${rules}"]\n${config}`);
  const port = await freePort();
  const places = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'data')}`];
  const child = spawn(findPrometheus(), [...places, `--web.listen-address=127.0.0.1:${port}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said = `${said}${text}`.slice(-4_000);
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const ready = `http://127.0.0.1:${port}/-/ready`;
  await until(async () => (await fetch(ready)).ok, { what: () => `Prometheus is never ready: ${said}` });
  return {
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findPrometheus(): string {
  const unpacked = join(CACHE, 'usr', 'bin', 'prometheus');
  const folders = (process.env.PATH ?? '').split(':').filter(Boolean);
  const found = [...folders.map((folder) => join(folder, 'prometheus')), unpacked].find((path) => existsSync(path));
  if (found) return found;
  if (process.env.PAGER_NO_INSTALL === '1' || !canUnpackDebianPackages()) {
    throw new Error('These tests need Prometheus: there is none, and it can’t or may not be fetched.');
  }
  const problem = unpackDebianPackages({ packages: ['prometheus'], needed: 'prometheus', into: CACHE });
  if (problem !== null) throw new Error(`These tests need Prometheus: ${problem}`);
  return unpacked;
}
