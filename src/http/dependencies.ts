/** What the HTTP edge is given. It knows the pager by its public types only, and makes no Redis or BullMQ calls of its own. */
import type { Queue } from 'bullmq';
import type { MiddlewareHandler } from 'hono';
import type { Metrics } from '../metrics.ts';
import type { Pager } from '../pager/types.ts';
import type { Log } from '../runtime/observation.ts';
import type { ConsoleFiles } from './console-files.ts';
import type { HttpEnv } from './context.ts';
import type { LimitSettings } from './limits-settings.ts';

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
  /** The built console; null: it was not built, and plain pages stand in its place. */
  consoleFiles: ConsoleFiles | null;
  /** Where a Stately Inspector is, which actors may be shown in; null: nowhere. */
  statelyInspectorUrl?: string | null;
  /** Those that are not given are the defaults. */
  limits?: Partial<LimitSettings>;
  /** Outermost, where traces are wanted. */
  tracing?: MiddlewareHandler<HttpEnv>;
  log: Log;
}
