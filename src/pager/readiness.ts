/** Whether this process can do its work now, part by part, in words for whoever is woken by it. */
import { serversOf } from '../runtime/commit-connection.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CommitConnection } from '../runtime/store.ts';
import type { ChannelOutages } from './channel-outages.ts';
import type { Retention } from './retention.ts';
import type { ReadinessCheck } from './types.ts';

const SECOND = 1_000;
const LATE_MS = 5 * SECOND;
const FULL_SHARE = 0.8;

export interface ReadinessOptions {
  redis: CommitConnection;
  runtime: Runtime;
  retention: Retention;
  outages: ChannelOutages;
  preview: boolean;
}

export function createReadiness(options: ReadinessOptions): () => Promise<ReadinessCheck[]> {
  const { redis, runtime, retention, outages, preview } = options;
  return async () => {
    const answers = await redis.ping().then(
      () => true,
      () => false,
    );
    if (!answers) return [{ name: 'redis', ok: false, detail: 'Redis does not answer' }, channelsCheck(preview, [])];
    const [health, share, down] = await Promise.all([
      runtime.health(),
      retention.memoryShare(),
      // On a cluster they may lie on a server that is away.
      outages.down().catch(() => new Map<string, unknown>()),
    ]);
    return [
      serversCheck(redis, health.heartbeatAgeMs),
      age('sweeper', 'sweep', health.sweepAgeMs),
      { name: 'queues', ok: !health.queuesPaused, detail: health.queuesPaused ? 'a queue is paused' : 'running' },
      {
        name: 'workers',
        ok: health.workersRun,
        detail: health.workersRun ? 'they wait for wake-ups' : 'the workers of the queues do not run',
      },
      { name: 'memory', ok: true, detail: memoryDetail(share) },
      ...(health.newerRecords > 0
        ? [{ name: 'release', ok: false, detail: `${health.newerRecords} services were stored by a newer release` }]
        : []),
      channelsCheck(preview, [...down.keys()]),
    ];
  };
}

/** Of a cluster, a server that is away is no reason to send this process nothing: the others miss it as well. */
function serversCheck(redis: CommitConnection, heartbeatAgeMs: number): ReadinessCheck {
  const servers = serversOf(redis);
  const away = servers.filter(({ status }) => status !== 'ready').length;
  const check = age('redis', 'heartbeat', heartbeatAgeMs);
  return away === 0
    ? check
    : { ...check, detail: `${check.detail}; ${away} of ${servers.length} servers do not answer` };
}

function age(name: string, what: string, ageMs: number): ReadinessCheck {
  return { name, ok: ageMs < LATE_MS, detail: `last ${what} ${(ageMs / SECOND).toFixed(1)} s ago` };
}

function memoryDetail(share: number | null): string {
  if (share === null) return 'Redis has no maxmemory';
  return `${Math.round(share * 100)} % of maxmemory${share > FULL_SHARE ? ': closed history is being cut' : ''}`;
}

/** A channel that fails is no reason to send this process nothing: the others fail with it. */
function channelsCheck(preview: boolean, down: string[]): ReadinessCheck {
  const detail = preview ? 'Preview: nobody is paged' : 'configured';
  return { name: 'channels', ok: true, detail: down.length > 0 ? `${down.join(', ')} does not get through` : detail };
}
