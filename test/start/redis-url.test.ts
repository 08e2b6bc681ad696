/** Addresses of a Redis, as people write them. */
import { describe, expect, it } from 'vitest';
import { parseRedisAddress } from '../../src/redis/redis-url.ts';

describe('the address of a Redis', () => {
  it('of one server is a URL', () => {
    for (const url of [
      'redis://localhost',
      'redis://:secret@redis:6379/2',
      'rediss://user:p%40ss@redis.example.com:6380',
    ]) {
      expect(parseRedisAddress(url)).toEqual({ kind: 'single', url });
    }
  });
  it('of a group that Sentinel manages names the sentinels and the group', () => {
    expect(parseRedisAddress('redis+sentinel://ana:p%40ss%3A@a:26380,b.example.com/main')).toEqual({
      kind: 'sentinel',
      hosts: [
        { host: 'a', port: 26_380 },
        { host: 'b.example.com', port: 26_379 },
      ],
      group: 'main',
      username: 'ana',
      password: 'p@ss:',
    });
    expect(parseRedisAddress('redis+sentinel://a')).toMatchObject({ group: 'mymaster' });
  });
  it('of a cluster names some of its nodes', () => {
    expect(parseRedisAddress('redis+cluster://:secret@10.0.0.1:7000,[::1]:7001')).toEqual({
      kind: 'cluster',
      hosts: [
        { host: '10.0.0.1', port: 7_000 },
        { host: '::1', port: 7_001 },
      ],
      password: 'secret',
    });
  });
  it.each([
    '',
    'redis',
    'http://redis',
    '/tmp/redis.sock',
    'redis+cluster://',
    'redis+cluster://a,,b',
    'redis+sentinel://a:port',
    'redis+cluster://:50%@a',
  ])('is not "%s"', (text) => {
    expect(parseRedisAddress(text)).toBeNull();
  });
});
