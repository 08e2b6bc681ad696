/**
 * Memory that Redis uses for what it stores: all of `used_memory` but for the feed for
 * live views, which is capped whatever the number of services.
 */
const LOOK_EVERY_MS = 500;
const RESTS_WITHIN_BYTES = 10_000;

/** Once it rests: what was delivered is recorded, and buffers are given back. @param {import('ioredis').Redis} redis */
export async function restingMemory(redis) {
  let last = -1;
  for (;;) {
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
    if (Math.abs(used - last) < RESTS_WITHIN_BYTES) return used - (await feedMemory(redis));
    last = used;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function feedMemory(redis) {
  const streams = [];
  for await (const keys of redis.scanStream({ match: '*:feed', count: 1_000 })) streams.push(...keys);
  const sizes = await Promise.all([...new Set(streams)].map((key) => redis.memory('USAGE', key, 'SAMPLES', 0)));
  return sizes.reduce((sum, size) => sum + Number(size ?? 0), 0);
}
