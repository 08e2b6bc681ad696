/** A program that is told of incidents: set up, watched while it fails, told again, and taken away. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';
import { type Gateway, startGateway } from '../harness/gateway.ts';

describe('webhooks', () => {
  let world: TestConsole;
  let chat: Gateway;
  let ana: Person;
  let secret: string;

  beforeAll(async () => {
    chat = await startGateway();
    world = await startConsole({ webhookAllowPrivate: true });
    await world.http.given(['shop', 'db'], [['ben@example.com']]);
    ana = await world.signedIn('Ana', { at: '/webhooks' });
  });
  afterAll(async () => {
    await world.stop();
    await chat.stop();
  });

  const typesTold = () => chat.requests.map((request) => (request.json() as { type: string }).type);
  const told = () => ana.page.getByRole('region', { name: 'What it was told' }).getByRole('listitem');

  test('are none yet; one is added, what is wrong with it stands at its field, and its secret is shown once', async () => {
    const { page } = ana;
    await page.getByRole('heading', { name: 'No other program is told of incidents yet.' }).waitFor();
    await page.getByRole('button', { name: 'Add a webhook' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address').fill('ftp://chat.example.com');
    await dialog.getByRole('switch', { name: 'Only some events' }).check();
    for (const name of ['An incident opens', 'It closes']) await dialog.getByRole('checkbox', { name }).uncheck();
    await dialog.getByRole('button', { name: 'Tell it from now on' }).click();
    await dialog.getByText(/expected a URL such as/).waitFor();
    await dialog.getByText('expected at least one event').waitFor();

    await dialog.getByLabel('Address').fill(`${chat.url}/hook`);
    await dialog.getByLabel('What it is').fill('The chat');
    for (const name of ['An incident opens', 'Somebody acknowledges', 'It closes']) {
      await dialog.getByRole('checkbox', { name }).check();
    }
    await dialog.getByRole('switch', { name: 'Only of some services' }).check();
    await dialog.getByRole('combobox', { name: 'Services' }).fill('shop');
    await dialog.getByRole('combobox', { name: 'Services' }).press('Enter');
    await dialog.getByRole('combobox', { name: 'Services' }).press('Tab');
    await dialog.getByRole('button', { name: 'Tell it from now on' }).click();
    const shown = page.getByRole('region', { name: 'The new secret' });
    secret = (await shown.locator('code').textContent()) ?? '';
    expect(secret).toMatch(/^whsec_/);
    const [stored] = (await world.http.get('/v1/webhooks')).json.items;
    expect(stored).toMatchObject({
      url: `${chat.url}/hook`,
      description: 'The chat',
      events: ['incident.opened', 'incident.acknowledged', 'incident.closed'],
      services: ['shop'],
    });
    await shown.getByRole('button', { name: 'I have it' }).click();
    await shown.waitFor({ state: 'detached' });
  });

  test('a test says whether it was taken', async () => {
    const { page } = ana;
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('It took the test.').waitFor();
    expect(typesTold()).toEqual(['test']);
  });

  test('what it is told comes in while one looks: what was taken, what was not, and why', async () => {
    const { page } = ana;
    await world.http.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    await told().filter({ hasText: 'An incident opens' }).getByText('Taken').waitFor();
    await page.getByRole('heading', { name: 'The chat takes what it is told.' }).waitFor();
    chat.answer({ status: 503, body: 'down for maintenance' });
    await world.http.post('/v1/services/shop/ack', { by: 'Ben' });
    const waiting = told().filter({ hasText: 'Somebody acknowledges' });
    await waiting.getByText('Not taken yet').waitFor();
    await waiting.getByText('503 down for maintenance').waitFor();
    await page.getByRole('heading', { name: /does not take what it is told. One incident waits/ }).waitFor();

    await page.getByRole('link', { name: 'All webhooks' }).click();
    await page.getByRole('heading', { name: 'The chat does not take what it is told.' }).waitFor();
    await page.getByRole('link', { name: /The chat/ }).click();
    chat.answer({ status: 200 });
    await waiting.getByRole('button', { name: /Tell again/ }).click();
    await waiting.getByText('Taken').waitFor();
    await page.getByRole('heading', { name: 'The chat takes what it is told.' }).waitFor();
  });

  test('it is told once more by hand, under the same id', async () => {
    const opened = told().filter({ hasText: 'An incident opens' });
    const before = chat.requests.length;
    await opened.getByRole('button', { name: /Tell again/ }).click();
    await opened.getByText('Taken, 2 tries').waitFor();
    const [again] = chat.requests.slice(before);
    expect(again?.headers['webhook-id']).toBe(
      chat.requests.find((request) => (request.json() as { type: string }).type === 'incident.opened')?.headers[
        'webhook-id'
      ],
    );
  });

  test('settings are changed, and those of somebody else in between are not overwritten', async () => {
    const { page } = ana;
    const settings = page.getByRole('region', { name: 'Settings' });
    const [stored] = (await world.http.get('/v1/webhooks')).json.items;
    await settings.getByRole('button', { name: 'Change' }).click();
    await settings.getByLabel('What it is').fill('The chat of the night');
    await world.http.put(`/v1/webhooks/${stored.id}`, { url: stored.url, description: 'Of Ben' });
    await settings.getByRole('button', { name: 'Keep' }).click();
    await settings.getByText('Somebody else changed it').waitFor();
    await settings.getByRole('button', { name: 'Show how it is now' }).click();
    await settings.getByText('Somebody else changed it').waitFor({ state: 'detached' });
    expect(await settings.getByLabel('What it is').inputValue()).toBe('Of Ben');
    await settings.getByLabel('What it is').fill('The chat of the night');
    await settings.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('heading', { name: /^The chat of the night/ }).waitFor();
    expect((await world.http.get(`/v1/webhooks/${stored.id}`)).json).toMatchObject({ services: null });
  });

  test('a new secret signs beside the old one for as long as was chosen; then the webhook is removed', async () => {
    const { page } = ana;
    await page.getByRole('button', { name: 'New secret' }).click();
    await page.getByLabel('The secret before it signs as well for').selectOption('7d');
    await page.getByRole('button', { name: 'Make it' }).click();
    const shown = page.getByRole('region', { name: 'The new secret' });
    expect(await shown.locator('code').textContent()).not.toBe(secret);
    await page.getByText('The secret before the present one signs as well until').waitFor();
    const [{ secrets }] = (await world.http.get('/v1/webhooks')).json.items;
    expect(Date.parse(secrets[1].expiresAt) - Date.parse(secrets[0].createdAt)).toBe(7 * 86_400_000);

    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Really remove it' }).click();
    await page.getByRole('heading', { name: 'No other program is told of incidents yet.' }).waitFor();
    expect((await world.http.get('/v1/webhooks')).json.items).toEqual([]);
  });
});
