/** A master that is lost, and the replica that takes its place: by real sentinels, while alerts come in. */
import { afterEach, describe, expect, it } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';
import { type RedisGroup, startRedisGroup } from '../harness/redis-group.mjs';
import { until } from '../harness/until.ts';

describe('a group of Redis servers that sentinels watch', () => {
  let group: RedisGroup;
  let http: TestPager | null = null;
  afterEach(async () => {
    await http?.stop();
    http = null;
    await group.stop();
  });
  const pager = () => {
    if (!http) throw new Error('the pager was not started');
    return http;
  };
  const start = async (commitReplicas: number) => {
    group = await startRedisGroup({ sentinels: 3 });
    http = await startHttp({ redisUrl: group.url, commitReplicas });
    await pager().given(SERVICES, [['ana@example.com'], ['ben@example.com']]);
  };
  const SERVICES = ['a', 'b', 'c', 'd'];

  /** Alerts, each with a key of its own, until it is told to stop: what was answered, by service. */
  function keepAlerting() {
    const taken = new Map<string, string[]>(SERVICES.map((service) => [service, []]));
    const refused: { status: number; code: string; later: string | null }[] = [];
    let goesOn = true;
    const ended = Promise.all(
      SERVICES.map(async (service) => {
        for (let i = 0; goesOn; i++) {
          const key = `k${i}`;
          const { status, json, headers } = await pager().post(`/v1/services/${service}/alert`, { summary: key, key });
          if (status === 200) taken.get(service)?.push(key);
          else refused.push({ status, code: json.code, later: headers.get('retry-after') });
          // A key each: more would only fill the record.
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }),
    );
    const count = () => [...taken.values()].reduce((sum, keys) => sum + keys.length, 0);
    return {
      taken,
      refused,
      count,
      stop: () => {
        goesOn = false;
        return ended;
      },
    };
  }
  const keysOf = async (service: string): Promise<string[]> =>
    (await pager().get(`/v1/services/${service}`)).json.incident?.alerts.map(({ key }: { key: string }) => key) ?? [];

  const isTakenOver = async () => (await group.masterPort()) === group.replicas[0]?.port;

  it('Given alerts that come in and a replica that must have each of them, when the master is killed, then events are answered 503 until there are a master and a replica again, everything that was answered is there, and escalation goes on', async () => {
    await start(1);
    const load = keepAlerting();
    await until(() => load.count() > 20);
    await group.master.end();
    await until(isTakenOver);
    // The promoted one is alone: what it alone has may be lost.
    await until(() => load.refused.some(({ code }) => code === 'not_replicated'));
    const alone = load.count();
    await group.rejoin();
    await until(() => load.count() > alone + 20);
    await load.stop();

    for (const service of SERVICES) {
      expect(await keysOf(service)).toEqual(expect.arrayContaining(load.taken.get(service) ?? []));
    }
    for (const refusal of load.refused) {
      expect(refusal).toMatchObject({ status: 503, later: '2' });
      expect(refusal.code).toMatch(/^(store_unavailable|outcome_unknown|not_replicated)$/);
    }
    await pager().settled();
    expect(pager().sent.map(({ person }) => person)).toEqual(SERVICES.map(() => 'ana@example.com'));
    await pager().passes('15m');
    expect(
      pager()
        .sent.slice(SERVICES.length)
        .map(({ person }) => person),
    ).toEqual(SERVICES.map(() => 'ben@example.com'));
  });

  it('Given alerts that come in, when the master is killed, and later an operator makes the other one the master again, then the pager follows both times, and tells what it can’t take by 503', async () => {
    await start(0);
    const load = keepAlerting();
    const goesOn = async () => {
      const before = load.count();
      await until(() => load.count() > before + 20);
    };
    await goesOn();
    await group.master.end();
    await until(isTakenOver);
    await goesOn();
    expect(load.refused.length).toBeGreaterThan(0);
    await group.rejoin();
    // It must be a replica, and known as one, before it can be chosen.
    await until(async () => {
      await group.failOver();
      return true;
    });
    await goesOn();
    await load.stop();
    expect(await group.masterPort()).toBe(group.master.port);
    for (const refusal of load.refused) {
      expect(refusal).toMatchObject({ status: 503, later: '2' });
      expect(refusal.code).toMatch(/^(store_unavailable|outcome_unknown)$/);
    }
    expect((await pager().get('/readyz', { key: null })).status).toBe(200);
    // A connection may still be on its way from the one to the other; what is due stays so.
    await pager()
      .passes('15m')
      .catch(() => undefined);
    await until(async () => {
      await pager().passes('1ms');
      return true;
    });
    expect(new Set(pager().sent.map(({ person, message }) => `${person} ${message.incident.id}`)).size).toBe(
      pager().sent.length,
    );
    expect(pager().sent.filter(({ person }) => person === 'ben@example.com')).toHaveLength(SERVICES.length);
  });
});
