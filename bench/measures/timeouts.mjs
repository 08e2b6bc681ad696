/**
 * Many acknowledgement timeouts due within one second: when is the next level of all
 * of them notified? The incidents are opened over several seconds, by policies whose
 * timeouts are the shorter the later they are opened, and then it is quiet.
 */
import { LEVEL_2, postAlert, putService, startPager } from '../pager.mjs';
import { quantile } from '../statistics.mjs';

/** @param {import('../run.mjs').Bench} bench */
export async function measureTimeouts({
  load,
  receiver,
  gatewayPort,
  connections,
  timeouts,
  openSeconds,
  quietSeconds,
}) {
  const pager = await startPager({ gatewayPort });
  const perChunk = Math.ceil(timeouts / openSeconds);
  await receiver.ask({ type: 'reset' });
  for (let chunk = 0; chunk < openSeconds; chunk++) {
    await pager.putPolicy(`bench-${chunk}`, `${openSeconds - chunk + quietSeconds}s`);
    await load.ask({
      mode: 'closed',
      port: pager.port,
      connections,
      template: putService(pager, `bench-${chunk}`),
      from: chunk * perChunk,
      count: perChunk,
    });
  }
  const opened = await load.ask({
    mode: 'paced',
    port: pager.port,
    connections,
    template: postAlert(pager),
    count: perChunk * openSeconds,
    perSecond: perChunk,
  });
  if (opened.firstFailure) throw new Error(`an alert was not taken: ${opened.firstFailure}`);
  const dueAt = opened.sentAt.map((at, n) => at + (openSeconds - Math.floor(n / perChunk) + quietSeconds) * 1_000);
  const count = perChunk * openSeconds;
  const arrivals = await receiver.ask({ type: 'arrivals', count: 2 * count, withinMs: 60_000 });
  const second = arrivals.filter(({ to }) => to === LEVEL_2);
  if (second.length !== count) throw new Error(`${second.length} notifications of level 2 about ${count} timeouts`);
  const lateness = second.map(({ n, at }) => at - dueAt[n]);
  return {
    count,
    dueWithin: Math.max(...dueAt) - Math.min(...dueAt),
    allWithin: Math.max(...second.map(({ at }) => at)) - Math.min(...dueAt),
    median: quantile(lateness, 0.5),
    p99: quantile(lateness, 0.99),
  };
}
