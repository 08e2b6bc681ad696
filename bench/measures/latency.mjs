/**
 * From the moment an alert is posted to the one at which its notification arrives, at a
 * steady rate of new incidents, beside Alertmanager at the same rate in turns.
 */
import { createFreshServices } from '../incidents.mjs';
import { latenciesOf } from '../latency-turn.mjs';
import { startPager } from '../pager.mjs';
import { alertmanagerAlert, startAlertmanager } from '../peers/alertmanager.mjs';
import { milliseconds, ratio } from '../show.mjs';
import { medianRatio, mediansOf, takeTurns, warmUp } from '../turns.mjs';

const PER_SECOND = 300;
/** The rate that the first floor was set for. */
const FIRST_PER_SECOND = 200;

/** @type {import('../measures.mjs').Measure} */
export const latency = {
  name: 'latency',

  async measure(bench) {
    const pager = await startPager(bench);
    const alertmanager = await startAlertmanager({ webhookPort: bench.gatewayPort });
    await pager.putPolicy('bench', '1h');
    const fresh = createFreshServices(pager, bench, 'bench');
    const turn =
      (perSecond, place) =>
      async (_round, seconds = bench.latencySeconds) =>
        await latenciesOf(bench, { ...(await fresh.make(perSecond * seconds)), ...place, perSecond });
    const contenders = { pager: turn(PER_SECOND, {}) };
    if (alertmanager) {
      contenders.alertmanager = turn(PER_SECOND, { port: alertmanager.port, template: alertmanagerAlert() });
    }
    await warmUp(contenders, bench.warmUpSeconds);
    const rounds = await takeTurns(bench.latencyRounds, contenders);
    const slower = await takeTurns(1, { slower: turn(FIRST_PER_SECOND, {}) });
    const against = (figure) =>
      alertmanager && medianRatio(rounds, (round) => round.pager[figure] / round.alertmanager[figure]);
    return {
      alertmanager: null,
      ...mediansOf(rounds),
      ...mediansOf(slower),
      ratio: { p50: against('p50'), p99: against('p99') },
    };
  },

  goals: [
    {
      id: 'latency-p50',
      what: `Alert posted → notification at the gateway, ${PER_SECOND} new incidents a second, median`,
      better: 'lower',
      value: ({ pager }) => pager.p50,
      show: milliseconds,
      target: 3,
      floor: null,
      firstFloor: 10,
      beside: ({ alertmanager, slower }) => besides('p50', alertmanager, slower),
    },
    {
      id: 'latency-p99',
      what: 'The same, 99th percentile',
      better: 'lower',
      value: ({ pager }) => pager.p99,
      show: milliseconds,
      target: 20,
      floor: 60,
      firstFloor: 60,
      beside: ({ alertmanager, slower, pager }) =>
        `${besides('p99', alertmanager, slower)}; worst ${milliseconds(pager.worst)}`,
    },
    {
      id: 'latency-p50-ratio',
      what: 'Its median, of Alertmanager’s',
      better: 'lower',
      value: (figures) => figures.ratio.p50,
      show: ratio,
      target: 1,
      floor: null,
      firstFloor: null,
      beside: () => 'in turns at the same rate',
    },
    {
      id: 'latency-p99-ratio',
      what: 'Its 99th percentile, of Alertmanager’s',
      better: 'lower',
      value: (figures) => figures.ratio.p99,
      show: ratio,
      target: 1,
      floor: null,
      firstFloor: null,
      beside: () => 'in turns at the same rate',
    },
  ],

  peers: ({ alertmanager }) =>
    alertmanager
      ? [
          {
            what: `Alertmanager, alert posted → webhook, ${PER_SECOND} distinct alerts a second`,
            figure: `median ${milliseconds(alertmanager.p50)}, 99th percentile ${milliseconds(alertmanager.p99)}`,
            beside: `worst ${milliseconds(alertmanager.worst)}`,
          },
        ]
      : [],
};

const besides = (figure, alertmanager, slower) =>
  `Alertmanager ${milliseconds(alertmanager?.[figure] ?? null)}; at ${FIRST_PER_SECOND} a second ${milliseconds(slower[figure])}`;
