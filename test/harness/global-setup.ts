/** One Redis for the whole run, on a socket and a port; each test has keys of its own. */
import { startRedis } from './redis-process.mjs';

export default async function startSharedRedis(): Promise<() => Promise<void>> {
  const redis = await startRedis();
  process.env.TEST_REDIS_URL = redis.socket;
  process.env.TEST_REDIS_PORT = String(redis.port);
  return () => redis.remove();
}
