/**
 * Alerts on distinct services: each opens an incident, sets a timer and is notified
 * once. Counted where the notifications arrive, beside distinct alerts through
 * Alertmanager (which keeps none of them on disk at once, and sets no timer).
 */
import { postAlertmanagerAlert, startAlertmanager } from '../alertmanager.mjs';
import { postAlert, putService, startPager } from '../pager.mjs';
import { median } from '../statistics.mjs';

const ARRIVE_WITHIN_MS = 60_000;

/** @param {import('../run.mjs').Bench} bench */
export async function measureNewIncidents({ load, receiver, gatewayPort, connections, rounds, incidents }) {
  const pager = await startPager({ gatewayPort });
  const alertmanager = await startAlertmanager({ webhookPort: gatewayPort });
  const all = incidents * (rounds + 1);
  await pager.putPolicy('bench', '1h');
  const send = async (port, template, from, count) => {
    const result = await load.ask({ mode: 'closed', port, connections, template, from, count });
    if (result.firstFailure) throw new Error(`a request was not taken: ${result.firstFailure}`);
    return result;
  };
  await send(pager.port, putService(pager, 'bench'), 0, all);
  const rate = async (port, template, from) => {
    await receiver.ask({ type: 'reset' });
    const { startedAt, endedAt } = await send(port, template, from, incidents);
    const arrivals = await receiver.ask({ type: 'arrivals', count: incidents, withinMs: ARRIVE_WITHIN_MS });
    const distinct = new Set(arrivals.map(({ n }) => n)).size;
    if (distinct !== incidents || arrivals.length !== incidents)
      throw new Error(`${arrivals.length} notifications about ${distinct} of ${incidents} incidents`);
    const lastAt = Math.max(...arrivals.map(({ at }) => at));
    return {
      delivered: (incidents * 1_000) / (lastAt - startedAt),
      answered: (incidents * 1_000) / (endedAt - startedAt),
    };
  };
  const round = async (from) => ({
    pager: await rate(pager.port, postAlert(pager), from),
    alertmanager: alertmanager && (await rate(alertmanager.port, postAlertmanagerAlert, from)),
  });

  await round(0);
  const measured = [];
  for (let i = 1; i <= rounds; i++) measured.push(await round(i * incidents));
  return {
    pager: median(measured.map((one) => one.pager.delivered)),
    answered: median(measured.map((one) => one.pager.answered)),
    alertmanager: alertmanager && median(measured.map((one) => one.alertmanager.delivered)),
    ratio: alertmanager && median(measured.map((one) => one.pager.delivered / one.alertmanager.delivered)),
  };
}
