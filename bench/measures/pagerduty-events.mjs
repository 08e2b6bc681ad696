/**
 * PagerDuty's Events API v2: triggers with distinct dedup keys through one integration,
 * whose rule finds the service. Each opens an incident and is notified once, as native
 * alerts on as many services do in turns: what the door costs beside them.
 */
import { deliver } from '../delivery-turn.mjs';
import { createFreshServices } from '../incidents.mjs';
import { createIntegration } from '../integration.mjs';
import { now } from '../now.mjs';
import { startPager } from '../pager.mjs';
import { cpu, rate, ratio } from '../show.mjs';
import { medianRatio, mediansOf, takeTurns } from '../turns.mjs';

/** @type {import('../measures.mjs').Measure} */
export const pagerdutyEvents = {
  name: 'pagerduty-events',

  async measure(bench) {
    const pager = await startPager(bench);
    await pager.putPolicy('bench', '1h');
    const { key } = await createIntegration(pager, { type: 'pagerduty', rule: { field: '/payload/component' } });
    const fresh = createFreshServices(pager, bench, 'bench');
    const groups = await pager.groups();
    const round = async () => {
      const alerts = await fresh.make(bench.incidents);
      const triggers = { ...(await fresh.make(bench.incidents)), template: trigger(key) };
      const [taken] = await takeTurns(1, {
        native: () => deliver(bench, alerts, groups),
        pagerduty: () => deliver(bench, triggers, groups),
      });
      return taken;
    };
    for (const until = now() + bench.warmUpSeconds * 1_000; now() < until; ) await round();
    const rounds = [];
    while (rounds.length < bench.rounds) rounds.push(await round());
    return {
      ...mediansOf(rounds),
      ratio: medianRatio(rounds, (each) => each.pagerduty.perSecond / each.native.perSecond),
    };
  },

  goals: [
    {
      id: 'pagerduty-events',
      what: 'PagerDuty triggers with distinct keys, each notified, of what native alerts are',
      better: 'higher',
      value: (figures) => figures.ratio,
      show: ratio,
      target: 0.7,
      floor: 0.5,
      firstFloor: null,
      beside: ({ pagerduty, native }) =>
        `${rate(pagerduty.perSecond)}, native ${rate(native.perSecond)}; CPU a trigger: ${cpu(pagerduty)}; a native alert: ${cpu(native)}`,
    },
  ],

  peers: () => [],
};

/** About one of the numbered services. @param {string} key the routing key */
const trigger = (key) => ({
  method: 'POST',
  path: '/v2/enqueue',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    routing_key: key,
    event_action: 'trigger',
    dedup_key: 'disk/s{n}',
    payload: { summary: 'disk full on s{n}', source: 's{n}', severity: 'critical', component: 's{n}' },
  }),
});
