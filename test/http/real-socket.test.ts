/** The edge over real connections, where bodies come in pieces and addresses are those of sockets. */
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpServer, serveHttp } from '../../src/http/server.ts';
import { KEY, startHttp, type TestPager } from '../harness/http.ts';
import { until } from '../harness/until.ts';

let pager: TestPager;
let server: HttpServer;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given(['db']);
  server = await serveHttp({ app: pager.app, dependencies: pager.dependencies, host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  await pager.stop();
});

const ALERT = '/v1/services/db/alert';

/** Sends a body in pieces, its length untold. */
function inPieces(
  path: string,
  pieces: (string | Buffer)[],
): Promise<{ status: number; json: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const options = {
      port: server.port,
      path,
      method: 'POST',
      agent: false,
      headers: { Authorization: `Bearer ${KEY}` },
    };
    const sending = request({ host: '127.0.0.1', ...options }, async (answer) => {
      let text = '';
      for await (const piece of answer) text += piece;
      resolve({ status: answer.statusCode ?? 0, json: JSON.parse(text) });
    });
    sending.on('error', reject);
    for (const piece of pieces) sending.write(piece);
    sending.end();
  });
}

test('a body that comes in pieces is read whole, also where a character is parted', async () => {
  const bytes = Buffer.from('{"summary":"Ä"}');
  const cut = bytes.indexOf(0xc3) + 1;
  const { status, json } = await inPieces(ALERT, [bytes.subarray(0, cut), bytes.subarray(cut)]);
  expect(status).toBe(200);
  expect(json).toMatchObject({ incident: { alerts: [{ summary: 'Ä' }] } });
});

test('a body in pieces that is too large is refused', async () => {
  const { status, json } = await inPieces(ALERT, Array(60).fill('x'.repeat(10_000)));
  expect([status, json.code]).toEqual([413, 'too_large']);
});

test('a body whose length was told and is too large is refused without being read', async () => {
  const answer = await fetch(`http://127.0.0.1:${server.port}${ALERT}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${KEY}` },
    body: 'x'.repeat(600_000),
  });
  expect([answer.status, (await answer.json()) as object]).toMatchObject([413, { code: 'too_large' }]);
});

test('a POST without a body acknowledges', async () => {
  const url = `http://127.0.0.1:${server.port}/v1/services/db/ack`;
  const answer = await fetch(url, { method: 'POST', headers: { Authorization: `Bearer ${KEY}` } });
  expect(await answer.json()).toMatchObject({ result: 'acknowledged' });
});

test("a sender that goes away in the middle of its body is nobody's fault", async () => {
  const path = '/v1/services/db/resolve';
  const sending = request({
    host: '127.0.0.1',
    port: server.port,
    path,
    method: 'POST',
    // Of its own: a kept connection may be one that the server has ended meanwhile.
    agent: false,
    headers: { Authorization: `Bearer ${KEY}` },
  });
  sending.on('error', () => undefined);
  sending.write('{"key":', () => sending.destroy());
  let counted = '';
  const isCounted = async () => {
    counted = (await pager.metrics.text()).match(/^pager_http_requests_total.*resolve.*$/m)?.[0] ?? 'nothing';
    return counted.includes('status="400"');
  };
  await until(isCounted, { what: () => `counted was ${counted}; logged was ${JSON.stringify(pager.logged)}` });
  expect(pager.logged.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a browser on this machine opens the page of the contract with the key as its password', async () => {
  const authorization = `Basic ${Buffer.from(`me:${KEY}`).toString('base64')}`;
  const page = await fetch(`http://127.0.0.1:${server.port}/docs/`, { headers: { authorization } });
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
  const script = await fetch(`http://127.0.0.1:${server.port}/docs/swagger-ui-bundle.js`, {
    headers: { authorization },
  });
  expect((await script.text()).length).toBeGreaterThan(100_000);
});
