/**
 * Every page of the console, in both colours and on a phone: no serious fault that
 * axe-core knows, nothing that the content security policy had to refuse, no request
 * to another host, and nothing wider than the phone.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const PAGES = [
  '/',
  '/incidents',
  '/incidents/shop-1',
  '/incidents/db-1',
  '/services',
  '/services/shop',
  '/services/db',
  '/policies',
  '/policies/backend',
  '/policies/+new',
  '/inspector?machine=monitored-service&actor=shop&incident=shop-1',
  '/inspector?machine=heartbeat&actor=nightly',
  '/inspector?machine=self-check&actor=0',
  '/inspect/bridge?actor=monitored-service/shop',
  '/activity',
  '/activity?tab=timers',
  '/integrations',
  '/integrations?id={integration}',
  '/webhooks',
  '/webhooks?id={webhook}',
  '/settings',
  '/settings?tab=keys',
  '/settings?tab=sessions',
  '/nowhere',
];

describe('every page', () => {
  let world: TestConsole;
  const people = new Map<string, Person>();
  /** What has an id that nobody chose. */
  const ids = new Map<string, string>();

  beforeAll(async () => {
    world = await startConsole({ statelyInspectorUrl: 'https://inspector.example.com/inspect' });
    await world.http.given(['shop', 'db', 'mail'], [['ana@example.com', '+33612345678'], ['ben@example.com']]);
    await world.http.post('/v1/services/shop/alert', { summary: 'nobody can pay', key: 'pay' });
    await world.http.post('/v1/services/mail/alert', { summary: 'the queue grows' });
    await world.http.post('/v1/services/mail/ack', { by: 'Ben' });
    await world.http.post('/v1/services/db/alert', { summary: 'replica lag' });
    await world.http.post('/v1/services/db/healthy', { by: 'Ana' });
    await world.http.put('/v1/heartbeats/nightly', { name: 'Nightly', serviceId: 'db', interval: '10m' });
    await world.http.post('/v1/heartbeats/nightly/ping');
    const made = async (name: string, path: string, body: object) =>
      ids.set(`{${name}}`, (await world.http.post(path, body)).json.id);
    await made('integration', '/v1/integrations', { type: 'webhook', name: 'A tool', serviceId: 'shop' });
    await made('webhook', '/v1/webhooks', { url: 'https://chat.example.com/hook', services: ['nothing'] });
    people.set('dark', await world.signedIn('Ana', { colours: 'dark' }));
    people.set('light', await world.signedIn('Ana', { colours: 'light' }));
    people.set('on a phone', await world.signedIn('Ana', { colours: 'dark', phone: true }));
  });
  afterAll(() => world.stop());

  const pageOf = (how: string): Page => {
    const person = people.get(how);
    if (!person) throw new Error(how);
    return person.page;
  };

  describe.each(['dark', 'light', 'on a phone'])('%s', (how) => {
    test.each(PAGES)('%s', async (address) => {
      const page = pageOf(how);
      await page.goto(address.replace(/\{\w+\}/, (name) => ids.get(name) ?? name));
      await page.locator('main h1').waitFor();
      await page.waitForLoadState('load');
      const found = await faultsOf(page);
      expect(found).toEqual([]);
      if (how === 'on a phone') {
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
      }
    });
  });

  test('the sign-in page', async () => {
    const { page } = await world.stranger({ phone: true });
    await page.goto('/sign-in');
    await page.locator('main h1').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });
});

/** What axe calls serious or critical, each with where it is. */
async function faultsOf(page: Page): Promise<string[]> {
  // Half-way in, what slides has the colours of neither end, and some of it comes when the data do.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(AXE);
  const results = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults;
  // It has looked, and at this page.
  expect(results.passes.length).toBeGreaterThan(10);
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
}
