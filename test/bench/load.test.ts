import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Generator, startGenerator } from '../../bench/load/generator.mjs';
import { wrkCommand } from '../../bench/load/wrk-command.mjs';

const CONNECTIONS = 8;
const TEMPLATE = {
  method: 'POST',
  path: '/services/s{n}',
  headers: { 'x-key': 'secret' },
  body: '{"name":"s{n}"}',
};

interface Seen {
  url: string;
  key: string | string[] | undefined;
  body: string;
}

/** What came to a server, which refuses what it is told to. */
async function startCountingServer() {
  const seen: Seen[] = [];
  let refused = -1;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ url: request.url ?? '', key: request.headers['x-key'], body: Buffer.concat(chunks).toString() });
      response.statusCode = request.url === `/services/s${refused}` ? 503 : 200;
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    refuse(n: number) {
      refused = n;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const wrk = wrkCommand();

it('has wrk, which these tests need', () => {
  expect(wrk).not.toHaveProperty('missing');
});

describe.each([
  ['wrk', wrk],
  ['a generator in Node', { missing: 'these tests want none.' }],
])('%s', (name, found) => {
  let generator: Generator;
  let server: Awaited<ReturnType<typeof startCountingServer>>;
  beforeAll(() => {
    generator = startGenerator({ connections: CONNECTIONS, found });
  });
  afterAll(() => generator.stop());
  beforeEach(async () => {
    server = await startCountingServer();
  });
  afterEach(() => server.close());
  const numbersSeen = () => server.seen.map(({ url }) => Number(url.slice('/services/s'.length))).sort((a, b) => a - b);
  const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

  it('names itself', () => {
    expect(generator.name).toContain(name);
  });

  it.each([1, 5, 500])(
    'sends each of %i numbered requests once, and is done when the last is answered',
    async (count) => {
      const { startedAt, endedAt } = await generator.numbered({
        port: server.port,
        template: TEMPLATE,
        from: 95,
        count,
      });
      expect(numbersSeen()).toEqual(range(95, count));
      for (const { url, key, body } of server.seen) {
        expect({ key, body }).toEqual({ key: 'secret', body: `{"name":"${url.slice('/services/'.length)}"}` });
      }
      expect(endedAt).toBeGreaterThan(startedAt);
    },
  );

  it('sends the same request again and again, and counts what was answered', async () => {
    const template = { ...TEMPLATE, path: '/services/s1', body: '{"name":"s1"}' };
    const { answered } = await generator.again({ port: server.port, template, seconds: 1 });
    expect(new Set(server.seen.map(({ url, key, body }) => `${url} ${key} ${body}`)).size).toBe(1);
    expect(server.seen[0]).toEqual({ url: '/services/s1', key: 'secret', body: '{"name":"s1"}' });
    // What is under way when the time is over is not counted.
    expect(server.seen.length - answered).toBeGreaterThanOrEqual(0);
    expect(server.seen.length - answered).toBeLessThanOrEqual(CONNECTIONS);
  });

  it('gives no figure when something was refused', async () => {
    server.refuse(3);
    await expect(generator.numbered({ port: server.port, template: TEMPLATE, count: 10 })).rejects.toThrow(
      '1 requests were not taken',
    );
  });

  it('sends in the order of a plan, evenly spaced, and tells when', async () => {
    const templates = [TEMPLATE, { ...TEMPLATE, path: '/healthy/s{n}' }];
    const plan: [number, number][] = [
      [0, 4],
      [1, 4],
      [0, 2],
    ];
    const { sentAt } = await generator.follow({ port: server.port, templates, plan, perSecond: 50 });
    expect(server.seen.map(({ url }) => url)).toEqual(['/services/s4', '/healthy/s4', '/services/s2']);
    expect(sentAt).toEqual([...sentAt].sort((a, b) => a - b));
    expect(sentAt).toHaveLength(plan.length);
  });
});
