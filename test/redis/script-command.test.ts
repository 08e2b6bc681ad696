import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../src/redis/script-command.ts';
import { testRedisUrl } from '../harness/test-redis.ts';

let redis: Redis;
beforeAll(() => {
  redis = new Redis(testRedisUrl());
});
afterAll(() => redis.disconnect());

const ECHO = 'return {#KEYS, KEYS[1], unpack(ARGV)}';

test.each([
  ['plain letters', ['a', 'b c', '{"d":1}']],
  ['nothing, and ends of lines', ['', '\r\n', '*3\r\n$3\r\n']],
  ['letters of several bytes', ['Übergröße', '日本', '🚨 a', 'plain']],
  ['more than has a length at hand', ['x'.repeat(256), 'é'.repeat(300), 'y'.repeat(70_000)]],
  ['numbers', ['1', '-2.5', '1795545226279']],
])('a script gets %s as they are', async (_, args) => {
  expect(await runScript(redis, ECHO, ['{k}:1'], args)).toEqual([1, '{k}:1', ...args]);
});

test('half of a character is replaced, and what stands behind it is right', async () => {
  expect(await runScript(redis, ECHO, ['k'], ['a\ud83d', 'b', 7])).toEqual([1, 'k', 'a\ufffd', 'b', '7']);
});

test('a server that never saw the script is told it, and runs it once', async () => {
  const script = `return redis.call('INCR', KEYS[1]) -- ${Date.now()}`;
  expect(await runScript(redis, script, ['script-command:n'], [])).toBe(1);
  expect(await runScript(redis, script, ['script-command:n'], [])).toBe(2);
  await redis.del('script-command:n');
});

test('what Redis refuses is thrown in its words', async () => {
  await expect(runScript(redis, "return redis.error_reply('WRONGTYPE of a test')", ['k'], [])).rejects.toThrow(
    /^WRONGTYPE of a test/,
  );
});
