/**
 * Many heartbeats, each pinged once a minute at its own moment of it: what the pager and
 * its Redis take of one core. Each may be silent for two minutes, so that every ping sets
 * its timer anew: the dearest that a ping can be.
 */
import { startPager } from '../pager.mjs';
import { startCpuMeter } from '../process-figures.mjs';
import { cpuPerEvent } from '../rate-turn.mjs';
import { cpu, number, percent } from '../show.mjs';

const MINUTE_SECONDS = 60;

/** @type {import('../measures.mjs').Measure} */
export const heartbeats = {
  name: 'heartbeats',

  async measure(bench) {
    const { generator, receiver, heartbeats: count, heartbeatWarmUpSeconds, heartbeatSeconds } = bench;
    const pager = await startPager(bench);
    await receiver.ask({ type: 'reset' });
    await pager.putPolicy('bench', '1h');
    await pager.api('PUT', '/v1/services/jobs', { name: 'jobs', escalationPolicyId: 'bench' });
    await generator.numbered({ port: pager.port, template: putHeartbeat(pager), count });
    const template = ping(pager);
    await generator.numbered({ port: pager.port, template, count });
    let next = 0;
    const pingFor = async (seconds) => {
      const pings = Math.round((count * seconds) / MINUTE_SECONDS);
      const plan = Array.from({ length: pings }, (_, i) => [0, (next + i) % count]);
      next += pings;
      await generator.follow({ port: pager.port, templates: [template], plan, perSecond: count / MINUTE_SECONDS });
      return pings;
    };
    await pingFor(heartbeatWarmUpSeconds);
    const spent = startCpuMeter(await pager.groups());
    const pings = await pingFor(heartbeatSeconds);
    const ms = spent();
    await mustBeAlive(pager, receiver);
    return { count, pings, cpu: sharesOf(ms, heartbeatSeconds), each: cpuPerEvent(ms, pings) };
  },

  goals: [
    {
      id: 'heartbeats',
      what: 'Heartbeats, each pinged once a minute: of one core',
      better: 'lower',
      value: ({ cpu: share }) => share.both,
      show: percent,
      target: 0.1,
      floor: null,
      firstFloor: null,
      beside: ({ count, cpu: share, each }) =>
        `${number(count)} heartbeats; pager ${percent(share.own)}, its Redis ${percent(share.redis)}; CPU a ping: ${cpu(each)}`,
    },
  ],

  peers: () => [],
};

const putHeartbeat = ({ headers }) => ({
  method: 'PUT',
  path: '/v1/heartbeats/h{n}',
  headers,
  body: JSON.stringify({ name: 'h{n}', serviceId: 'jobs', interval: '1m', grace: '1m' }),
});

const ping = ({ headers }) => ({ method: 'POST', path: '/v1/heartbeats/h{n}/ping', headers });

function sharesOf({ own, redis }, seconds) {
  const share = (ms) => (ms === null ? null : ms / (seconds * 1_000));
  return { own: share(own), redis: share(redis), both: own === null || redis === null ? null : share(own + redis) };
}

/** Every ping was heard, and nobody was notified. */
async function mustBeAlive(pager, receiver) {
  const { items } = await pager.api('GET', '/v1/heartbeats?state=unstarted,expired,paused&limit=1');
  if (items.length > 0) throw new Error(`heartbeat ${items[0].id} is ${items[0].state}, and not alive`);
  const notified = await receiver.ask({ type: 'arrivals', count: 0, withinMs: 0 });
  if (notified.length > 0) throw new Error(`${notified.length} notifications, and every heartbeat was pinged`);
}
