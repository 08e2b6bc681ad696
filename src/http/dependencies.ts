/** What the HTTP edge is given. It knows the pager by its public types only, and makes no Redis or BullMQ calls of its own. */
import type { Queue } from 'bullmq';
import type { Metrics } from '../metrics.ts';
import type { Pager } from '../pager/types.ts';
import type { Log } from '../runtime/observation.ts';

export interface HttpDependencies {
  pager: Pager;
  /** The name of the API key that was presented, null when it is none of ours. In constant time. */
  keyName(presented: string): string | null;
  /** The base of links, without a slash at its end. */
  publicUrl: string;
  version: string;
  /** Shown by the dashboard, read-only. */
  queues: Queue[];
  metrics: Metrics;
  log: Log;
}
