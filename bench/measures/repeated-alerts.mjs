/**
 * The same alert again and again on one unhealthy service, beside a bare endpoint of the
 * same framework that keeps nothing, and one that waits for a SET.
 */
import { startPager } from '../pager.mjs';
import { startBare } from '../peers/bare.mjs';
import { rateTurn } from '../rate-turn.mjs';
import { startRepeatedService } from '../repeated-service.mjs';
import { cpu, rate, ratio } from '../show.mjs';
import { medianRatio, mediansOf, takeTurns, warmUp } from '../turns.mjs';

/** @type {import('../measures.mjs').Measure} */
export const repeatedAlerts = {
  name: 'repeated-alerts',

  async measure(bench) {
    const pager = await startPager(bench);
    const { template, answer, mustHaveCounted } = await startRepeatedService(pager, bench);
    const bare = await startBare();
    await bare.answer(template.path, answer);
    const contenders = {
      bare: rateTurn(bench, bare.plain(template)),
      withSet: rateTurn(bench, bare.withSet(template)),
      pager: rateTurn(bench, { port: pager.port, template, groups: await pager.groups() }),
    };
    const warm = await warmUp(contenders, bench.warmUpSeconds);
    const rounds = await takeTurns(bench.rounds, contenders);
    await mustHaveCounted([...warm, ...rounds].reduce((sum, round) => sum + round.pager.events, 0));
    return {
      ...mediansOf(rounds),
      ratio: medianRatio(rounds, (round) => round.pager.perSecond / round.bare.perSecond),
    };
  },

  goals: [
    {
      id: 'repeated-alerts',
      what: 'Repeated alerts on one service, of what a bare endpoint answers',
      better: 'higher',
      value: (figures) => figures.ratio,
      show: ratio,
      target: 0.7,
      floor: 0.45,
      firstFloor: 0.4,
      beside: ({ pager, bare }) =>
        `${rate(pager.perSecond)}, bare ${rate(bare.perSecond)}; CPU an alert: ${cpu(pager)}`,
    },
  ],

  peers: ({ bare, withSet }) => [
    {
      what: 'Bare Hono endpoint, JSON in and out',
      figure: rate(bare.perSecond),
      beside: `CPU a request: ${cpu(bare)}`,
    },
    {
      what: 'The same with one SET that is waited for',
      figure: rate(withSet.perSecond),
      beside: `CPU a request: ${cpu(withSet)}`,
    },
  ],
};
