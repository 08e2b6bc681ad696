/**
 * Alerts on distinct services: each opens an incident, sets a timer and is notified
 * once. Counted where the notifications arrive, beside distinct alerts through
 * Alertmanager (which keeps none of them on disk at once, and sets no timer).
 */
import { deliver } from '../delivery-turn.mjs';
import { createFreshServices } from '../incidents.mjs';
import { now } from '../now.mjs';
import { startPager } from '../pager.mjs';
import { alertmanagerAlert, startAlertmanager } from '../peers/alertmanager.mjs';
import { cpu, rate, ratio } from '../show.mjs';
import { medianRatio, mediansOf, takeTurns } from '../turns.mjs';

/** A round takes a second or two, and they differ by a tenth: three times as many give a median that stays. */
const ROUNDS_FOR_ONE = 3;

/** @type {import('../measures.mjs').Measure} */
export const newIncidents = {
  name: 'new-incidents',

  async measure(bench) {
    const pager = await startPager(bench);
    const alertmanager = await startAlertmanager({ webhookPort: bench.gatewayPort });
    await pager.putPolicy('bench', '1h');
    const fresh = createFreshServices(pager, bench, 'bench');
    const pagerGroups = await pager.groups();
    const round = async () => {
      const alerts = await fresh.make(bench.incidents);
      const contenders = { pager: () => deliver(bench, alerts, pagerGroups) };
      if (alertmanager) {
        const load = { ...alerts, port: alertmanager.port, template: alertmanagerAlert() };
        contenders.alertmanager = () => deliver(bench, load, { own: { pid: alertmanager.pid } });
      }
      const [taken] = await takeTurns(1, contenders);
      return taken;
    };
    for (const until = now() + bench.warmUpSeconds * 1_000; now() < until; ) await round();
    const rounds = [];
    while (rounds.length < bench.rounds * ROUNDS_FOR_ONE) rounds.push(await round());
    return {
      alertmanager: null,
      ...mediansOf(rounds),
      ratio: alertmanager && medianRatio(rounds, (each) => each.pager.perSecond / each.alertmanager.perSecond),
    };
  },

  goals: [
    {
      id: 'new-incidents',
      what: 'New incidents, each with its timer, each notified, of what Alertmanager notifies',
      better: 'higher',
      value: (figures) => figures.ratio,
      show: ratio,
      target: 0.6,
      floor: 0.35,
      firstFloor: 0.3,
      beside: ({ pager, alertmanager }) =>
        `${rate(pager.perSecond)}, Alertmanager ${rate(alertmanager?.perSecond ?? null)}; CPU an incident: ${cpu(pager)}`,
    },
  ],

  peers: ({ alertmanager }) =>
    alertmanager
      ? [
          {
            what: 'Alertmanager, distinct alerts, each notified to a webhook',
            figure: rate(alertmanager.perSecond),
            beside: `CPU an alert: ${cpu(alertmanager)}`,
          },
        ]
      : [],
};
