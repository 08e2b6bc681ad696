/** Debian's Prometheus with a rule of the test's own: that of this machine, or unpacked into a folder of ours. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../bin/free-port.mjs';
import { prometheus } from '../../bin/prometheus.mjs';
import { until } from './until.ts';

/** @param config of where alerts go, and @param rule what fires, both in YAML; it is looked at each second */
export async function startPrometheus(config: string, rule: string): Promise<{ stop(): Promise<void> }> {
  const found = prometheus();
  if ('missing' in found) throw new Error(`These tests need Prometheus: ${found.missing}`);
  const folder = mkdtempSync(join(tmpdir(), 'pager-test-prometheus-'));
  const file = join(folder, 'prometheus.yml');
  const rules = join(folder, 'rules.yml');
  writeFileSync(rules, `groups:\n  - name: test\n    rules:\n      - ${rule}\n`);
  writeFileSync(file, `global: {evaluation_interval: 1s}\nrule_files: ["${rules}"]\n${config}`);
  const port = await freePort();
  const places = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'data')}`];
  const child = spawn(found.path, [...places, `--web.listen-address=127.0.0.1:${port}`], {
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
