/** What the metrics say of the store is what the API says of it, and what people see of a channel that fails. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KEY, startHttp, type TestPager } from '../harness/http.ts';
import { createBrowser } from '../harness/page.ts';
import { startRedis } from '../harness/redis-process.mjs';
import { until } from '../harness/until.ts';

let http: TestPager;
beforeEach(async () => {
  http = await startHttp();
});
afterEach(() => http.stop());

const OPEN = { escalating: 0, acked: 0, exhausted: 0 };
const figures = async () => (await http.running.figures()).stored;

/** Open incidents by state as the services say it. */
async function openByState() {
  const { json } = await http.get('/v1/services?limit=500');
  const count = { ...OPEN };
  for (const { state } of json.items as { state: keyof typeof OPEN | 'healthy' }[]) {
    if (state !== 'healthy') count[state]++;
  }
  return count;
}

it('open incidents are counted by state whatever happens to them', async () => {
  await http.given(['a', 'b', 'c'], [['ana@example.com'], ['zoe@example.com']]);
  const act = (service: string, event: string, body: object = {}) =>
    http.post(`/v1/services/${service}/${event}`, body);
  const onIncident = (id: string, event: string) => http.post(`/v1/incidents/${id}/${event}`, {});
  /** Level by level. */
  const nobodyAnswers = async () => {
    await http.passes('16m');
    await http.passes('16m');
  };
  const steps: [() => Promise<unknown>, typeof OPEN][] = [
    [() => act('a', 'alert', { summary: 'x' }), { escalating: 1, acked: 0, exhausted: 0 }],
    [() => act('b', 'alert', { summary: 'x' }), { escalating: 2, acked: 0, exhausted: 0 }],
    [() => act('a', 'ack'), { escalating: 1, acked: 1, exhausted: 0 }],
    [() => nobodyAnswers(), { escalating: 0, acked: 1, exhausted: 1 }],
    [() => onIncident('a-1', 'unack'), { escalating: 1, acked: 0, exhausted: 1 }],
    [() => act('b', 'ack'), { escalating: 1, acked: 1, exhausted: 0 }],
    [() => onIncident('b-1', 'unack'), { escalating: 1, acked: 0, exhausted: 1 }],
    [() => onIncident('b-1', 'escalate'), { escalating: 2, acked: 0, exhausted: 0 }],
    [() => act('a', 'ack'), { escalating: 1, acked: 1, exhausted: 0 }],
    [() => act('a', 'healthy'), { escalating: 1, acked: 0, exhausted: 0 }],
    [() => nobodyAnswers(), { escalating: 0, acked: 0, exhausted: 1 }],
    [() => http.remove('/v1/services/b?force=true'), OPEN],
  ];
  for (const [step, expected] of steps) {
    await step();
    expect((await figures())?.openIncidents).toEqual(expected);
    expect(await openByState()).toEqual(expected);
  }
});

it('work that nobody does is counted as overdue', async () => {
  await http.given(['db']);
  await http.post('/v1/services/db/alert', { summary: 'x' });
  await http.settled();
  expect((await figures())?.agenda).toEqual({ items: 1, overdue: { timers: 0, deliveries: 0 } });
  const { runtime } = http.running;
  const { agenda, claims } = runtime.keys.partitionOf('monitored-service/db');
  const [member = ''] = await runtime.redis.zrange(agenda, '0', '-1');
  // As if it had been taken by somebody who sleeps.
  await runtime.redis.zadd(claims, Date.now() + 60_000, member);
  await runtime.redis.zadd(agenda, Date.now() - 5_000, member);
  expect((await figures())?.agenda).toEqual({ items: 1, overdue: { timers: 1, deliveries: 0 } });
});

it('a channel that fails stands on the start page and in the list of channels, until it works', async () => {
  await http.given(['db']);
  http.whenSendingTo('ana@example.com', { outcome: 'retry', reason: 'connection refused', unknown: false });
  await http.post('/v1/services/db/alert', { summary: 'x' });
  const browser = createBrowser(http, { key: KEY });
  const channel = async () => (await http.get('/v1/channels')).json.items[0];
  for (let quarter = 0; quarter < 24; quarter++) await http.passes('15s');
  await until(async () => (await channel()).failingSince !== null);
  expect(await channel()).toMatchObject({ name: 'email', lastFailure: 'connection refused' });
  expect((await browser.open('/')).text).toMatch(
    /E-mail does not get through since \d\d:\d\d UTC.*connection refused/s,
  );

  http.whenSendingTo('ana@example.com', { outcome: 'accepted' });
  // The sixth attempt comes ten minutes after the fifth, a tenth more or less.
  await http.passes('12m');
  await until(async () => (await channel()).failingSince === null);
  expect((await browser.open('/')).text).not.toContain('does not get through');
});

it('without its store the metrics are there all the same, and say what is not ready', async () => {
  const redis = await startRedis();
  const away = await startHttp({ redisUrl: redis.socket });
  try {
    const read = async () => await (await away.ask('GET', '/metrics')).text();
    expect(await read()).toMatch(/^pager_nodes 1$/m);
    await redis.end();
    const text = await read();
    expect(text).toMatch(/^pager_ready\{check="redis"\} 0$/m);
    expect(text).toMatch(/^pager_nodes Nan$/m);
    expect(text).not.toContain('pager_open_incidents{');
    await redis.start();
    await until(async () => /^pager_nodes 1$/m.test(await read()));
  } finally {
    await away.stop();
    await redis.remove();
  }
});
