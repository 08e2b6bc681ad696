/** The bridge to a Stately Inspector elsewhere: nothing leaves before somebody says so, and then the feed does, to that host only. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';
import { type StatelyInspector, startStatelyInspector } from '../harness/stately-inspector.ts';

let world: TestConsole;
let inspector: StatelyInspector;
let ana: Person;

beforeAll(async () => {
  inspector = await startStatelyInspector();
  world = await startConsole({ statelyInspectorUrl: inspector.url });
  await world.http.given(['shop']);
  await world.http.post('/v1/services/shop/alert', { summary: 'the shop is down' });
  ana = await world.signedIn('Ana');
});
afterAll(async () => {
  await world.stop();
  await inspector.stop();
});

const framed = () => ana.page.frameLocator('#inspector');
const line = (text: string) => framed().getByRole('listitem').filter({ hasText: text });

test('the console’s inspector links to it, and it says what leaves before anything does', async () => {
  const { page } = ana;
  await page.goto('/inspector?machine=monitored-service&actor=shop');
  await page.getByRole('link', { name: /Show at 127\.0\.0\.1/ }).click();
  await page.waitForURL('**/inspect/bridge?actor=monitored-service%2Fshop');
  await page.getByText('State leaves this pager for 127.0.0.1').waitFor();
  expect(inspector.asked).toEqual([]);
  expect(ana.complaints).toEqual([]);
});

test('once sent, the inspector hears the actor first, then every event as it comes, and no address', async () => {
  const { page } = ana;
  await page.getByRole('button', { name: 'Send it to 127.0.0.1' }).click();
  await line('@xstate.actor monitored-service/shop').waitFor();
  await world.http.post('/v1/incidents/shop-1/ack', { by: 'Ben' });
  await line('@xstate.event monitored-service/shop ack').waitFor();
  const snapshot = line('@xstate.snapshot monitored-service/shop ack');
  await snapshot.waitFor();
  expect(JSON.parse((await snapshot.getAttribute('data-message')) ?? '')).toMatchObject({
    snapshot: { value: { unhealthy: { acked: 'held' } }, context: { lastNumber: 1 } },
  });
  expect(await framed().locator('ol').innerHTML()).not.toContain('ana@example.com');
  await page
    .getByRole('status')
    .filter({ hasText: /[3-9] messages sent/ })
    .waitFor();
});

test('an inspector that is loaded again gets all of it again', async () => {
  await ana.page.frames().at(-1)?.goto(inspector.url);
  await line('@xstate.actor monitored-service/shop').waitFor();
  await line('@xstate.event monitored-service/shop ack').waitFor();
});

test('the page speaks to nobody but the pager and that host, and can be framed by nobody', async () => {
  const { headers } = await world.http.get('/inspect/bridge?actor=monitored-service/shop');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain(`frame-src ${new URL(inspector.url).origin};`);
  expect(policy).toContain("connect-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
});

test('stopped, nothing more leaves', async () => {
  const { page } = ana;
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('State leaves this pager for 127.0.0.1').waitFor();
  await page.waitForFunction("!document.getElementById('inspector').hasAttribute('src')");
  // The one foreign host that was asked, once and once more.
  const foreign = ana.complaints.splice(0).map(({ text }) => text);
  expect(foreign.every((text) => text.startsWith(`a foreign request: ${new URL(inspector.url).origin}/`))).toBe(true);
  expect(foreign.length).toBeGreaterThan(0);
});

test('with no such host set, there is neither the page nor a link', async () => {
  const plain = await startConsole();
  await plain.http.given(['shop']);
  await plain.http.post('/v1/services/shop/alert', { summary: 'down' });
  expect((await plain.http.ask('GET', '/inspect/bridge?actor=monitored-service/shop')).status).toBe(404);
  const ben = await plain.signedIn('Ben', { at: '/inspector?machine=monitored-service&actor=shop' });
  await ben.page.getByText('recomputed = stored').waitFor();
  expect(await ben.page.getByRole('link', { name: /Show at/ }).count()).toBe(0);
  await plain.stop();
});
