/** The console by a name of the local network, without TLS: a browser offers less there, and people act on it all the same. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';

describe('the console over the local network, without TLS', () => {
  let world: TestConsole;
  let ana: Person;

  beforeAll(async () => {
    world = await startConsole();
    await world.http.given(['shop'], [['ana@example.com']]);
    await world.http.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    ana = await world.signedIn('Ana', { phone: true, overNetwork: true });
    expect(await ana.page.evaluate('isSecureContext')).toBe(false);
  });
  afterAll(() => world.stop());

  test('an incident is acknowledged', async () => {
    const card = ana.page.getByRole('article', { name: 'shop' });
    await card.getByRole('button', { name: 'Acknowledge' }).tap();
    await card.getByText('Acknowledged').waitFor();
    expect((await world.http.get('/v1/services/shop')).json.incident.ackedBy).toBe('Ana');
  });

  test('what is copied can be pasted', async () => {
    const { page } = ana;
    await page.goto('/services/shop');
    await page.getByRole('button', { name: 'Copy' }).tap();
    await page.getByText('Copied.').waitFor();
    await page.goto('/services');
    const field = page.getByPlaceholder('Search by name or id');
    await field.focus();
    await page.keyboard.press('ControlOrMeta+V');
    expect(await field.inputValue()).toContain('/v1/services/shop/alert');
  });
});
