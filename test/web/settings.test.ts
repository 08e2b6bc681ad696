/** Settings: an API key that is made, used, and taken back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';
import { until } from '../harness/until.ts';

describe('settings', () => {
  let world: TestConsole;
  let ana: Person;

  beforeAll(async () => {
    world = await startConsole();
    await world.http.given(['shop'], [['ben@example.com']]);
    ana = await world.signedIn('Ana');
  });
  afterAll(() => world.stop());

  test('a key is made and shown once, sends an alert and no more, and is worth nothing once it is taken back', async () => {
    const { page } = ana;
    await page.goto('/settings?tab=keys');
    await page.getByLabel('What it is for').fill('Prometheus');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const key = (await page.getByRole('region', { name: 'The new key' }).locator('code').textContent()) ?? '';
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByText(key).waitFor({ state: 'detached' });

    const alert = () => world.http.post('/v1/services/shop/alert', { summary: 'the shop is down' }, { key });
    expect((await alert()).status).toBe(200);
    expect((await world.http.post('/v1/services/shop/ack', {}, { key })).status).toBe(403);

    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('button', { name: 'Really take it back' }).click();
    await page.getByText('is taken back').waitFor();
    await until(async () => (await alert()).status === 401);
  });

  test('a message that tries a channel is sent, and what came of it is said', async () => {
    const { page } = ana;
    await page.goto('/settings');
    await page.getByLabel('Where a test message by E-mail goes').fill('ana@example.com');
    await page.getByRole('button', { name: 'Send a test' }).first().click();
    await page.getByText('A test message is on its way to ana@example.com.').waitFor();
  });

  test('the sessions are listed, this one marked, and another one is ended', async () => {
    const ben = await world.signedIn('Ben');
    const { page } = ana;
    await page.goto('/settings?tab=sessions');
    const row = page.getByRole('listitem').filter({ hasText: 'Ben' });
    await page.getByText('(this browser)').waitFor();
    await row.getByRole('button', { name: 'Sign out' }).click();
    await row.getByRole('button', { name: 'Really sign out' }).click();
    await row.waitFor({ state: 'detached' });
    await ben.page.reload();
    await ben.page.getByLabel('Your name').waitFor();
  });
});
