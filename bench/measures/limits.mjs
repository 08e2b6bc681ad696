/** What this machine gives to others: Redis by itself, BullMQ by itself, and Alertmanager with the same alert again and again. */
import { startChild } from '../child.mjs';
import { alertmanagerAlert, startAlertmanager } from '../peers/alertmanager.mjs';
import { startPeerRedis } from '../peers/redis.mjs';
import { benchmarkSets } from '../peers/redis-benchmark.mjs';
import { runUntilStopped } from '../program.mjs';
import { rateTurn } from '../rate-turn.mjs';
import { cpu, milliseconds, number, rate } from '../show.mjs';
import { quantile } from '../statistics.mjs';
import { mediansOf, takeTurns, warmUp } from '../turns.mjs';

/** Of a record of the pager, about. */
const RECORD_BYTES = 900;
const PIPELINE = 16;

/** @type {import('../measures.mjs').Measure} */
export const limits = {
  name: 'limits',

  async measure(bench) {
    return { ...(await measureRedisAndQueue(bench)), alertmanager: await measureAlertmanager(bench) };
  },

  goals: [],

  peers: ({ single, pipelined, added, due, alertmanager }) => [
    ...[
      { sets: single, what: `redis-benchmark, SET of ${RECORD_BYTES} B` },
      { sets: pipelined, what: `redis-benchmark, SET of ${RECORD_BYTES} B, ${PIPELINE} in a pipeline` },
    ]
      .filter(({ sets }) => sets !== null)
      .map(({ sets, what }) => ({
        what,
        figure: rate(sets.perSecond),
        beside: `median ${milliseconds(sets.p50)}, 99th percentile ${milliseconds(sets.p99)}`,
      })),
    { what: 'Bare BullMQ, delayed jobs added', figure: rate(added), beside: '64 under way' },
    {
      what: `Bare BullMQ, ${number(due.count)} jobs due at one instant, how late`,
      figure: `99th percentile ${milliseconds(due.p99)}`,
      beside: `median ${milliseconds(due.p50)}, worst ${milliseconds(due.worst)}; concurrency 100, nothing done in them`,
    },
    ...(alertmanager
      ? [
          {
            what: 'Alertmanager, the same alert again',
            figure: rate(alertmanager.perSecond),
            beside: `CPU an alert: ${cpu(alertmanager)}`,
          },
        ]
      : []),
  ],
};

async function measureRedisAndQueue({ connections, limitRequests, limitJobs, limitQuietMs }) {
  const { socketPath } = await startPeerRedis();
  const sets = (pipeline, requests) =>
    benchmarkSets({ socketPath, connections, pipeline, bytes: RECORD_BYTES, requests });
  const queue = runUntilStopped(startChild('peers/bare-queue.mjs'));
  const single = await sets(1, limitRequests);
  const pipelined = await sets(PIPELINE, limitRequests * 4);
  const added = await queue.ask({ type: 'add', socketPath, jobs: limitJobs });
  const lateness = await queue.ask({ type: 'due', socketPath, jobs: limitJobs, afterMs: limitQuietMs });
  await queue.stop();
  return {
    single,
    pipelined,
    added,
    due: {
      count: lateness.length,
      p50: quantile(lateness, 0.5),
      p99: quantile(lateness, 0.99),
      worst: Math.max(...lateness),
    },
  };
}

async function measureAlertmanager(bench) {
  const alertmanager = await startAlertmanager({ webhookPort: bench.gatewayPort });
  if (!alertmanager) return null;
  const groups = { own: { pid: alertmanager.pid } };
  const contenders = { same: rateTurn(bench, { port: alertmanager.port, template: alertmanagerAlert('0'), groups }) };
  await warmUp(contenders, bench.warmUpSeconds);
  return mediansOf(await takeTurns(bench.rounds, contenders)).same;
}
