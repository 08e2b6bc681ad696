/**
 * How late the timers of the last hour were, of all nodes together. Each node counts
 * into steps of 5 %, a minute at a time, and adds what it counted every few seconds: a
 * timer costs no command of its own. The worst is exact.
 */
import { MINUTE, SECOND } from '../policy/duration.ts';
import type { CommitConnection } from '../runtime/commit-connection.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { Log } from '../runtime/observation.ts';

const MINUTES_SHOWN = 60;
const FLUSH_EVERY_MS = 5 * SECOND;
const STEP = Math.log(1.05);
const WORST = 'worst';

/** KEYS the minute's counts · ARGV worst, how long it is kept, then bucket and count, again and again. */
const ADD = `
local worst = redis.call('HGET', KEYS[1], 'worst')
if not worst or tonumber(worst) < tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'worst', ARGV[1]) end
for i = 3, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`;

/** Of timers: commit − due. Null where none fired. */
export interface Lateness {
  count: number;
  medianMs: number | null;
  p99Ms: number | null;
  worstMs: number | null;
}

interface Counted {
  worst: number;
  buckets: Map<number, number>;
}

export function createLateness({
  redis,
  keys,
  now,
  log,
}: {
  redis: CommitConnection;
  keys: Keyspace;
  now: () => number;
  log: Log;
}) {
  const keyOf = (minute: number) => keys.cfg(`lateness:${minute}`);
  let counted = new Map<number, Counted>();
  let timer: NodeJS.Timeout | undefined;

  /** What fails to be added is lost: it is a figure, not a promise. */
  async function flush(): Promise<void> {
    const due = counted;
    counted = new Map();
    await Promise.all(
      [...due].map(([minute, { worst, buckets }]) =>
        redis.eval(ADD, 1, keyOf(minute), worst, (MINUTES_SHOWN + 1) * MINUTE, ...[...buckets].flat()),
      ),
    );
  }

  return {
    /** On the way of every timer: adds two numbers. */
    fired(latenessMs: number): void {
      const late = Math.max(0, Math.round(latenessMs));
      const minute = Math.floor(now() / MINUTE);
      const one = counted.get(minute) ?? { worst: 0, buckets: new Map<number, number>() };
      counted.set(minute, one);
      one.worst = Math.max(one.worst, late);
      const bucket = bucketOf(late);
      one.buckets.set(bucket, (one.buckets.get(bucket) ?? 0) + 1);
    },

    async read(): Promise<Lateness> {
      await flush();
      const last = Math.floor(now() / MINUTE);
      const minutes = Array.from({ length: MINUTES_SHOWN }, (_, index) => last - index);
      const stored = await Promise.all(minutes.map((minute) => redis.hgetall(keyOf(minute))));
      return summarised(stored);
    },

    start(): void {
      timer = setInterval(() => {
        flush().catch((err) => log.warn({ err }, 'how late timers were was not counted'));
      }, FLUSH_EVERY_MS).unref();
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      await flush().catch(() => undefined);
    },
  };
}

function summarised(minutes: Record<string, string>[]): Lateness {
  const buckets = new Map<number, number>();
  let worst = 0;
  for (const { [WORST]: worstOf, ...counts } of minutes) {
    worst = Math.max(worst, Number(worstOf ?? 0));
    for (const [bucket, count] of Object.entries(counts)) {
      buckets.set(Number(bucket), (buckets.get(Number(bucket)) ?? 0) + Number(count));
    }
  }
  const ascending = [...buckets].sort(([a], [b]) => a - b);
  const count = ascending.reduce((sum, [, some]) => sum + some, 0);
  if (count === 0) return { count, medianMs: null, p99Ms: null, worstMs: null };
  const below = (share: number) => Math.min(worst, percentile(ascending, Math.ceil(count * share)));
  return { count, medianMs: below(0.5), p99Ms: below(0.99), worstMs: worst };
}

function percentile(ascending: [bucket: number, count: number][], rank: number): number {
  let passed = 0;
  for (const [bucket, count] of ascending) {
    passed += count;
    if (passed >= rank) return upperOf(bucket);
  }
  return 0;
}

/** Up to 20 ms a bucket is a millisecond or less. */
const bucketOf = (ms: number): number => Math.ceil(Math.log(ms + 1) / STEP);
const upperOf = (bucket: number): number => Math.floor(Math.exp(bucket * STEP) - 1 + 1e-6);
