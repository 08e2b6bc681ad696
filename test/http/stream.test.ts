/** Changes as they come: what a console that looks on hears, and what it hears when it comes back. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessOfKey, accessOfSession, adminKey } from '../../src/http/access.ts';
import type { HttpEnv } from '../../src/http/context.ts';
import { stream } from '../../src/http/stream.ts';
import type { Sessions, SessionView } from '../../src/pager/access-types.ts';
import type { StreamEvent } from '../../src/pager/stream-types.ts';
import type { Pager } from '../../src/pager/types.ts';
import { startRedis } from '../harness/redis-process.mjs';
import { type EventReader, readEvents, type ServedPager, startServed } from '../harness/served.ts';
import { until } from '../harness/until.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** The stream alone, behind a key. */
function streaming(pager: Pager, options: { pingEveryMs?: number } = {}, access = accessOfKey(adminKey('admin'))) {
  const app = new OpenAPIHono<HttpEnv>();
  app.use((c, next) => {
    c.set('access', access);
    return next();
  });
  stream(app, { pager, log: silent }, options);
  return app;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('looking on', () => {
  let served: ServedPager;
  const readers: EventReader[] = [];

  const look = async (headers: Record<string, string> = {}, query = '') => {
    const reader = await readEvents(`${served.url}/v1/stream${query}`, headers);
    readers.push(reader);
    return reader;
  };
  /** Every event until the first of that type, included. */
  const upTo = async (reader: EventReader, event: string) => {
    const seen = [];
    for (;;) {
      const next = await reader.next();
      if (!next) return seen;
      seen.push(next);
      if (next.event === event) return seen;
    }
  };

  beforeEach(async () => {
    served = await startServed();
    await served.http.given(['db']);
  });
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.close();
    await served.stop();
  });

  it('begins with a cursor at once, and tells of services and incidents in the form of the API', async () => {
    const reader = await look();
    expect(reader.answer.headers.get('content-type')).toBe('text/event-stream');
    expect((await reader.next())?.event).toBe('ping');
    await served.http.post('/v1/services/db/alert', { summary: 'disk full' });

    const service = await reader.next('service');
    expect(service?.data).toMatchObject({ id: 'db', state: 'escalating', incident: { id: 'db-1' } });
    expect(service?.data.incident.openedAt).toMatch(ISO);
    const incident = await reader.next('incident');
    expect(incident?.data).toMatchObject({ id: 'db-1', serviceId: 'db', state: 'escalating' });
    const notification = await reader.next('notification');
    expect(notification?.data).toMatchObject({ serviceId: 'db', id: incident?.data.notifications[0].id });
  });

  it('tells of changes of the plan, and of what was deleted', async () => {
    const reader = await look();
    await reader.next('ping');
    await served.http.put('/v1/escalation-policies/backend', {
      name: 'Back end',
      levels: [{ targets: [{ type: 'email', address: 'zoe@example.com' }] }],
    });
    expect((await reader.next('policy'))?.data).toMatchObject({ id: 'backend', name: 'Back end', services: ['db'] });
    await served.http.remove('/v1/services/db');
    const deleted = await until(async () => {
      const event = await reader.next('service');
      return event?.data.deleted ? event.data : null;
    });
    expect(deleted).toEqual({ id: 'db', deleted: true });
  });

  it('goes on where it was cut off, by the last id that was seen', async () => {
    const first = await look();
    const seen = await first.next('ping');
    first.close();
    await served.http.post('/v1/services/db/alert', { summary: 'while nobody looked' });

    for (const again of [await look({ 'Last-Event-ID': seen?.id ?? '' }), await look({}, `?cursor=${seen?.id}`)]) {
      const service = await again.next('service');
      expect(service?.data.incident.alerts[0].summary).toBe('while nobody looked');
    }
  });

  it('gives the whole of a batch again to who was cut off in the middle of it', async () => {
    const first = await look();
    const beginning = await first.next('ping');
    first.close();
    await served.http.post('/v1/services/db/alert', { summary: 'disk full' });
    await served.http.settled();

    const second = await look({ 'Last-Event-ID': beginning?.id ?? '' });
    const half = await upTo(second, 'service');
    second.close();
    const third = await look({ 'Last-Event-ID': half.at(-1)?.id ?? '' });
    const rest = await upTo(third, 'notification');
    expect(rest.map(({ event }) => event)).toContain('incident');
  });

  it('says reset to a cursor that is none of ours, and goes on from now', async () => {
    const reader = await look({ 'Last-Event-ID': 'from-another-world' });
    expect((await reader.next())?.event).toBe('reset');
    expect((await reader.next())?.event).toBe('ping');
    await served.http.post('/v1/services/db/alert', { summary: 'disk full' });
    expect((await reader.next('service'))?.data.state).toBe('escalating');
  });

  it('goes on for everybody when one record can not be read', async () => {
    const { runtime } = served.http.running;
    await served.http.given(['db', 'broken']);
    await served.http.post('/v1/services/broken/alert', { summary: 'x' });
    const reader = await look();
    await reader.next('ping');
    const address = 'monitored-service/broken';
    await runtime.redis.set(runtime.keys.partitionOf(address).actor(address), 'not a record');
    // Its configuration is changed, so whoever looks on is to be told how it is now.
    const body = { name: 'Broken', escalationPolicyId: 'backend' };
    expect((await served.http.ask('PUT', '/v1/services/broken', { body })).status).toBe(500);
    await served.http.post('/v1/services/db/alert', { summary: 'disk full' });
    expect((await reader.next('service'))?.data).toMatchObject({ id: 'db', state: 'escalating' });
  });

  it('refuses an unknown parameter, and everybody without the key', async () => {
    expect((await look({}, '?since=now')).answer.status).toBe(400);
    expect((await look({ Authorization: 'Bearer wrong' })).answer.status).toBe(401);
  });

  it('does not follow anything for a mere look at the head', async () => {
    const answer = await fetch(`${served.url}/v1/stream`, {
      method: 'HEAD',
      headers: { Authorization: 'Bearer a-key-of-this-test-only' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
  });
});

describe('a reader that goes away or keeps up badly', () => {
  /** A pager whose stream can be watched, and which has as much to tell as anybody takes. */
  const endless = () => {
    const told = { events: 0, ended: false };
    const pager: Pick<Pager, 'stream'> = {
      async *stream(_cursor, signal): AsyncGenerator<StreamEvent> {
        try {
          while (!signal.aborted) {
            told.events += 1;
            yield {
              cursor: 'c',
              type: 'notification',
              data: { id: 'x'.repeat(4_096), state: 'sent', serviceId: 'db' },
            };
          }
        } finally {
          told.ended = true;
        }
      },
    };
    return { told, pager: pager as Pager };
  };

  it('ends what is followed for it when it leaves', async () => {
    const { told, pager } = endless();
    const answer = await streaming(pager).request('/v1/stream');
    const reader = answer.body?.getReader();
    await reader?.read();
    expect(told.ended).toBe(false);
    await reader?.cancel();
    await until(() => told.ended);
  });

  it('is not told faster than it takes, and is let go when it takes nothing any more', async () => {
    const { told, pager } = endless();
    await streaming(pager, { pingEveryMs: 5 }).request('/v1/stream');
    await until(() => told.ended);
    expect(told.events).toBeLessThan(10);
  });

  it('hears no more once its session was ended', async () => {
    const { told, pager } = endless();
    let isLive = true;
    const day = { createdAt: 0, lastSeenAt: 0, expiresAt: 1, adminUntil: 0 };
    const key = { keyId: 'k', keyName: 'phone', mayAdminister: false, device: null, scope: 'respond' as const };
    const session: SessionView = { id: 's', name: 'Ana', ...key, ...day };
    const sessions: Pick<Sessions, 'find'> = { find: () => Promise.resolve(isLive ? session : null) };
    const app = streaming({ ...pager, sessions } as Pager, { pingEveryMs: 5 }, accessOfSession(session));
    const answer = await app.request('/v1/stream', { headers: { Cookie: 'pager_session=x' } });
    const reader = answer.body?.getReader();
    await reader?.read();
    expect(told.ended).toBe(false);
    isLive = false;
    await until(async () => (await reader?.read())?.done);
    await until(() => told.ended);
  });
});

it('a stream that can not begin, since the store is away, is a problem with a status', async () => {
  const redis = await startRedis();
  const served = await startServed({ redisUrl: redis.socket });
  await redis.end();
  const reader = await readEvents(`${served.url}/v1/stream`);
  expect(reader.answer.status).toBe(503);
  expect(await reader.answer.json()).toMatchObject({ code: 'store_unavailable' });
  await redis.start();
  await until(async () => (await served.http.ask('GET', '/readyz')).status === 200);
  await served.stop();
  await redis.remove();
});
