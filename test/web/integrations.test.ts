/** A tool that is pointed at the pager: its lines, and its first request as it comes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';

describe('integrations', () => {
  let world: TestConsole;
  let ana: Person;

  beforeAll(async () => {
    world = await startConsole();
    await world.http.given(['shop'], [['ben@example.com']]);
    ana = await world.signedIn('Ana');
  });
  afterAll(() => world.stop());

  test('a tool is connected, its lines have the key in them, and what it sends stands there', async () => {
    const { page } = ana;
    await page.goto('/integrations');
    await page.getByLabel('Tool').selectOption('webhook');
    await page.getByRole('button', { name: 'Connect' }).click();
    const lines = (await page.getByRole('region', { name: 'The lines to paste' }).locator('pre').textContent()) ?? '';
    const address = /https?:\S+/.exec(lines)?.[0] ?? '';
    await page.getByText('Waiting for the first one.').waitFor();

    const { pathname } = new URL(address);
    const answer = await fetch(`${world.url}${pathname}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ title: 'The shop is down', key: 'shop', state: 'alerting' }),
    });
    expect(answer.status).toBeLessThan(300);
    await page.getByRole('region', { name: 'Requests' }).getByText('opened').waitFor();
    expect((await world.http.get('/v1/services/shop')).json.state).toBe('escalating');

    const stranger = await fetch(`${world.url}${pathname.slice(0, -4)}0000`, { method: 'POST', body: '{}' });
    expect(stranger.status).toBe(401);
    await page.getByRole('link', { name: 'All integrations' }).click();
    await page.getByRole('region', { name: 'Refused requests' }).getByText('unauthorized').waitFor();
  });
});
