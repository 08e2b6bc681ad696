/** What the process counts, as Prometheus metrics. */
import type { Observe } from './runtime/observation.ts';

export interface Metrics {
  /** What the runtime tells. */
  observe: Observe;
  /** `route` is the route's pattern, never the path. */
  requestAnswered(request: { method: string; route: string; status: number; seconds: number }): void;
  refused(code: string): void;
  contentType: string;
  text(): Promise<string>;
}
