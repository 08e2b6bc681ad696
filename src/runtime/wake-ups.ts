/**
 * BullMQ delayed jobs that wake somebody when a timer or a retry is due. They are
 * projections of the agenda: lost, doubled, early, late or deleted by hand, they
 * change nothing but promptness. Whoever is woken takes what the agenda says is
 * due by Redis' clock, whatever the job said.
 */
import { DelayedError, type Job, Queue, Worker } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Log, Observe } from './observation.ts';
import { createOutageLog } from './outage-log.ts';
import type { Store } from './store.ts';

export const TIMEOUTS = 'timeouts';
export const NOTIFICATIONS = 'notifications';

const DAY_SECONDS = 86_400;
const ANSWER_WITHIN_MS = 1_000;
const RETRY_AFTER_MS = 500;
const CLOSE_WITHIN_MS = 3_000;
const IN_ONE_CALL = 100;
/** What is due within the minute is set at once; the rest waits for company, since many at once cost little more than one. */
const NEAR_MS = 60_000;
const GATHER_NEAR_MS = 10;
const GATHER_FAR_MS = 500;
/** Said by the workers, not by each job: a job is stored for every open incident. */
const KEEP = { removeOnComplete: { count: 0 }, removeOnFail: { age: 7 * DAY_SECONDS, count: 1_000 } };

export interface WakeUp {
  queue: typeof TIMEOUTS | typeof NOTIFICATIONS;
  /** No `:`, not a number; the same wake-up has the same id. */
  jobId: string;
  name: string;
  /** For whoever looks at the dashboard. */
  data: Record<string, unknown>;
  partition: number;
  /** The agenda's member: without it there, nobody needs to be woken. */
  member: string;
  dueAt: number;
}

export type WakeUps = ReturnType<typeof createWakeUps>;

export function createWakeUps({
  connect,
  prefix,
  store,
  observe,
  log,
}: {
  /** A connection for BullMQ (`maxRetriesPerRequest: null`). */
  connect: (name: string) => Redis | Cluster;
  prefix: string;
  store: Store;
  observe: Observe;
  log: Log;
}) {
  const outage = createOutageLog(log);
  const opened: (Redis | Cluster)[] = [];
  const open = (name: string) => {
    const connection = connect(name);
    opened.push(connection);
    return connection;
  };
  const connection = open('queues');
  connection.on('ready', () => outage.over());
  const openQueue = (name: string) => new Queue(name, { connection, prefix, streams: { events: { maxLen: 100 } } });
  const queues = { [TIMEOUTS]: openQueue(TIMEOUTS), [NOTIFICATIONS]: openQueue(NOTIFICATIONS) };
  for (const queue of Object.values(queues)) queue.on('error', (err) => outage.warn(err, 'a queue has an error'));

  const toAdd = new Map<string, WakeUp>();
  const toRemove = new Set<string>();
  let flushing: Promise<void> | null = null;
  /** Ends the gathering that is under way. */
  let endGathering: () => void = () => undefined;
  let gatherMs = 0;
  let workers: Worker[] = [];

  const gather = (ms: number) => {
    gatherMs = ms;
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endGathering = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };

  function flushWithin(ms: number): void {
    if (flushing && ms < gatherMs) {
      gatherMs = ms;
      setTimeout(endGathering, ms);
    }
    flushing ??= gather(ms)
      .then(flush)
      .catch((err) => outage.warn(err, 'wake-ups were not set; the sweeper takes what is due'))
      .finally(() => {
        flushing = null;
        if (toAdd.size + toRemove.size > 0 && workers.length > 0) flushWithin(GATHER_NEAR_MS);
      });
  }

  async function flush(): Promise<void> {
    while (toAdd.size > 0) {
      const batch = [...toAdd.values()].slice(0, IN_ONE_CALL);
      for (const { jobId } of batch) toAdd.delete(jobId);
      const wanted = await stillInAgenda(batch);
      const now = store.now();
      for (const name of [TIMEOUTS, NOTIFICATIONS] as const) {
        const jobs = wanted.filter(({ queue }) => queue === name).map((wakeUp) => toJob(wakeUp, now));
        if (jobs.length > 0) await queues[name].addBulk(jobs);
      }
    }
    const gone = [...toRemove].slice(0, IN_ONE_CALL);
    for (const id of gone) toRemove.delete(id);
    await Promise.all(gone.map((id) => queues[TIMEOUTS].remove(id)));
  }

  /** In a burst many timers are disarmed before their job was ever added. */
  async function stillInAgenda(batch: WakeUp[]): Promise<WakeUp[]> {
    const found = store.keys.partitions.map(async ({ number, agenda }) => {
      const here = batch.filter(({ partition }) => partition === number);
      if (here.length === 0) return [];
      const scores = await store.redis.zmscore(agenda, ...here.map(({ member }) => member));
      return here.filter((_, index) => scores[index] !== null);
    });
    return (await Promise.all(found)).flat();
  }

  async function flushed(): Promise<void> {
    while (flushing) {
      endGathering();
      await flushing;
    }
  }

  return {
    queues,

    add(wakeUp: WakeUp): void {
      toAdd.set(wakeUp.jobId, wakeUp);
      flushWithin(wakeUp.dueAt - store.now() < NEAR_MS ? GATHER_NEAR_MS : GATHER_FAR_MS);
    },

    remove(jobId: string): void {
      if (toAdd.delete(jobId)) return;
      toRemove.add(jobId);
      flushWithin(GATHER_FAR_MS);
    },

    /** @param wakes by queue: takes what is due of its kind in the partition, and answers by Redis' clock what "now" was */
    start(wakes: Record<WakeUp['queue'], (partition: number) => Promise<number>>): void {
      const handleWith = (wake: (partition: number) => Promise<number>) => async (job: Job, token?: string) => {
        const now = await wake(Number(job.data.partition));
        const earlyByMs = Number(job.data.dueAt) - now;
        if (!(earlyByMs > 0)) return;
        // Promoted by hand, or this node's clock is fast: it is put back for its time.
        observe({ type: 'early_wake_up', actor: String(job.data.actor) });
        await job.moveToDelayed(Date.now() + earlyByMs, token);
        throw new DelayedError();
      };
      workers = ([TIMEOUTS, NOTIFICATIONS] as const).map((name) => {
        const worker = new Worker(name, handleWith(wakes[name]), {
          connection: open(`${name}-worker`),
          prefix,
          concurrency: 50,
          ...KEEP,
          lockDuration: 10_000,
          // After an outage it would sleep for 15 s, through a stop as well.
          runRetryDelay: RETRY_AFTER_MS,
          // A worker that is killed must not make BullMQ fail the job: the agenda decides.
          maxStalledCount: 1_000,
        });
        worker.on('error', (err) => outage.warn(err, 'a queue worker has an error', { queue: name }));
        return worker;
      });
    },

    /** False as well when the queues do not answer. */
    async isPaused(): Promise<boolean> {
      const paused = Promise.all(Object.values(queues).map((queue) => queue.isPaused())).catch(() => []);
      // On a cluster their server alone may be away. Then nobody is woken, and the sweeper does it all.
      const silence = new Promise<boolean[]>((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS, []).unref());
      return (await Promise.race([paused, silence])).some(Boolean);
    },

    areWorkersRunning: () => workers.length > 0 && workers.every((worker) => worker.isRunning()),

    /** How many jobs each queue holds, by their state. */
    async depths(): Promise<{ queue: string; state: string; jobs: number }[]> {
      const counted = await Promise.all(
        Object.values(queues).map(async (queue) => ({
          queue: queue.name,
          counts: await queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
        })),
      );
      return counted.flatMap(({ queue, counts }) =>
        Object.entries(counts).map(([state, jobs]) => ({ queue, state, jobs })),
      );
    },

    /** Resolves when every wake-up that was asked for is in its queue. */
    flushed,

    /** Nobody is woken here any more; resolves when those that were are done. */
    async stopWorkers(): Promise<void> {
      outage.close();
      // BullMQ waits for ever for the end of a connection that is between two attempts to come back. What a worker
      // does needs Redis, and what it has begun is awaited by the host.
      const isAway = opened.some(({ status }) => status !== 'ready');
      const limit = new Promise((resolve) => setTimeout(resolve, isAway ? RETRY_AFTER_MS : CLOSE_WITHIN_MS).unref());
      await Promise.race([Promise.all(workers.map((worker) => worker.close())), limit]);
    },

    async close(): Promise<void> {
      await flushed();
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
    },

    /** Also what waits for a Redis that is away ends here. */
    disconnect(): void {
      for (const connection of opened) connection.disconnect();
    },
  };
}

function toJob({ jobId, name, data, partition, dueAt }: WakeUp, now: number) {
  return { name, data: { ...data, partition, dueAt }, opts: { jobId, delay: Math.max(0, dueAt - now) } };
}
