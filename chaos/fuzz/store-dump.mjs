/**
 * What is stored, as one text by key, for a comparison before and after requests that
 * were refused. Left out is what says nothing about services, policies and incidents: who
 * lives, what is being executed, the log of refusals, the queues' own keys, live views.
 */
import { Redis } from 'ioredis';

/** Links to sign in, claims and the like; an idempotency key lives for a day. */
const SOON_MS = 3_600_000;
const LEFT_OUT =
  /:(nodes|claims|feed|owner|r:.*|journal:refusals|journal-count:refusals|value:ticket.*)$|^\{pager:jobs/;
/** Of integrations: what was sent to each is kept to be looked at, refused or not. */
const KEPT_OF_REFUSED = /:integration-(counts|requests):/;

/** @param {number} redisPort */
export function createStoreDump(redisPort) {
  const redis = new Redis(redisPort, '127.0.0.1');

  return {
    /** @returns {Promise<Map<string, string>>} */
    async take() {
      /** @type {Map<string, string>} */
      const dump = new Map();
      for await (const found of redis.scanStream({ match: '{pager:*', count: 1_000 })) {
        const keys = /** @type {string[]} */ (found).filter((key) => !LEFT_OUT.test(key) && !KEPT_OF_REFUSED.test(key));
        const values = await Promise.all(keys.map((key) => lastingText(redis, key)));
        keys.forEach((key, index) => {
          if (values[index] !== null) dump.set(key, values[index] ?? '');
        });
      }
      return dump;
    },
    close: () => redis.disconnect(),
  };
}

/** The names of keys that are in one only, or differ. @param {Map<string, string>} before @param {Map<string, string>} after */
export function differences(before, after) {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}

/** Null: it will be gone by itself soon, and then nobody's request did it. @param {Redis} redis @param {string} key */
async function lastingText(redis, key) {
  const left = await redis.pttl(key);
  return left >= 0 && left < SOON_MS ? null : await textOfKey(redis, key);
}

/** Null: it went away meanwhile. @param {Redis} redis @param {string} key @returns {Promise<string | null>} */
async function textOfKey(redis, key) {
  switch (await redis.type(key)) {
    case 'string':
      return await redis.get(key);
    case 'hash':
      return JSON.stringify(Object.entries(await redis.hgetall(key)).sort());
    case 'list':
      return JSON.stringify(await redis.lrange(key, 0, -1));
    case 'set':
      return JSON.stringify((await redis.smembers(key)).sort());
    case 'zset':
      return JSON.stringify(await redis.zrange(key, '0', '-1', 'WITHSCORES'));
    case 'stream':
      return JSON.stringify(await redis.xrange(key, '-', '+'));
    default:
      return null;
  }
}
