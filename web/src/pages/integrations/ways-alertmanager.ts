/** The lines for what sends Alertmanager's alerts, as docs/integrations has them. Pure. */
import type { Way } from './tools.ts';

const partsOf = (url: string) => {
  const { protocol, host, pathname } = new URL(url);
  return { scheme: protocol.slice(0, -1), host, pathname };
};

export const ALERTMANAGER_WAYS: readonly [Way, ...Way[]] = [
  {
    name: 'Alertmanager',
    where: 'alertmanager.yml',
    lines: ({ url }) => `receivers:
  - name: pager
    webhook_configs:
      - url: ${url}`,
  },
  {
    name: 'Prometheus',
    where: 'prometheus.yml, without an Alertmanager',
    lines({ url }) {
      const { scheme, host, pathname } = partsOf(url);
      return `alerting:
  alertmanagers:
    - scheme: ${scheme}
      path_prefix: ${pathname}
      static_configs:
        - targets: [${host}]`;
    },
  },
  {
    name: 'vmalert',
    where: 'Its command line',
    lines: ({ url }) => `-notifier.url=${url}`,
  },
];
