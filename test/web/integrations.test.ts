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

  test('a mapping is written and tried in place, what is wrong with it stands at its field, and it is kept', async () => {
    const { page } = ana;
    await page.getByRole('link', { name: /^Generic webhook/ }).click();
    const body = page.getByLabel('What the tool would send');
    const outcome = page.getByRole('region', { name: 'Try it out' });
    // What came before can be taken again.
    await outcome.getByLabel('Take one that came').selectOption({ index: 1 });
    await outcome.getByText('It would be counted: this alert is open already.').waitFor();
    await body.fill('{"things": [{"nr": 7, "text": "Disk full", "how": "P2", "is": "gone"}]}');
    await outcome.getByText('It would be refused.').waitFor();

    const settings = page.getByRole('region', { name: 'Settings' });
    await settings.getByRole('button', { name: 'Change' }).click();
    await settings.getByRole('button', { name: 'Say it' }).click();
    await settings.getByLabel('A list of alerts').fill('/things');
    await settings.getByRole('button', { name: 'What is wrong: say where it stands' }).click();
    await settings.getByLabel('What is wrong, place', { exact: true }).fill('/title');
    await settings.getByRole('button', { name: 'What is wrong: add a fallback' }).click();
    await settings.getByLabel('What is wrong, fallback 1', { exact: true }).fill('text');
    await settings.getByRole('button', { name: 'The key that tells alerts apart: say where it stands' }).click();
    await settings.getByLabel('The key that tells alerts apart, place', { exact: true }).fill('/nr');
    await outcome.getByText('/settings/mapping/summary/1: expected a JSON pointer').waitFor();
    await settings.getByRole('button', { name: 'Keep' }).click();
    await settings.getByText('What is wrong stands at each field.').waitFor();
    await settings.getByText('expected a JSON pointer').waitFor();

    await settings.getByLabel('What is wrong, fallback 1', { exact: true }).fill('/text');
    await outcome.getByText('It would be added to the open incident, and page nobody anew.').waitFor();
    await outcome.getByText('Disk full').last().waitFor();
    await settings.getByRole('button', { name: 'What happened: say where it stands' }).click();
    await settings.getByLabel('What happened, place', { exact: true }).fill('/is');
    await settings.getByLabel('It is resolved where that is').fill('gone');
    await settings.getByLabel('It is resolved where that is').press('Enter');
    await outcome.getByText('It would change nothing: this alert is not open.').waitFor();
    await settings.getByRole('button', { name: 'How bad it is: say where it stands' }).click();
    await settings.getByLabel('How bad it is, place', { exact: true }).fill('/how');
    await settings.getByLabel('Words of the tool’s own').fill('P1 = critical\nP2 = error');
    await settings.getByRole('button', { name: 'Keep' }).click();
    await settings.getByText('by a mapping of 4 things').waitFor();
    const [stored] = (await world.http.get('/v1/integrations')).json.items;
    expect(stored.settings.mapping).toEqual({
      list: '/things',
      summary: ['/title', '/text'],
      key: ['/nr'],
      action: {
        from: ['/is'],
        ack: ['ack', 'acknowledge', 'acknowledged'],
        resolve: expect.arrayContaining(['ok', 'gone']),
      },
      severity: { from: ['/how'], values: { P1: 'critical', P2: 'error' } },
    });
    expect((await world.http.get('/v1/services/shop')).json.incident.alerts).toHaveLength(1);
  });

  test('a rule chooses the service; what somebody else changed in between is not overwritten', async () => {
    const { page } = ana;
    const settings = page.getByRole('region', { name: 'Settings' });
    const outcome = page.getByRole('region', { name: 'Try it out' });
    const [{ url: _, ...stored }] = (await world.http.get('/v1/integrations')).json.items;
    await page.getByLabel('What the tool would send').fill('{"things": [{"nr": 8, "text": "Slow", "host": "db9"}]}');
    await settings.getByRole('button', { name: 'Change' }).click();
    await settings.getByRole('switch', { name: 'What the alert says chooses the service' }).check();
    await settings.getByLabel('It is named by').selectOption('field');
    await settings.getByLabel('Which place').fill('/host');
    await settings.getByLabel('A service that is not there yet').selectOption({ index: 1 });
    await outcome.getByText('It would make the service, open an incident and page.').waitFor();
    await settings.getByLabel('Which service is meant').fill('db9 = shop');
    await outcome.getByText('It would be added to the open incident, and page nobody anew.').waitFor();

    const { type, serviceId } = stored;
    await world.http.put(`/v1/integrations/${stored.id}`, { type, name: 'Ben was here', serviceId });
    await settings.getByRole('button', { name: 'Keep' }).click();
    await settings.getByText('Somebody else changed it').waitFor();
    await settings.getByRole('button', { name: 'Show how it is now' }).click();
    expect(await settings.getByLabel('Name', { exact: true }).inputValue()).toBe('Ben was here');
    await settings.getByRole('switch', { name: 'What the alert says chooses the service' }).check();
    await settings.getByLabel('Which label').fill('host');
    await settings.getByLabel('Which service is meant').fill('db9 = shop');
    await settings.getByRole('button', { name: 'Keep' }).click();
    await settings.getByText('through a list of 1').waitFor();
    const [kept] = (await world.http.get('/v1/integrations')).json.items;
    expect(kept).toMatchObject({
      name: 'Ben was here',
      rule: { label: 'host', services: { db9: 'shop' } },
      settings: {},
    });
  });

  test('a new key stands in the lines, the one before it counts on, and what was refused can be looked at alone', async () => {
    const { page } = ana;
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('The key before it counts for').selectOption('1h');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('The key is shown now, and never again.').waitFor();
    await page.getByText(/The key that ends with .* counts until/).waitFor();
    const lines = (await page.getByRole('region', { name: 'The lines to paste' }).locator('pre').textContent()) ?? '';
    const { pathname } = new URL(/https?:\S+/.exec(lines)?.[0] ?? '');
    const refused = await fetch(`${world.url}${pathname}`, { method: 'POST', body: '{"half' });
    expect(refused.status).toBe(400);
    const requests = page.getByRole('region', { name: 'Requests' });
    await requests.getByText('Refused so far: 1 bad json.').waitFor();
    await requests.getByRole('button', { name: 'Only those that were refused' }).click();
    await requests.getByText('400 bad json').waitFor();
    expect(await requests.getByRole('listitem').count()).toBe(1);
  });
});
