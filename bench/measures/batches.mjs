/** The same alert on one unhealthy service, a hundred in each request, beside a bare endpoint that reads and answers as much. */
import { startPager } from '../pager.mjs';
import { startBare } from '../peers/bare.mjs';
import { rateTurn } from '../rate-turn.mjs';
import { startRepeatedService } from '../repeated-service.mjs';
import { cpu, rate } from '../show.mjs';
import { mediansOf, takeTurns, warmUp } from '../turns.mjs';

const EVENTS = 100;
const CONNECTIONS = 8;

/** @type {import('../measures.mjs').Measure} */
export const batches = {
  name: 'batches',

  async measure(bench) {
    const pager = await startPager(bench);
    const { template: single, mustHaveCounted } = await startRepeatedService(pager, bench);
    const entry = { service: 's0', type: 'alert', ...JSON.parse(single.body) };
    const body = { events: Array.from({ length: EVENTS }, () => entry) };
    const template = { ...single, path: '/v1/events', body: JSON.stringify(body) };
    const answer = await pager.api('POST', template.path, body);
    const refused = answer.results.find(({ status }) => status !== 200);
    if (refused) throw new Error(`an entry was not taken: ${JSON.stringify(refused)}`);
    const bare = await startBare();
    await bare.answer(template.path, answer);
    // More would be refused: a service holds a thousand events that wait.
    const size = { eventsPerRequest: EVENTS, connections: CONNECTIONS };
    const contenders = {
      bare: rateTurn(bench, { ...bare.plain(template), ...size }),
      pager: rateTurn(bench, { port: pager.port, template, groups: await pager.groups(), ...size }),
    };
    const warm = await warmUp(contenders, bench.warmUpSeconds);
    const rounds = await takeTurns(bench.rounds, contenders);
    await mustHaveCounted([...warm, ...rounds].reduce((sum, round) => sum + round.pager.events, 0));
    return mediansOf(rounds);
  },

  goals: [
    {
      id: 'batches',
      what: `The same in batches of ${EVENTS}, alerts`,
      better: 'higher',
      value: ({ pager }) => pager.perSecond,
      show: rate,
      target: 40_000,
      floor: 20_000,
      firstFloor: null,
      beside: ({ pager, bare }) =>
        `${CONNECTIONS} connections; bare endpoint ${rate(bare.perSecond)}; CPU an alert: ${cpu(pager)}`,
    },
  ],

  peers: ({ bare }) => [
    {
      what: `Bare Hono endpoint, batches of ${EVENTS}, alerts`,
      figure: rate(bare.perSecond),
      beside: `CPU an alert: ${cpu(bare)}`,
    },
  ],
};
