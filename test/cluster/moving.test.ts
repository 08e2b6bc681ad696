/** Growing: from the Redis of its own to one of the user's, and from there to a cluster, in the middle of an escalation. */
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { copyKeys } from '../../src/redis/copy-keys.ts';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { type GivenRedis, startGivenRedis } from '../harness/given-redis.ts';
import { startHttp } from '../harness/http.ts';
import { createPlace, type Place } from '../harness/program.ts';
import { redisCli } from '../harness/redis-cli.ts';
import { type RedisCluster, startRedisCluster } from '../harness/redis-cluster.mjs';
import { until } from '../harness/until.ts';

// Several processes are started in one test, on machines that have other work too.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

describe('moving to another Redis', () => {
  let place: Place;
  let gateway: Gateway;
  let redis: GivenRedis;
  let cluster: RedisCluster;
  beforeEach(async () => {
    [place, gateway, redis, cluster] = await Promise.all([
      createPlace(),
      startGateway(),
      startGivenRedis(),
      startRedisCluster(),
    ]);
  });
  afterEach(async () => {
    await place.clean();
    await Promise.all([gateway.stop(), redis.stop(), cluster.stop()]);
  });

  const run = (...args: string[]) => place.run('start/copy-redis', {}, args);
  const moved = async (...args: string[]) => {
    const program = run(...args);
    expect({ ...(await program.ended), log: program.log() }).toMatchObject({ code: 0, log: '' });
    expect(program.output()).toMatch(/^\d+ keys were copied/m);
  };
  const notified = () => gateway.requests.map((request) => (request.json() as { to: string }).to);

  it('Given open incidents, a link and timers, when the pager goes from its own Redis to another, on to a cluster, and back by snapshots, then every timer fires on time or as soon as it runs again, links and keys work, and nobody is told twice', async () => {
    const settings = { SMS_GATEWAY_URL: gateway.url };
    const first = await place.start(settings);
    const levels = ['+33600000001', '+33600000002', '+33600000003'].map((phoneNumber) => ({
      ackTimeout: '2s',
      targets: [{ type: 'sms', phoneNumber }],
    }));
    await place.api('PUT', '/v1/escalation-policies/p', { name: 'P', levels });
    const services = Array.from({ length: 12 }, (_, i) => `s${i}`);
    for (const id of services) await place.api('PUT', `/v1/services/${id}`, { name: id, escalationPolicyId: 'p' });
    for (const id of services) await place.api('POST', `/v1/services/${id}/alert`, { summary: 'down' });
    await gateway.received(12);
    const link = /\/a\/\S+/.exec(String(gateway.requests[0]?.body))?.[0].replace(/["\\].*$/, '') ?? '';
    await place.api('POST', '/v1/services/s1/ack', { by: 'ana' });

    // While it runs, what changes behind the copy would be lost.
    const early = run('./data', redis.url);
    expect(await early.ended).toMatchObject({ code: 1 });
    first.signal('SIGTERM');
    await first.ended;
    await moved('./data', redis.url);
    const second = await place.start({ ...settings, REDIS_URL: redis.url });
    await gateway.received(23);
    expect(notified().filter((to) => to === '+33600000002')).toHaveLength(11);
    second.signal('SIGTERM');
    await second.ended;
    await moved(redis.url, cluster.url);
    const third = await place.start({ ...settings, REDIS_URL: cluster.url });
    await gateway.received(34);
    expect(notified().filter((to) => to === '+33600000003')).toHaveLength(11);
    expect(new Set(gateway.requests.map((request) => (request.json() as { id: string }).id)).size).toBe(34);

    const { items } = (await place.api('GET', '/v1/incidents?limit=100')).json;
    expect(items).toHaveLength(12);
    expect((await place.api('GET', '/v1/services/s1')).json).toMatchObject({
      state: 'acked',
      incident: { ackedBy: 'ana' },
    });
    expect((await fetch(`${place.url}${link}`)).status).toBe(200);
    await until(async () => (await place.api('GET', '/v1/services?state=exhausted')).json.items.length === 11);
    third.signal('SIGTERM');
    expect(await third.ended).toMatchObject({ code: 0 });

    // And back to a Redis of its own, from a snapshot of each master.
    await Promise.all(
      cluster.masters.map(({ process }, index) =>
        redisCli(['-p', String(process.port), '--rdb', `${index}.rdb`], place.folder),
      ),
    );
    await moved('0.rdb,1.rdb,2.rdb', 'restored');
    const fourth = await place.start({ ...settings, DATA_DIR: 'restored', PAGER_ADMIN_KEY: place.key() });
    expect((await place.api('GET', '/v1/services?state=exhausted')).json.items).toHaveLength(11);
    fourth.signal('SIGTERM');
    await fourth.ended;
  });

  it('does not begin while a pager works on either side, nor on a Redis that has another history; goes on where it was broken off', async () => {
    const there = await startGivenRedis();
    try {
      const pager = await startHttp({ redisUrl: redis.url, prefix: 'pager' });
      await pager.given(['db']);
      const copy = (from: string, to: string) => copyKeys({ from: [from], to, prefix: 'pager' });
      await Promise.all([
        expect(copy(redis.url, there.url)).rejects.toThrow('pagers are at work on the source: stop them first'),
        expect(copy(there.url, redis.url)).rejects.toThrow('pagers are at work on the target: stop them first'),
      ]);
      await pager.stop();
      // Whoever copied pressed Ctrl-C in the middle of it.
      let parts = 0;
      const broken = copyKeys({
        from: [redis.url],
        to: there.url,
        prefix: 'pager',
        onProgress: () => {
          if (++parts === 1) throw new Error('broken off');
        },
      });
      await expect(broken).rejects.toThrow('broken off');
      // One that was killed stands there, and says nothing any more.
      const client = new Redis(redis.url);
      await client.zadd('{pager:cfg}:nodes', Date.now(), 'killed');
      client.disconnect();
      const { copied } = await copy(redis.url, there.url);
      expect(copied).toBeGreaterThan(5);
      await expect(copy(redis.url, there.url)).rejects.toThrow('the target holds a pager’s keys already');
      const none = run('no-such-file', there.url);
      expect(await none.ended).toMatchObject({ code: 1 });
      expect(none.log()).toContain('"no-such-file" is none of them');
    } finally {
      await there.stop();
    }
  });
});
