/** Whether this process can do its work now, part by part, in words for whoever is woken by it. */
import type { Runtime } from '../runtime/runtime.ts';
import type { CommitConnection } from '../runtime/store.ts';
import type { Retention } from './retention.ts';
import type { ReadinessCheck } from './types.ts';

const LATE_MS = 5_000;
const FULL_SHARE = 0.8;

export function createReadiness({
  redis,
  runtime,
  retention,
  preview,
}: {
  redis: CommitConnection;
  runtime: Runtime;
  retention: Retention;
  preview: boolean;
}): () => Promise<ReadinessCheck[]> {
  return async () => {
    const channels = { name: 'channels', ok: true, detail: preview ? 'Preview: nobody is paged' : 'configured' };
    const answers = await redis.ping().then(
      () => true,
      () => false,
    );
    if (!answers) return [{ name: 'redis', ok: false, detail: 'Redis does not answer' }, channels];
    const [health, share] = await Promise.all([runtime.health(), retention.memoryShare()]);
    return [
      {
        name: 'redis',
        ok: health.heartbeatAgeMs < LATE_MS,
        detail: `last heartbeat ${seconds(health.heartbeatAgeMs)} ago`,
      },
      { name: 'sweeper', ok: health.sweepAgeMs < LATE_MS, detail: `last sweep ${seconds(health.sweepAgeMs)} ago` },
      { name: 'queues', ok: !health.queuesPaused, detail: health.queuesPaused ? 'a queue is paused' : 'running' },
      {
        name: 'memory',
        ok: true,
        detail:
          share === null
            ? 'Redis has no maxmemory'
            : `${Math.round(share * 100)} % of maxmemory${share > FULL_SHARE ? ': closed history is being cut' : ''}`,
      },
      channels,
    ];
  };
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
