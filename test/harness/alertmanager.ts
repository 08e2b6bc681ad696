/**
 * Debian's Alertmanager as a client: what it is told fires and ends, and it tells the
 * pager. That of this machine, or unpacked into a folder of ours: no daemon is installed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canUnpackDebianPackages, unpackDebianPackages } from '../../bin/debian-packages.mjs';
import { freePort } from './program.ts';
import { until } from './until.ts';

const NAME = 'prometheus-alertmanager';
const CACHE = fileURLToPath(new URL('../../.cache/alertmanager', import.meta.url));

export interface TestAlertmanager {
  /** The same alert again is a repetition of it. */
  fires(alerts: AlertLabels[]): Promise<void>;
  resolves(alerts: AlertLabels[]): Promise<void>;
  stop(): Promise<void>;
}

export interface AlertLabels {
  alertname: string;
  [label: string]: string;
}

/** @param config its whole configuration, in YAML */
export async function startAlertmanager(config: string): Promise<TestAlertmanager> {
  const folder = mkdtempSync(join(tmpdir(), 'pager-test-alertmanager-'));
  const file = join(folder, 'alertmanager.yml');
  writeFileSync(file, config);
  const port = await freePort();
  const [command = '', ...first] = findAlertmanager();
  const places = [`--config.file=${file}`, `--storage.path=${join(folder, 'data')}`];
  const sockets = [`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='];
  const child = spawn(command, [...first, ...places, ...sockets], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said = `${said}${text}`.slice(-4_000);
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/-/ready`)).ok, { what: () => `Alertmanager is never ready: ${said}` });
  const startsAt = new Date().toISOString();
  return {
    fires: (alerts) => post(url, alerts, { startsAt }),
    resolves: (alerts) => post(url, alerts, { startsAt, endsAt: new Date().toISOString() }),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function post(url: string, alerts: AlertLabels[], times: { startsAt: string; endsAt?: string }): Promise<void> {
  const body = alerts.map((labels) => ({
    labels,
    annotations: { summary: `${labels.alertname} on ${labels.instance}` },
    generatorURL: 'http://prometheus.example.com/graph',
    ...times,
  }));
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status}: ${await answer.text()}`);
}

/** How it is run. Debian's build reads its templates under /usr/share: in a mount namespace of its own, that is our folder. */
function findAlertmanager(): string[] {
  const folders = (process.env.PATH ?? '').split(':').filter(Boolean);
  const installed = folders.map((folder) => join(folder, NAME)).find((path) => existsSync(path));
  if (installed) return [installed];
  const unpacked = join(CACHE, 'usr', 'bin', NAME);
  const problem = existsSync(unpacked) ? null : whyNotUnpacked();
  if (problem !== null) throw new Error(`These tests need Alertmanager: ${problem}`);
  const script = 'mount --bind "$0" /usr/share && exec "$@"';
  return ['unshare', '-rm', 'sh', '-c', script, join(CACHE, 'usr', 'share'), unpacked];
}

function whyNotUnpacked(): string | null {
  if (process.env.PAGER_NO_INSTALL === '1') return 'PAGER_NO_INSTALL=1 forbids getting it.';
  if (!canUnpackDebianPackages()) return 'there is none, and this is no Debian or Ubuntu.';
  return unpackDebianPackages({ packages: [NAME], needed: NAME, into: CACHE });
}
