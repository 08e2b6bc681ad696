/** BullMQ by itself, with nothing in its jobs: how fast delayed ones are added, and how late many fire that are due at once. */
import { Queue, Worker } from 'bullmq';
import { answerParent } from '../child.mjs';
import { now } from '../now.mjs';

const IN_FLIGHT = 64;
const CONCURRENCY = 100;
const HOUR = 3_600_000;
const OPTIONS = { removeOnComplete: true };

answerParent(({ type, ...asked }) => (type === 'add' ? add(asked) : fire(asked)));

/** @returns {Promise<number>} jobs a second */
async function add({ socketPath, jobs }) {
  const queue = new Queue('added', { connection: { path: socketPath } });
  await queue.waitUntilReady();
  let next = 0;
  const startedAt = now();
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (next < jobs) await queue.add('timeout', { n: next++ }, { ...OPTIONS, delay: HOUR });
    }),
  );
  const perSecond = (jobs * 1_000) / (now() - startedAt);
  await queue.close();
  return perSecond;
}

/** @returns {Promise<number[]>} how late each was handed to its worker, ms */
async function fire({ socketPath, jobs, afterMs }) {
  const connection = { path: socketPath, maxRetriesPerRequest: null };
  const queue = new Queue('due', { connection });
  await queue.waitUntilReady();
  const dueAt = Date.now() + afterMs;
  for (let from = 0; from < jobs; from += 500) {
    const some = Array.from({ length: Math.min(500, jobs - from) }, (_, i) => ({
      name: 'timeout',
      data: { n: from + i },
      opts: { ...OPTIONS, delay: dueAt - Date.now() },
    }));
    await queue.addBulk(some);
  }
  if (Date.now() > dueAt) throw new Error(`${jobs} jobs were not added within ${afterMs} ms`);
  const lateness = [];
  await new Promise((resolve, reject) => {
    const worker = new Worker(
      'due',
      async () => {
        lateness.push(Date.now() - dueAt);
        if (lateness.length === jobs) worker.close().then(resolve, reject);
      },
      { connection, concurrency: CONCURRENCY },
    );
  });
  await queue.close();
  return lateness;
}
