/** Alertmanager, what a user would pick instead: each alert in a group of its own, and no wait before it is sent. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertmanager } from '../../bin/prometheus.mjs';
import { startProgram } from '../program.mjs';

/**
 * @param {{webhookPort: number, webhookPath?: string}} options where it sends them
 * @returns {Promise<import('../program.mjs').Program | null>} null where there is none, and its figures are left out
 */
export async function startAlertmanager({ webhookPort, webhookPath = '/webhook' }) {
  const found = alertmanager();
  if ('missing' in found) {
    console.error(`No Alertmanager to compare with: ${found.missing}`);
    return null;
  }
  const [command, ...first] = found.command;
  return await startProgram({
    name: 'alertmanager',
    command,
    args: ({ port, folder }) => {
      const config = join(folder, 'alertmanager.yml');
      writeFileSync(config, configFor(`http://127.0.0.1:${webhookPort}${webhookPath}`));
      return [
        ...first,
        `--config.file=${config}`,
        `--storage.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
        '--log.level=error',
      ];
    },
    readyPath: '/-/ready',
  });
}

const configFor = (url) => `route:
  receiver: webhook
  group_by: ['...']
  group_wait: 0s
  group_interval: 5m
  repeat_interval: 4h
receivers:
  - name: webhook
    webhook_configs:
      - url: ${url}
        send_resolved: false
`;

/** About one of the numbered services, or always the same. @param {string} [n] */
export const alertmanagerAlert = (n = '{n}') => ({
  method: 'POST',
  path: '/api/v2/alerts',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify([
    { labels: { alertname: 'DiskFull', instance: `s${n}` }, annotations: { summary: `disk full on s${n}` } },
  ]),
});
