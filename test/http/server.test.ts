/** The server: who has the port, what it makes of odd clients, and how it stops. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpEnv } from '../../src/http/context.ts';
import { type HttpServer, serveHttp } from '../../src/http/server.ts';
import { KEY } from '../harness/http.ts';
import { readEvents, type ServedPager, startServed } from '../harness/served.ts';

let served: ServedPager;

beforeEach(async () => {
  served = await startServed();
  await served.http.given(['db']);
});
afterEach(() => served.stop());

const serve = (port: number, app: Pick<Hono<HttpEnv>, 'fetch'> = served.http.app): Promise<HttpServer> =>
  serveHttp({ app, dependencies: served.http.dependencies, host: '127.0.0.1', port });

describe('a port that is taken', () => {
  it('by another pager is refused with its name, and with how to choose another', async () => {
    const { port } = served.server;
    await expect(serve(port)).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `port ${port} of 127.0.0.1 is taken by another Pager (0.0.0): stop that, or choose another port with PORT=${port + 1}`,
    });
  });

  it('by something else is refused too', async () => {
    const other = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(serve(port)).rejects.toThrow(`port ${port} of 127.0.0.1 is taken: stop that`);
    other.close();
  });
});

it('an alert from a client that offers another protocol with it, as Java’s does, is taken like any other', async () => {
  const body = JSON.stringify({ summary: 'from Java' });
  const asked = request(`${served.url}/v1/services/db/alert`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${KEY}`,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      Connection: 'Upgrade, HTTP2-Settings',
      Upgrade: 'h2c',
      'HTTP2-Settings': 'AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
    },
  });
  asked.end(body);
  const [answer] = await once(asked, 'response');
  const text = Buffer.concat(await answer.toArray()).toString();
  expect(answer.statusCode).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ result: 'opened', incident: { alerts: [{ summary: 'from Java' }] } });
});

describe('stopping', () => {
  it('finishes what it was asked, takes nothing new, and ends streams and idle connections', async () => {
    let finish = () => undefined as undefined;
    const began = new Promise<void>((resolve) => {
      slow.get('/slow', async (c) => {
        const finished = new Promise<void>((done) => {
          finish = () => void done();
        });
        resolve();
        await finished;
        return c.text('done');
      });
    });
    const server = await serve(0, slow);
    const url = `http://127.0.0.1:${server.port}`;
    const stream = await readEvents(`${url}/v1/stream`);
    await stream.next('ping');
    const idle = connect(server.port, '127.0.0.1');
    await once(idle, 'connect');
    const underWay = fetch(`${url}/slow`);
    await began;

    const closed = server.close();
    expect(await stream.next()).toBeNull();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    finish();
    expect(await (await underWay).text()).toBe('done');
    await closed;
    idle.destroy();
  });
  const slow = new Hono<HttpEnv>();
  beforeEach(() => {
    slow.all('/v1/*', (c) => served.http.app.fetch(c.req.raw, c.env));
  });
});
