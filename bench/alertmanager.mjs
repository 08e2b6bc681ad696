/** The peer for new incidents: Alertmanager, with each alert in a group of its own and no wait before it is sent. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertmanagerCommand } from './alertmanager-binary.mjs';
import { startProgram } from './program.mjs';

/** @returns {Promise<{port: number, stop: () => Promise<void>} | null>} null where there is none */
export async function startAlertmanager({ webhookPort }) {
  const found = alertmanagerCommand();
  if (found === null) return null;
  return await startProgram({
    name: 'alertmanager',
    command: found.command,
    args: ({ port, folder }) => {
      const config = join(folder, 'alertmanager.yml');
      writeFileSync(config, configFor(webhookPort));
      return [
        ...found.args,
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

const configFor = (port) => `route:
  receiver: webhook
  group_by: ['...']
  group_wait: 0s
  group_interval: 5m
  repeat_interval: 4h
receivers:
  - name: webhook
    webhook_configs:
      - url: http://127.0.0.1:${port}/webhook
        send_resolved: false
`;

export const postAlertmanagerAlert = {
  method: 'POST',
  path: '/api/v2/alerts',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify([
    { labels: { alertname: 'DiskFull', instance: 's{n}' }, annotations: { summary: 'disk full on s{n}' } },
  ]),
};
