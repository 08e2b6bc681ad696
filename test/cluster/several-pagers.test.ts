/** Several processes of the built program on one Redis, behind one address: what a user sees of it is one pager. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { type GivenRedis, startGivenRedis } from '../harness/given-redis.ts';
import { KEY } from '../harness/http.ts';
import { createPlace, type Place, type Program } from '../harness/program.ts';
import { type RoundRobin, startRoundRobin } from '../harness/round-robin.ts';
import { readEvents } from '../harness/served.ts';
import { until } from '../harness/until.ts';

// Several processes are started in one test, on machines that have other work too.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const SERVICES = Array.from({ length: 8 }, (_, i) => `s${i}`);

describe('two pagers behind one address', () => {
  let redis: GivenRedis;
  let gateway: Gateway;
  let places: Place[];
  let programs: Program[];
  let balancer: RoundRobin;

  const settings = (more: NodeJS.ProcessEnv = {}) => ({
    REDIS_URL: redis.url,
    PAGER_ADMIN_KEY: KEY,
    SMS_GATEWAY_URL: gateway.url,
    DRAIN_SECONDS: '2',
    ...more,
  });
  const ask = async (url: string, method: string, path: string, body?: object, headers = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      text,
      json: answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null,
    };
  };
  const alert = (url: string, service: string, key: string) =>
    ask(
      url,
      'POST',
      `/v1/services/${service}/alert`,
      { summary: key, key },
      { 'idempotency-key': `${service}-${key}` },
    );

  beforeEach(async () => {
    [redis, gateway] = await Promise.all([
      startGivenRedis({ appendonly: 'yes', appendfsync: 'always' }),
      startGateway(),
    ]);
    places = await Promise.all([createPlace(), createPlace()]);
    balancer = await startRoundRobin(places.map(({ port }) => port));
    programs = await Promise.all(places.map((place) => place.start(settings())));
    await balancer.spreadsOver(2);
    const levels = [{ targets: [{ type: 'sms', phoneNumber: '+33612345678' }] }];
    expect((await ask(balancer.url, 'PUT', '/v1/escalation-policies/p', { name: 'P', levels })).status).toBe(201);
    for (const id of SERVICES) {
      const put = await ask(balancer.url, 'PUT', `/v1/services/${id}`, { name: id, escalationPolicyId: 'p' });
      expect(put.status).toBe(201);
    }
  });
  afterEach(async () => {
    await balancer.stop();
    await Promise.all(places.map((place) => place.clean()));
    await Promise.all([redis.stop(), gateway.stop()]);
  });

  it('any takes any request, and the stream of each shows what the other did', async () => {
    const [here, there] = places.map(({ url }) => url);
    const events = await readEvents(`${here}/v1/stream`);
    await events.next('ping');
    expect((await alert(there ?? '', 's0', 'disk')).json).toMatchObject({ result: 'opened' });
    expect((await events.next('incident'))?.data).toMatchObject({ id: 's0-1', state: 'escalating' });
    expect((await ask(here ?? '', 'POST', '/v1/incidents/s0-1/ack', { by: 'ana' })).json).toMatchObject({
      state: 'acked',
    });
    expect((await ask(there ?? '', 'GET', '/v1/services/s0')).json).toMatchObject({ state: 'acked' });
    await until(async () => (await events.next('incident'))?.data.state === 'acked');
    events.close();
  });

  it('Given alerts that come in without a pause, when one after the other is stopped and started again, then none is refused, none is lost, and everybody is notified once; the last to go waits for nobody', async () => {
    const answered = new Map<string, string[]>(SERVICES.map((service) => [service, []]));
    const refused: string[] = [];
    let goesOn = true;
    const load = Promise.all(
      SERVICES.map(async (service) => {
        for (let i = 0; goesOn; i++) {
          const key = `k${i}`;
          const { status, text } = await alert(balancer.url, service, key);
          if (status === 200) answered.get(service)?.push(key);
          else refused.push(`${status} ${text}`);
          // Some hundred keys an incident are told one by one.
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }),
    );
    for (const [index, place] of places.entries()) {
      programs[index]?.signal('SIGTERM');
      // Not ready, and still there for whoever has not noticed.
      await until(async () => (await fetch(`${place.url}/readyz`)).status === 503);
      expect((await alert(place.url, 's0', `late-${index}`)).status).toBe(200);
      expect(await programs[index]?.ended).toEqual({ code: 0, signal: null });
      programs[index] = await place.start(settings());
      await balancer.spreadsOver(2);
    }
    goesOn = false;
    await load;
    expect(refused).toEqual([]);
    for (const service of SERVICES) {
      const { incident } = (await ask(balancer.url, 'GET', `/v1/services/${service}`)).json;
      const keys = incident.alerts.map(({ key }: { key: string }) => key);
      expect(keys).toEqual(expect.arrayContaining(answered.get(service) ?? []));
    }
    await gateway.received(SERVICES.length);
    const ids = gateway.requests.map((request) => (request.json() as { id: string }).id);
    expect(new Set(ids).size).toBe(SERVICES.length);
    expect(ids).toHaveLength(SERVICES.length);

    // The last one has nobody to leave its work to, and waits for nobody.
    const [first, last] = programs;
    first?.signal('SIGTERM');
    await first?.ended;
    last?.signal('SIGTERM');
    expect(await last?.ended).toEqual({ code: 0, signal: null });
    expect(first?.log()).toContain('requests are taken until others get them');
    expect(last?.log()).not.toContain('requests are taken until others get them');
  });
});
