/** Where the tests' shared Redis listens (set by the global set-up). */
export function testRedisUrl(): string {
  const url = process.env.TEST_REDIS_URL;
  if (!url) throw new Error('TEST_REDIS_URL is not set: run the tests by `npm test`');
  return url;
}
