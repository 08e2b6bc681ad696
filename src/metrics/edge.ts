/** Metrics of the HTTP edge: requests by pattern and answer, and what was refused. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Metrics } from '../metrics.ts';
import { ANSWER_BUCKETS } from './buckets.ts';

export function createEdgeMetrics(registry: Registry): Pick<Metrics, 'requestAnswered' | 'refused'> {
  const registers = [registry];
  const requests = new Counter({
    name: 'pager_http_requests_total',
    help: 'HTTP requests that were answered.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'pager_http_request_duration_seconds',
    help: 'From the request to its answer (of a stream: to its beginning).',
    labelNames: ['method', 'route'],
    buckets: ANSWER_BUCKETS,
    registers,
  });
  const refused = new Counter({
    name: 'pager_refused_total',
    help: 'Requests that were refused, by the code of the problem; the last 200 stand in /v1/refusals.',
    labelNames: ['code'],
    registers,
  });
  return {
    requestAnswered({ method, route, status, seconds }) {
      requests.inc({ method, route, status: String(status) });
      durations.observe({ method, route }, seconds);
    },
    refused: (code) => refused.inc({ code }),
  };
}
