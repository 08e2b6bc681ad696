/** PagerDuty's own client for Node speaks TLS only and takes no path: it is given a host and a key, and nothing else. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenIntegration } from '../harness/integration.ts';
import { type ServedPager, startServed } from '../harness/served.ts';
import { throwAwayCertificate } from '../harness/throw-away-certificate.ts';

const CLIENT = fileURLToPath(new URL('pagerduty-client.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pager-test-tls-'));
const authority = join(folder, 'ca.pem');

let served: ServedPager;
let tls: Server;
beforeAll(async () => {
  served = await startServed();
  await served.http.given(['db']);
  tls = await terminateTls(served.server.port);
});
afterAll(async () => {
  await new Promise((resolve) => tls.close(resolve));
  await served.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What stands in front of a pager wherever it is reached from afar. */
async function terminateTls(port: number): Promise<Server> {
  const { certificate, key } = throwAwayCertificate();
  writeFileSync(authority, certificate);
  const server = createServer({ key, cert: certificate }, (outside) => {
    const inside = connect(port, '127.0.0.1');
    outside.pipe(inside).pipe(outside);
    for (const socket of [outside, inside]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

test('its trigger, acknowledgement, change and resolve work, and what it forgot is told', async () => {
  const { key } = await givenIntegration(served.http, { type: 'pagerduty', serviceId: 'db' });
  const { port } = tls.address() as AddressInfo;
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority };
  const { stdout } = await promisify(execFile)(process.execPath, [CLIENT, `127.0.0.1:${port}`, key], { env });
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const accepted = { status: 202, data: { status: 'success', message: 'Event processed', dedup_key: 't-1' } };
  expect(answers).toEqual([
    accepted,
    accepted,
    { status: 202, data: { status: 'success', message: 'Change event processed' } },
    accepted,
    { status: 400, data: expect.objectContaining({ errors: ["'payload.summary' is missing or blank"] }) },
  ]);
  const { items } = (await served.http.get('/v1/incidents/db-1/timeline')).json;
  const types = items.map(({ type }: { type: string }) => type).filter((type: string) => type !== 'notification');
  expect(types.toReversed()).toEqual(['opened', 'levelNotified', 'acknowledged', 'noted', 'closed']);
});
