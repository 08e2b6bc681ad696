/**
 * Pagers are updated one after the other, and the releases differ in the schema of a
 * service's record: while any of the older one runs, nothing is stored that it could not
 * read. The release before is the built program without what schema 2 brought.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { builtProgram, copyProgram, type Patch } from '../../chaos/program-under-test.mjs';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { type GivenRedis, startGivenRedis } from '../harness/given-redis.ts';
import { KEY } from '../harness/http.ts';
import { createPlace, type Place, type Program } from '../harness/program.ts';
import { type RoundRobin, startRoundRobin } from '../harness/round-robin.ts';
import { until } from '../harness/until.ts';

// Several processes are started in one test, on machines that have other work too.
vi.setConfig({ testTimeout: 150_000, hookTimeout: 90_000 });

const BEFORE: Patch[] = [
  { file: 'pager/service-actor.js', find: 'schema: 2,', put: 'schema: 1,' },
  { file: 'pager/service-actor.js', find: '(isOfSchema2(context) ? 2 : 1)', put: '1' },
  {
    file: 'pager/service-actor.js',
    find: 'isReadByAll() ? prepared : prepared.map(asSchema1Knows)',
    put: 'prepared.map(asSchema1Knows)',
  },
];
const SERVICES = ['s0', 's1', 's2', 'quiet'];

let folder: string;
let redis: GivenRedis;
let gateway: Gateway;
let places: Record<'older' | 'newer', [Place, Place]>;
let balancer: RoundRobin;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pager-release-'));
  const older = dirname(copyProgram({ folder, dist: builtProgram(), patches: BEFORE }));
  [redis, gateway] = await Promise.all([startGivenRedis({ appendonly: 'yes', appendfsync: 'always' }), startGateway()]);
  places = {
    older: [await createPlace({ dist: older }), await createPlace({ dist: older })],
    newer: [await createPlace(), await createPlace()],
  };
  balancer = await startRoundRobin([...places.older, ...places.newer].map(({ port }) => port));
});
afterEach(async () => {
  await balancer.stop();
  await Promise.all([...places.older, ...places.newer].map((place) => place.clean()));
  await Promise.all([redis.stop(), gateway.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const start = (place: Place) =>
  place.start({
    REDIS_URL: redis.url,
    PAGER_ADMIN_KEY: KEY,
    SMS_GATEWAY_URL: gateway.url,
    DRAIN_SECONDS: '1',
  });

async function ask(url: string, method: string, path: string, body?: object, headers = {}) {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    json: JSON.parse(await answer.text()),
  };
}

/** Alerts about each service, each with a key of its own, until it is told to stop. */
function keepAlerting(named: string) {
  const taken = new Map<string, Set<string>>(SERVICES.map((service) => [service, new Set()]));
  const refused: string[] = [];
  let goesOn = true;
  const ended = Promise.all(
    SERVICES.map(async (service) => {
      for (let i = 0; goesOn; i++) {
        const key = `${named}-${i}`;
        const headers = { 'idempotency-key': `${service}-${key}` };
        const path = `/v1/services/${service}/alert`;
        const { status, json } = await ask(balancer.url, 'POST', path, { summary: key, key }, headers);
        if (status === 200) taken.get(service)?.add(key);
        else refused.push(`${status} ${JSON.stringify(json)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }),
  );
  const stop = async () => {
    goesOn = false;
    await ended;
  };
  return { taken, refused, stop };
}

const incidentOf = async (service: string) => (await ask(balancer.url, 'GET', `/v1/services/${service}`)).json.incident;

/** Its incident is closed, and opened again by the next alert, at whichever pager that comes in. */
async function opensAgain(service: string, at: string) {
  const before = (await incidentOf(service)).id;
  expect((await ask(at, 'POST', `/v1/services/${service}/healthy`, {})).status).toBe(200);
  await until(async () => ((await incidentOf(service))?.id ?? before) !== before);
}

const snooze = async (at: string) => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  return ask(at, 'POST', `/v1/incidents/${(await incidentOf('quiet')).id}/snooze`, { until, by: 'ana' });
};

/** One goes, one comes. @param meanwhile while there is one of each */
async function roll(from: Program[], to: readonly Place[], meanwhile: () => Promise<void> = async () => undefined) {
  const started: Program[] = [];
  for (const [index, place] of to.entries()) {
    from[index]?.signal('SIGTERM');
    expect(await from[index]?.ended).toEqual({ code: 0, signal: null });
    started.push(await start(place));
    await balancer.spreadsOver(2);
    if (index === 0) await meanwhile();
  }
  return started;
}

it('Given alerts that come in without a pause, when pagers are updated to a release with another schema and back again, then none is refused, none is lost, and nobody is notified twice', async () => {
  const older = await Promise.all(places.older.map(start));
  await balancer.spreadsOver(2);
  const levels = [{ targets: [{ type: 'sms', phoneNumber: '+33612345678' }] }];
  await ask(balancer.url, 'PUT', '/v1/escalation-policies/p', { name: 'P', levels });
  for (const id of SERVICES) {
    const service = { name: id, escalationPolicyId: 'p', ...(id === 'quiet' && { autoResolveAfter: '1h' }) };
    expect((await ask(balancer.url, 'PUT', `/v1/services/${id}`, service)).status).toBe(201);
  }
  const load = keepAlerting('there');
  await until(() => [...load.taken.values()].every(({ size }) => size > 2));

  const [{ url: newer }] = places.newer;
  const updated = await roll(older, places.newer, async () => {
    await opensAgain('quiet', newer);
    // What the older one could not read is put off.
    expect(await snooze(newer)).toMatchObject({ status: 503, retryAfter: '10', json: { code: 'record_newer' } });
    const seen = load.taken.get('quiet')?.size ?? 0;
    await until(() => (load.taken.get('quiet')?.size ?? 0) > seen + 8);
  });
  // Nobody of the older release is left.
  await until(async () => (await snooze(newer)).status === 200);
  await opensAgain('quiet', newer);
  await load.stop();
  for (const [service, keys] of load.taken) {
    if (service === 'quiet') continue;
    const open = (await incidentOf(service)).alerts.map(({ key }: { key: string }) => key);
    expect(open).toEqual(expect.arrayContaining([...keys]));
  }

  // Before one goes back, what only the newer release knows is switched off and has ended.
  const plain = { name: 'quiet', escalationPolicyId: 'p' };
  expect((await ask(newer, 'PUT', '/v1/services/quiet', plain)).status).toBe(200);
  expect((await ask(newer, 'POST', '/v1/services/quiet/healthy', {})).status).toBe(200);
  const again = keepAlerting('back');
  await roll(updated, places.older);
  await again.stop();
  expect([...load.refused, ...again.refused]).toEqual([]);
  const sent = gateway.requests.map((request) => (request.json() as { id: string }).id);
  expect(new Set(sent).size).toBe(sent.length);
});
