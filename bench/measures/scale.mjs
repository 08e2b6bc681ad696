/**
 * From a hundred services to a hundred thousand, of which a tenth is unhealthy in the
 * end: what an event costs, what each service takes of Redis' memory, and what the
 * process takes.
 */
import { arrivalsOf } from '../incidents.mjs';
import { postAlert, putService, startPager } from '../pager.mjs';
import { peakBytes, residentBytes, startCpuMeter } from '../process-figures.mjs';
import { cpuPerEvent } from '../rate-turn.mjs';
import { restingMemory } from '../redis-memory.mjs';
import { scalePlan } from '../scale-plan.mjs';
import { bytes, cpu, megabytes, number, ratio } from '../show.mjs';
import { mediansOf, takeTurns } from '../turns.mjs';

/** @type {import('../measures.mjs').Measure} */
export const scale = {
  name: 'scale',

  async measure(bench) {
    const { generator, receiver, scaleSizes, scaleOpen } = bench;
    const pager = await startPager(bench);
    const { own } = await pager.groups();
    await pager.putPolicy('bench', '1h');
    const put = (from, to) =>
      generator.numbered({ port: pager.port, template: putService(pager, 'bench'), from, count: to - from });
    const costs = [];
    const memory = { healthy: null, open: null };
    let services = 0;
    for (const size of scaleSizes) {
      const isLast = size === scaleSizes.at(-1);
      const before = await restingMemory(pager.redis);
      await put(services, size);
      if (isLast) {
        const healthy = await restingMemory(pager.redis);
        const alerts = { port: pager.port, template: postAlert(pager), from: size - scaleOpen, count: scaleOpen };
        await receiver.ask({ type: 'reset' });
        await generator.numbered(alerts);
        await arrivalsOf(receiver, alerts);
        memory.healthy = (healthy - before) / (size - services);
        memory.open = memory.healthy + ((await restingMemory(pager.redis)) - healthy) / scaleOpen;
      }
      const among = isLast ? size - scaleOpen : size;
      // Else the fewest would pay for the compiler.
      if (services === 0) await costOfEvents(pager, bench, among);
      costs.push({ services: size, ...(await costOfEvents(pager, bench, among)) });
      services = size;
    }
    const [fewest] = costs;
    return {
      costs,
      growth: fewest.ownCpuUs && Math.max(...costs.map(({ ownCpuUs }) => ownCpuUs / fewest.ownCpuUs)),
      memory,
      services,
      open: scaleOpen,
      node: { now: residentBytes(own), peak: peakBytes(own) },
    };
  },

  goals: [
    {
      id: 'memory-healthy',
      what: 'Redis memory of a healthy service, its definition included',
      better: 'lower',
      value: ({ memory }) => memory.healthy,
      show: bytes,
      target: 700,
      floor: 1_024,
      firstFloor: 1_024,
      beside: ({ services }) => `of ${number(services)} services`,
    },
    {
      id: 'memory-open',
      what: 'Redis memory of a service with an open incident, timer and delivery included',
      better: 'lower',
      value: ({ memory }) => memory.open,
      show: bytes,
      target: 3_072,
      floor: 4_096,
      firstFloor: 4_096,
      beside: ({ open, services }) => `${number(open)} open of ${number(services)} services`,
    },
    {
      id: 'memory-node',
      what: 'Resident memory of a node, at most',
      better: 'lower',
      value: ({ node }) => node.peak,
      show: megabytes,
      target: 400e6,
      floor: null,
      firstFloor: null,
      beside: ({ node }) => `${megabytes(node.now)} at the end; its Redis not counted`,
    },
    {
      id: 'cost-of-scale',
      what: 'CPU time of an event among the most services, of that among the fewest',
      better: 'lower',
      value: (figures) => figures.growth,
      show: ratio,
      target: 1.2,
      floor: null,
      firstFloor: null,
      beside: ({ costs }) => costs.map((cost) => `${number(cost.services)} services: ${cpu(cost)}`).join('; '),
    },
  ],

  peers: () => [],
};

/** Evenly spaced, so that what comes together is the same among few and many. */
async function costOfEvents(pager, { generator, scalePerSecond, scaleSeconds, scaleRounds, scaleSizes }, services) {
  const { headers } = pager;
  const templates = [postAlert(pager), { method: 'POST', path: '/v1/services/s{n}/healthy', headers, body: '{}' }];
  const groups = await pager.groups();
  const pairs = Math.floor((scalePerSecond * scaleSeconds) / 2);
  const plan = scalePlan({ services, pairs: pairs * (scaleRounds + 1), block: Math.min(100, scaleSizes[0]) });
  const turn = async (round) => {
    const part = plan.slice((round + 1) * pairs * 2, (round + 2) * pairs * 2);
    const spent = startCpuMeter(groups);
    await generator.follow({ port: pager.port, templates, plan: part, perSecond: scalePerSecond });
    return cpuPerEvent(spent(), part.length);
  };
  // Among so many for the first time: not counted.
  await turn(-1);
  return mediansOf(await takeTurns(scaleRounds, { events: turn })).events;
}
