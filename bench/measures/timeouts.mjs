/**
 * Many acknowledgement timeouts due within one second: how late are they committed, and
 * when is the next level of all of them notified? The incidents are opened over several
 * seconds, by policies whose timeouts are the shorter the later they are opened, and then
 * it is quiet.
 */
import { LEVEL_2, postAlert, putService, startPager } from '../pager.mjs';
import { milliseconds, number, seconds } from '../show.mjs';
import { quantile } from '../statistics.mjs';
import { latenessOfTimers } from '../timers-lateness.mjs';
import { mediansOf, takeTurns } from '../turns.mjs';

/** @type {import('../measures.mjs').Measure} */
export const timeouts = {
  name: 'timeouts',

  async measure(bench) {
    const pager = await startPager(bench);
    const rounds = await takeTurns(bench.timeoutRounds, { pager: (round) => burst(pager, bench, round) });
    return mediansOf(rounds);
  },

  goals: [
    {
      id: 'timeouts-committed',
      what: 'Timeouts due in one second, committed after they were due, 99th percentile',
      better: 'lower',
      value: ({ pager }) => pager.p99,
      show: milliseconds,
      target: 2_500,
      floor: null,
      firstFloor: null,
      beside: ({ pager }) =>
        `${number(pager.count)} timeouts; median ${milliseconds(pager.p50)}, worst ${milliseconds(pager.worst)}`,
    },
    {
      id: 'timeouts-notified',
      what: 'All their next levels notified, after the first was due',
      better: 'lower',
      value: ({ pager }) => pager.allWithinMs,
      show: seconds,
      target: 4_000,
      floor: 6_000,
      firstFloor: 8_000,
      beside: ({ pager }) =>
        `due within ${seconds(pager.dueWithinMs)}; each at the gateway ${milliseconds(pager.arrivedP50)} after it was due in the median, ${milliseconds(pager.arrivedP99)} at the 99th percentile`,
    },
  ],

  peers: () => [],
};

async function burst(pager, { generator, receiver, timeouts: wanted, openSeconds, quietSeconds }, round) {
  const perSecond = Math.ceil(wanted / openSeconds);
  const count = perSecond * openSeconds;
  const from = round * count;
  const timeoutMs = (n) => (openSeconds - Math.floor((n - from) / perSecond) + quietSeconds) * 1_000;
  await receiver.ask({ type: 'reset' });
  for (let chunk = from; chunk < from + count; chunk += perSecond) {
    const policy = `bench-${chunk}`;
    await pager.putPolicy(policy, `${timeoutMs(chunk) / 1_000}s`);
    await generator.numbered({ port: pager.port, template: putService(pager, policy), from: chunk, count: perSecond });
  }
  const { sentAt } = await generator.paced({ port: pager.port, template: postAlert(pager), from, count, perSecond });
  const dueAt = sentAt.map((at, i) => at + timeoutMs(from + i));
  const arrivals = await receiver.ask({ type: 'arrivals', count: 2 * count, withinMs: 60_000 });
  const second = arrivals.filter(({ to }) => to === LEVEL_2);
  if (second.length !== count) throw new Error(`${second.length} notifications of level 2 about ${count} timeouts`);
  const arrived = second.map(({ n, at }) => at - dueAt[n - from]);
  const committed = await latenessOfTimers(
    pager,
    Array.from({ length: count }, (_, i) => from + i),
    timeoutMs,
  );
  return {
    count,
    dueWithinMs: Math.max(...dueAt) - Math.min(...dueAt),
    allWithinMs: Math.max(...second.map(({ at }) => at)) - Math.min(...dueAt),
    arrivedP50: quantile(arrived, 0.5),
    arrivedP99: quantile(arrived, 0.99),
    p50: quantile(committed, 0.5),
    p99: quantile(committed, 0.99),
    worst: Math.max(...committed),
  };
}
