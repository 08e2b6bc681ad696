/** Pictures of the console for the README: a team's busy week, in both colours, on a desk and on a phone. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { BUSY_WEEK, liveThroughBusyWeek } from '../harness/busy-week.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const DESK = { width: 1440, height: 900 };

const PICTURES = [
  { name: 'now', at: '/' },
  { name: 'services', at: '/services' },
  { name: 'service', at: '/services/payments-api' },
  { name: 'incidents', at: '/incidents' },
  { name: 'incident', at: '/incidents/payments-api-2' },
  { name: 'policies', at: '/policies' },
  { name: 'policy', at: '/policies/backend' },
  { name: 'inspector', at: '/inspector?machine=monitored-service&actor=payments-api&incident=payments-api-2' },
  { name: 'activity', at: '/activity' },
  { name: 'settings', at: '/settings' },
  { name: 'integrations', at: '/integrations' },
  { name: 'webhooks', at: '/webhooks' },
] as const;
const LIGHT = ['now', 'policy', 'incident', 'inspector'];
const PHONE = ['now', 'incident', 'services', 'policy', 'inspector', 'activity', 'settings', 'integrations'];

let world: TestConsole;

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  world = await startConsole({ beginsAgo: BUSY_WEEK, publicUrl: 'https://pager.example.com' });
  await liveThroughBusyWeek(world.http);
});
afterAll(() => world.stop());

async function take(person: Person, names: readonly string[], suffix: string): Promise<void> {
  for (const { name, at } of PICTURES.filter((picture) => names.includes(picture.name))) {
    await person.page.goto(at);
    await person.page.locator('main h1').waitFor();
    await person.page.evaluate('document.fonts.ready.then(() => true)');
    await person.page
      .locator('main h1')
      .filter({ hasNotText: /Looking|Reading/ })
      .waitFor();
    // Nothing depends on it: what slides in or is drawn late is only to be in the picture.
    await person.page.waitForTimeout(900);
    await person.page.screenshot({ path: `${FOLDER}${name}${suffix}.png` });
  }
}

test('on a desk, dark', async () => {
  const person = await world.signedIn('Ana', { colours: 'dark', size: DESK });
  await take(
    person,
    PICTURES.map(({ name }) => name),
    '',
  );
});
test('on a desk, light', async () => {
  await take(await world.signedIn('Ana', { colours: 'light', size: DESK }), LIGHT, '-light');
});
test('on a phone', async () => {
  await take(await world.signedIn('Ana', { phone: true }), PHONE, '-phone');
});
test('the way in', async () => {
  const { page } = await world.stranger({ phone: true });
  await page.goto('/sign-in');
  await page.locator('main h1').waitFor();
  await page.screenshot({ path: `${FOLDER}sign-in-phone.png` });
});
