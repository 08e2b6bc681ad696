/** How everything stands, in a few numbers: counts that the store keeps anyway. */
import type { Keyspace } from '../runtime/keys.ts';
import type { CommitConnection } from '../runtime/store.ts';
import { countOpen } from './open-counts.ts';
import type { PlanStore } from './plan-store.ts';
import type { Retention } from './retention.ts';
import type { OverviewView } from './types.ts';

export function createOverview({
  redis,
  keys,
  plans,
  retention,
}: {
  redis: CommitConnection;
  keys: Keyspace;
  plans: PlanStore;
  retention: Retention;
}): () => Promise<OverviewView> {
  return async () => {
    const [open, total, memory] = await Promise.all([
      countOpen(redis, keys),
      plans.countServices(),
      retention.memory(),
    ]);
    // Of services that are being deleted some are open and no longer counted.
    const healthy = Math.max(0, total - open.escalating - open.exhausted - open.acked - open.test);
    return { services: { ...open, total, healthy }, memoryShare: memory.share };
  };
}
