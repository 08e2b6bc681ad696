/** Debian's Prometheus with no Alertmanager behind it: by the lines that users are given, what fires pages, and what is over ends. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentedBlock } from '../harness/documented-block.ts';
import { givenIntegration } from '../harness/integration.ts';
import { startPrometheus } from '../harness/prometheus.ts';
import { type ServedPager, startServed } from '../harness/served.ts';
import { until } from '../harness/until.ts';

let served: ServedPager;
beforeAll(async () => {
  served = await startServed();
  await served.http.given(['db']);
});
afterAll(() => served.stop());

test('an alert pages, and ends when its rule says so', async () => {
  const { key } = await givenIntegration(served.http, { type: 'alertmanager', serviceId: 'db' });
  const config = documentedBlock('alertmanager.md', 'yaml', 1)
    .replace('scheme: https', 'scheme: http')
    .replace('ALERTMANAGER_KEY', key)
    .replace('pager.example.com', `127.0.0.1:${served.server.port}`);
  const rule =
    '{alert: Odd, expr: "vector(time()) % 8 < 4", labels: {severity: warning}, annotations: {summary: It is odd}}';
  const prometheus = await startPrometheus(config, rule);
  const service = async () => (await served.http.get('/v1/services/db')).json;
  try {
    const { incident } = await until(async () => {
      const view = await service();
      return view.incident && view;
    });
    expect(incident.alerts).toMatchObject([{ summary: 'It is odd', severity: 'warning' }]);
    await until(async () => (await service()).state === 'healthy');
    expect((await served.http.get('/v1/incidents/db-1')).json.closedAt).not.toBeNull();
  } finally {
    await prometheus.stop();
  }
});
