/**
 * What the process counts, as Prometheus metrics: in a registry of its own, in base
 * units, with labels of few values only (a channel, a state, a route's pattern; never
 * a service, a person or a path).
 */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { createEdgeMetrics } from './metrics/edge.ts';
import { createFigureMetrics } from './metrics/figures.ts';
import { createPagingMetrics } from './metrics/paging.ts';
import { createRuntimeMetrics } from './metrics/runtime.ts';
import { createWatchdogMetrics } from './metrics/watchdog.ts';
import type { Decision } from './pager/decision.ts';
import type { Figures } from './pager/figures.ts';
import type { Heartbeat } from './pager/watchdog.ts';
import type { Observe } from './runtime/observation.ts';

export interface Metrics {
  /** What the runtime tells. */
  observe: Observe;
  /** What the pager decides. */
  decided(decision: Decision): void;
  heartbeat(heartbeat: Heartbeat): void;
  /** `route` is the route's pattern, never the path. */
  requestAnswered(request: { method: string; route: string; status: number; seconds: number }): void;
  refused(code: string): void;
  /** Asked at each scrape for what is not counted, but stands in the store. */
  readFiguresBy(read: () => Promise<Figures>): void;
  contentType: string;
  text(): Promise<string>;
}

/** Gauges that are called `_total`: what they add up stands beside them, by type. */
const ILL_NAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

export function createMetrics({ version }: { version: string }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of ILL_NAMED) registry.removeSingleMetric(name);
  new Gauge({
    name: 'pager_build_info',
    help: 'Always 1; the label is the release that runs.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1);
  const figures = createFigureMetrics(registry);

  return {
    observe: createRuntimeMetrics(registry),
    decided: createPagingMetrics(registry),
    heartbeat: createWatchdogMetrics(registry),
    ...createEdgeMetrics(registry),
    readFiguresBy: figures.readBy,
    contentType: registry.contentType,
    async text() {
      await figures.refresh();
      return await registry.metrics();
    },
  };
}
