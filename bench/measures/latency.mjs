/** From the moment an alert is posted to the one at which its notification arrives at the gateway, at a steady rate. */
import { postAlert, putService, startPager } from '../pager.mjs';
import { quantile } from '../statistics.mjs';

const PER_SECOND = 200;
const WARM_UP_SECONDS = 5;

/** @param {import('../run.mjs').Bench} bench */
export async function measureLatency({ load, receiver, gatewayPort, connections, rounds, seconds }) {
  const pager = await startPager({ gatewayPort });
  const warmUp = PER_SECOND * Math.min(WARM_UP_SECONDS, seconds);
  const count = PER_SECOND * seconds * rounds;
  await pager.putPolicy('bench', '1h');
  const puts = { mode: 'closed', port: pager.port, connections, template: putService(pager, 'bench') };
  await load.ask({ ...puts, count: warmUp + count });
  const post = {
    mode: 'paced',
    port: pager.port,
    connections,
    template: postAlert(pager),
    perSecond: PER_SECOND,
  };
  await load.ask({ ...post, count: warmUp });
  await receiver.ask({ type: 'arrivals', count: warmUp, withinMs: 10_000 });
  await receiver.ask({ type: 'reset' });

  const { sentAt, firstFailure } = await load.ask({ ...post, from: warmUp, count });
  if (firstFailure) throw new Error(`an alert was not taken: ${firstFailure}`);
  const arrivals = await receiver.ask({ type: 'arrivals', count, withinMs: 10_000 });
  if (arrivals.length !== count) throw new Error(`${arrivals.length} notifications about ${count} incidents`);
  const latencies = arrivals.map(({ n, at }) => at - sentAt[n - warmUp]);
  return {
    median: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    worst: Math.max(...latencies),
    count,
  };
}
