/** Where the tests' shared Redis listens (set by the global set-up). */
export function testRedisUrl(): string {
  return setting('TEST_REDIS_URL');
}

/** The same one by TCP, for what stands between. */
export function testRedisPort(): number {
  return Number(setting('TEST_REDIS_PORT'));
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests by \`npm test\``);
  return value;
}
