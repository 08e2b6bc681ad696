/**
 * Prometheus' way: an alert is posted to Alertmanager, whose webhook is an integration of
 * the pager, which notifies at the gateway. In turns, at the same rate, each part by
 * itself: Alertmanager with the gateway as its webhook, and native alerts to the pager.
 */
import { createFreshServices } from '../incidents.mjs';
import { createIntegration } from '../integration.mjs';
import { latenciesOf } from '../latency-turn.mjs';
import { startPager } from '../pager.mjs';
import { alertmanagerAlert, startAlertmanager } from '../peers/alertmanager.mjs';
import { milliseconds } from '../show.mjs';
import { mediansOf, takeTurns, warmUp } from '../turns.mjs';

const PER_SECOND = 50;

/** @type {import('../measures.mjs').Measure} */
export const endToEnd = {
  name: 'end-to-end',

  async measure(bench) {
    const alone = await startAlertmanager({ webhookPort: bench.gatewayPort });
    if (!alone) return { chain: UNKNOWN, alone: UNKNOWN, native: UNKNOWN };
    const pager = await startPager(bench);
    await pager.putPolicy('bench', '1h');
    // An alert names its service by the label "instance"; each is a key of its own.
    const { key } = await createIntegration(pager, {
      type: 'alertmanager',
      settings: { keyPer: 'alert' },
      rule: { label: 'instance' },
    });
    const webhookPath = `/v1/integrations/alertmanager/${key}`;
    const chained = await startAlertmanager({ webhookPort: pager.port, webhookPath });
    const fresh = createFreshServices(pager, bench, 'bench');
    const turn =
      (place) =>
      async (_round, seconds = bench.endToEndSeconds) =>
        await latenciesOf(bench, { ...(await fresh.make(PER_SECOND * seconds)), ...place, perSecond: PER_SECOND });
    const template = alertmanagerAlert();
    const contenders = {
      chain: turn({ port: chained.port, template }),
      alone: turn({ port: alone.port, template }),
      native: turn({}),
    };
    await warmUp(contenders, bench.warmUpSeconds);
    return mediansOf(await takeTurns(bench.endToEndRounds, contenders));
  },

  goals: [
    {
      id: 'end-to-end-p50',
      what: `Alert at Alertmanager → pager → notification at the gateway, ${PER_SECOND} a second, median`,
      better: 'lower',
      value: ({ chain }) => chain.p50,
      show: milliseconds,
      target: 10,
      floor: null,
      firstFloor: null,
      beside: (figures) => besides('p50', figures),
    },
    {
      id: 'end-to-end-p99',
      what: 'The same, 99th percentile',
      better: 'lower',
      value: ({ chain }) => chain.p99,
      show: milliseconds,
      target: 40,
      floor: null,
      firstFloor: null,
      beside: (figures) => `${besides('p99', figures)}; worst ${milliseconds(figures.chain.worst)}`,
    },
  ],

  peers: () => [],
};

const besides = (figure, { alone, native }) =>
  `Alertmanager → gateway ${milliseconds(alone[figure])}, native alert → gateway ${milliseconds(native[figure])}`;

/** Where there is no Alertmanager. */
const UNKNOWN = { p50: null, p99: null, worst: null };
