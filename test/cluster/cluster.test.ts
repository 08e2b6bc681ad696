/** The pager on a real cluster of three masters, as an operator has it: put up, moved about, and with a server lost. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createKeyspace, PARTITIONS, slotOf } from '../../src/runtime/keys.ts';
import { startHttp, type TestPager } from '../harness/http.ts';
import { type RedisCluster, startRedisCluster } from '../harness/redis-cluster.mjs';
import { until } from '../harness/until.ts';

const tagOf = (tag: string) => tag.slice(1, -1);

describe('on a cluster of three masters', () => {
  let cluster: RedisCluster;
  let http: TestPager;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster.stop());
  afterEach(() => http.stop());

  const start = async (services: string[], levels?: string[][]) => {
    http = await startHttp({ redisUrl: cluster.url });
    await http.given(services, levels);
  };
  const numberOf = (service: string) => createKeyspace('pager').partitionOf(`monitored-service/${service}`).number;
  /** Services of one partition, by name. */
  const servicesIn = (number: number, count: number) =>
    Array.from({ length: 400 }, (_, i) => `s${i}`)
      .filter((service) => numberOf(service) === number)
      .slice(0, count);
  const alert = (service: string, key = 'disk') =>
    http.post(`/v1/services/${service}/alert`, { summary: `${key} of ${service}`, key });
  const keysOf = async (service: string): Promise<string[]> => {
    const { json } = await http.get(`/v1/services/${service}`);
    return json.incident?.alerts.map(({ key }: { key: string }) => key) ?? [];
  };
  /** The partition that lies beside the configuration would keep that from being read, too. */
  const moveable = () => {
    const configuration = slotOf(tagOf(http.running.runtime.keys.cfg('').slice(0, -1)));
    const found = http.running.runtime.keys.partitions.find(({ tag }) => slotOf(tagOf(tag)) !== configuration);
    if (!found) throw new Error('every partition has the same slot');
    return found;
  };

  it('the partitions lie evenly on them, and a whole night is as on one server: alerts, levels, acknowledgements, closing, lists', async () => {
    const services = Array.from({ length: PARTITIONS }, (_, number) => servicesIn(number, 3)).flat();
    await start(services, [['ana@example.com'], ['ben@example.com']]);
    const { partitions } = createKeyspace('pager');
    const owners = await Promise.all(partitions.map(({ tag }) => cluster.ownerOf(tagOf(tag))));
    expect([0, 1, 2].map((master) => owners.filter((owner) => owner === master).length)).toEqual([5, 6, 5]);

    const answers = await Promise.all(services.map((service) => alert(service)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    await http.settled();
    expect(http.sent.map(({ person }) => person)).toEqual(services.map(() => 'ana@example.com'));
    expect((await http.get('/v1/timers?limit=100')).json.items).toHaveLength(48);
    await until(async () => (await http.running.runtime.queues.timeouts.getDelayedCount()) === 48);

    for (const service of services.slice(0, 16)) await http.post(`/v1/services/${service}/ack`, { by: 'ana' });
    await Promise.all(services.slice(16, 32).map((service) => http.post(`/v1/services/${service}/healthy`, {})));
    await http.passes('15m');
    expect(http.sent.slice(48).map(({ person }) => person)).toEqual(Array(16).fill('ben@example.com'));

    expect((await http.get('/v1/services?state=acked&limit=100')).json.items).toHaveLength(16);
    expect((await http.get('/v1/incidents?state=closed&limit=100')).json.items).toHaveLength(16);
    expect((await http.get('/v1/notifications?limit=100')).json.items).toHaveLength(64);
    expect((await http.get(`/v1/services/${services[40]}/timeline`)).json.items.length).toBeGreaterThan(2);
    expect((await http.get('/readyz', { key: null })).status).toBe(200);
    const figures = await http.running.figures();
    expect(figures.stored?.memoryBytes).toBeGreaterThan(3 * 500_000);
    expect(await http.running.retention.run()).toBeUndefined();
  });

  it('BullMQ wakes somebody when a timer is due', async () => {
    await start(['db'], [['ana@example.com'], ['ben@example.com']]);
    const levels = ['ana@example.com', 'ben@example.com'].map((address) => ({
      ackTimeout: '1s',
      targets: [{ type: 'email', address }],
    }));
    await http.put('/v1/escalation-policies/backend', { name: 'Backend', levels });
    await alert('db');
    await until(() => http.sent.map(({ person }) => person).includes('ben@example.com'));
    // Whoever it was that took the timer: its job was worked off, and the next one's waits or was.
    const { timeouts } = http.running.runtime.queues;
    await until(async () => {
      const counts = await timeouts.getJobCounts('delayed', 'active', 'failed', 'waiting');
      return Object.values(counts).every((count) => count === 0);
    });
  });

  it('the stream shows what is committed on each of the masters', async () => {
    const services = Array.from({ length: 24 }, (_, i) => `s${i}`);
    await start(services);
    const gone = new AbortController();
    const seen = new Set<string>();
    const following = (async () => {
      for await (const event of http.pager.stream(null, gone.signal)) {
        if (event === 'reset') continue;
        if (event.type === 'ping') void Promise.all(services.map((service) => alert(service)));
        if (event.type === 'service') seen.add((event.data as { id: string }).id);
      }
    })();
    await until(() => seen.size === services.length);
    gone.abort();
    await following;
  });

  it('while a slot is moved, its services are answered 503 and told when to come again, the others go on; nothing is half done, and everything that was answered is there', async () => {
    await start(['other']);
    const { number, tag } = moveable();
    const services = servicesIn(number, 6);
    await http.given([...services, 'other']);
    const from = await cluster.ownerOf(tagOf(tag));
    const taken = new Map<string, string[]>(services.map((service) => [service, []]));
    const refused: string[] = [];
    let sent = 0;
    const one = async (service: string) => {
      const key = `k${sent++}`;
      const { status, headers, json } = await alert(service, key);
      if (status === 200) taken.get(service)?.push(key);
      else {
        expect({ status, code: json.code, later: headers.get('retry-after') }).toEqual({
          status: 503,
          code: 'store_unavailable',
          later: '2',
        });
        refused.push(`${service} ${key}`);
      }
      return status;
    };
    for (const service of services) expect(await one(service)).toBe(200);
    let moving = true;
    const load = Promise.all(
      services.map(async (service) => {
        while (moving) await one(service);
      }),
    );
    await cluster.moveSlot(tagOf(tag), (from + 1) % 3, {
      share: 0.5,
      act: async () => {
        for (const service of services) expect(await one(service)).toBe(503);
        expect((await alert('other', `k${sent++}`)).status).toBe(200);
        // What is only read is found on either side.
        expect((await http.get('/v1/incidents?limit=100')).json.items.length).toBeGreaterThanOrEqual(services.length);
        for (const service of services)
          expect(await keysOf(service)).toEqual(expect.arrayContaining(taken.get(service) ?? []));
      },
    });
    moving = false;
    await load;
    for (const service of services) expect(await one(service)).toBe(200);
    expect(await cluster.ownerOf(tagOf(tag))).toBe((from + 1) % 3);
    await http.settled();
    for (const service of services) expect((await keysOf(service)).sort()).toEqual(taken.get(service)?.sort());
    expect(refused.length).toBeGreaterThanOrEqual(services.length);
    const notified = http.sent.map(({ message }) => message.incident.id);
    expect(new Set(notified).size).toBe(notified.length);
  });

  it('a script does not begin in a slot that is being moved, even where all that it names is still there', async () => {
    await start(['other']);
    const partition = moveable();
    const [service = ''] = servicesIn(partition.number, 1);
    await http.given([service]);
    const asked = { headers: { 'Idempotency-Key': 'one' }, body: { summary: 'disk', key: 'disk' } };
    expect((await http.call('POST', `/v1/services/${service}/alert`, asked)).status).toBe(200);
    await http.settled();
    const { runtime } = http.running;
    await runtime.redis.set(partition.reservation(`monitored-service/${service}`), runtime.node, 'PX', 60_000);
    const to = ((await cluster.ownerOf(tagOf(partition.tag))) + 1) % 3;
    await cluster.moveSlot(tagOf(partition.tag), to, {
      share: 0,
      act: async () => {
        const { status, json } = await http.post(`/v1/services/${service}/healthy`, {});
        expect({ status, code: json.code }).toEqual({ status: 503, code: 'store_unavailable' });
      },
    });
    expect((await http.get(`/v1/services/${service}`)).json.state).toBe('escalating');
    expect((await http.post(`/v1/services/${service}/healthy`, {})).json).toMatchObject({
      state: 'healthy',
      changed: true,
    });
  });

  it('a master that is lost takes its partitions with it and no other, and they go on when it is back', async () => {
    await start(['other']);
    const configuration = await cluster.ownerOf(tagOf(http.running.runtime.keys.cfg('').slice(0, -1)));
    const lost = (configuration + 1) % 3;
    const owners = await Promise.all(
      http.running.runtime.keys.partitions.map(({ tag }) => cluster.ownerOf(tagOf(tag))),
    );
    const [there = ''] = servicesIn(owners.indexOf(lost), 1);
    const [elsewhere = ''] = servicesIn(owners.indexOf(configuration), 1);
    await http.given([there, elsewhere]);
    expect((await alert(there, 'before')).status).toBe(200);
    await cluster.masters[lost]?.process.end();
    await until(async () => (await alert(there, 'meanwhile')).status === 503);
    expect((await alert(elsewhere)).status).toBe(200);
    // A balancer that heeds readiness must not take this pager for a bad one: every other misses the same server.
    await until(() => http.running.runtime.health().then(({ heartbeatAgeMs }) => heartbeatAgeMs < 1_000));
    const { status, json } = await http.get('/readyz', { key: null });
    expect({ status, redis: json.checks[0].detail }).toEqual({
      status: 200,
      redis: expect.stringMatching(/; 1 of 3 servers do not answer$/),
    });
    // And it goes on sweeping what it can reach.
    const swept = http.running.runtime.health().then(({ sweepAgeMs }) => performance.now() - sweepAgeMs);
    const before = await swept;
    await until(async () => performance.now() - (await http.running.runtime.health()).sweepAgeMs > before + 1_500);
    await cluster.masters[lost]?.process.start();
    await until(async () => (await alert(there, 'after')).status === 200);
    expect(await keysOf(there)).toEqual(expect.arrayContaining(['before', 'after']));
    expect((await http.get('/readyz', { key: null })).status).toBe(200);
  });

  it('Given a replica of one master, when each event must be on one, then that master’s services go on and the others are refused; when the master is lost, then the replica takes over with all that was answered', async () => {
    await start(['other']);
    const configuration = await cluster.ownerOf(tagOf(http.running.runtime.keys.cfg('').slice(0, -1)));
    const lost = (configuration + 1) % 3;
    const owners = await Promise.all(
      http.running.runtime.keys.partitions.map(({ tag }) => cluster.ownerOf(tagOf(tag))),
    );
    const [there = ''] = servicesIn(owners.indexOf(lost), 1);
    const [elsewhere = ''] = servicesIn(owners.indexOf(configuration), 1);
    await http.given([there, elsewhere]);
    await cluster.addReplica(lost);
    const strict = await startHttp({
      redisUrl: cluster.url,
      commitReplicas: 1,
      prefix: tagOf(http.running.runtime.keys.cfg('').slice(0, -1)).replace(/:cfg$/, ''),
    });
    try {
      const send = (service: string, key: string) =>
        strict.post(`/v1/services/${service}/alert`, { summary: key, key });
      expect((await strict.post(`/v1/services/${elsewhere}/healthy`, {})).json.code).toBe('not_replicated');
      const taken = [];
      for (let i = 0; i < 20; i++) if ((await send(there, `k${i}`)).status === 200) taken.push(`k${i}`);
      expect(taken).toHaveLength(20);
      await cluster.masters[lost]?.process.end();
      await until(async () => (await alert(there, 'afterwards')).status === 200);
      expect(await keysOf(there)).toEqual(expect.arrayContaining([...taken, 'afterwards']));
    } finally {
      await strict.stop();
    }
  });
});
