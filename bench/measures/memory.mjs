/**
 * What a service costs in Redis' memory: healthy, with its definition; and with an open
 * incident, its timer and its delivery. All of `used_memory` is counted, but for the
 * feed for live views, which is capped whatever the number of services.
 */
import { postAlert, putService, startPager } from '../pager.mjs';

/** @param {import('../run.mjs').Bench} bench */
export async function measureMemory({ load, receiver, gatewayPort, connections, services }) {
  const pager = await startPager({ gatewayPort });
  const all = { mode: 'closed', port: pager.port, connections, count: services };
  await receiver.ask({ type: 'reset' });
  await pager.putPolicy('bench', '1h');
  const empty = await memoryOf(pager.redis);
  await load.ask({ ...all, template: putService(pager, 'bench') });
  const healthy = await memoryOf(pager.redis);
  await load.ask({ ...all, template: postAlert(pager) });
  await receiver.ask({ type: 'arrivals', count: services, withinMs: 60_000 });
  const open = await memoryOf(pager.redis);
  return { services, healthy: (healthy - empty) / services, open: (open - empty) / services };
}

/** Once it rests: what was delivered is recorded, and buffers are given back. */
async function memoryOf(redis) {
  let last = -1;
  for (;;) {
    const info = await redis.info('memory');
    const used = Number(/used_memory:(\d+)/.exec(info)?.[1]);
    if (Math.abs(used - last) < 10_000) return used - (await feedMemory(redis));
    last = used;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function feedMemory(redis) {
  const streams = await redis.keys('*:feed');
  const sizes = await Promise.all(streams.map((key) => redis.memory('USAGE', key, 'SAMPLES', 0)));
  return sizes.reduce((sum, size) => sum + Number(size ?? 0), 0);
}
