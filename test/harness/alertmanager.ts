/**
 * Debian's Alertmanager as a client: what it is told fires and ends, and it tells the
 * pager. That of this machine, or unpacked into a folder of ours: no daemon is installed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../bin/free-port.mjs';
import { alertmanager } from '../../bin/prometheus.mjs';
import { until } from './until.ts';

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
  const found = alertmanager();
  if ('missing' in found) throw new Error(`These tests need Alertmanager: ${found.missing}`);
  const [command = '', ...first] = found.command;
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
