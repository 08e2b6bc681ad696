/** The same alert again and again on one unhealthy service, beside a bare endpoint that keeps nothing. */

import { startChild } from '../child.mjs';
import { LEVEL_1, postAlert, putService, startPager } from '../pager.mjs';
import { median } from '../statistics.mjs';

/** @param {import('../run.mjs').Bench} bench */
export async function measureRepeatedAlerts({ load, receiver, gatewayPort, connections, rounds, seconds }) {
  const pager = await startPager({ gatewayPort });
  const bare = startChild('bare-endpoint.mjs');
  await receiver.ask({ type: 'reset' });
  await pager.putPolicy('bench', '1h');
  await load.ask({
    mode: 'closed',
    port: pager.port,
    connections: 1,
    template: putService(pager, 'bench'),
    count: 1,
  });
  const answer = await pager.api('POST', '/v1/services/s0/alert', { summary: 'disk full on s0', key: 'disk' });
  const barePort = await bare.ask({ type: 'answer', answer });
  const template = {
    ...postAlert(pager),
    path: '/v1/services/s0/alert',
    body: postAlert(pager).body.replaceAll('{n}', '0'),
  };
  const rate = async (port, durationMs) => {
    const result = await load.ask({ mode: 'closed', port, connections, template, durationMs });
    if (result.firstFailure) throw new Error(`an alert was not taken: ${result.firstFailure}`);
    return (result.done * 1_000) / (result.endedAt - result.startedAt);
  };

  for (const port of [barePort, pager.port]) await rate(port, 1_000 * Math.min(seconds, 3));
  const pairs = [];
  for (let round = 0; round < rounds; round++) {
    pairs.push({ bare: await rate(barePort, 1_000 * seconds), pager: await rate(pager.port, 1_000 * seconds) });
  }
  const notified = await receiver.ask({ type: 'arrivals', count: 1, withinMs: 1_000 });
  if (notified.length !== 1 || notified[0].to !== LEVEL_1) throw new Error(`${notified.length} notifications, not 1`);
  await bare.stop();
  return {
    bare: median(pairs.map((pair) => pair.bare)),
    pager: median(pairs.map((pair) => pair.pager)),
    ratio: median(pairs.map((pair) => pair.pager / pair.bare)),
  };
}
