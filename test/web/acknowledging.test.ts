/** People who answer in the console: at the same moment, by mistake, several at once, by keys alone. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';
import { until } from '../harness/until.ts';

describe('acknowledging in the console', () => {
  let world: TestConsole;
  let ana: Person;
  let ben: Person;

  beforeAll(async () => {
    world = await startConsole();
    await world.http.given(['shop', 'db'], [['ana@example.com'], ['ben@example.com']]);
    ana = await world.signedIn('Ana');
    ben = await world.signedIn('Ben', { phone: true });
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    for (const id of ['shop', 'db']) await world.http.post(`/v1/services/${id}/healthy`, {});
    for (const { page } of [ana, ben]) await page.getByText('Everything is healthy.').waitFor();
  });

  const card = ({ page }: Person, name: string) => page.getByRole('article', { name });
  const stateOf = async (id: string) => (await world.http.get(`/v1/services/${id}`)).json.state;
  const raise = async (id: string) => {
    await world.http.post(`/v1/services/${id}/alert`, { summary: `${id} is down` });
    for (const person of [ana, ben]) await card(person, id).waitFor();
  };

  test('two people acknowledge at once: one is the acknowledger, and the other is told so', async () => {
    await raise('shop');
    const together = meeting(2);
    for (const { page } of [ana, ben]) {
      await page.route('**/ack', async (route) => {
        await together();
        await route.continue();
      });
    }
    await Promise.all(
      [ana, ben].map((person) => card(person, 'shop').getByRole('button', { name: 'Acknowledge' }).click()),
    );
    await Promise.race(
      [ana, ben].map(({ page }) => page.getByText(/somebody else had acknowledged it already/).waitFor()),
    );
    for (const person of [ana, ben]) await card(person, 'shop').getByText('Acknowledged').waitFor();
    const { json } = await world.http.get('/v1/incidents?service=shop&state=acked');
    expect(json.items).toHaveLength(1);
    for (const { page } of [ana, ben]) await page.unroute('**/ack');
  });

  test('an acknowledgement by mistake is taken back, and escalation goes on', async () => {
    await raise('shop');
    await card(ana, 'shop').getByRole('button', { name: 'Acknowledge' }).click();
    await card(ben, 'shop').getByText('Acknowledged').waitFor();
    await ana.page.getByRole('button', { name: 'Undo' }).last().click();
    await card(ben, 'shop').getByText('Escalating').waitFor();
    expect(await stateOf('shop')).toBe('escalating');
  });

  test('on a phone the way back does not lie over the way around', async () => {
    await raise('shop');
    const { page } = ben;
    await card(ben, 'shop').getByRole('button', { name: 'Acknowledge' }).tap();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await page.getByRole('button', { name: 'More' }).tap();
    await page.getByRole('dialog').getByRole('link', { name: 'Policies' }).tap();
    await page.waitForURL('**/policies');
    await page.goto('/');
  });

  test('several are chosen and acknowledged together', async () => {
    await raise('shop');
    await raise('db');
    await ana.page.getByLabel('Choose shop').check();
    await ana.page.getByLabel('Choose db').check();
    await ana.page.getByRole('button', { name: 'Acknowledge all 2' }).click();
    await ana.page.getByText('Nobody is being called. 2 incidents are being worked on.').waitFor();
    expect([await stateOf('shop'), await stateOf('db')]).toEqual(['acked', 'acked']);
  });

  test('a healthy service is a second tap in place, and the first changes nothing', async () => {
    await raise('shop');
    await card(ben, 'shop').getByRole('button', { name: 'Acknowledge' }).tap();
    await card(ben, 'shop').getByRole('button', { name: 'Healthy' }).tap();
    await card(ben, 'shop').getByRole('button', { name: 'Close it now?' }).waitFor();
    expect(await stateOf('shop')).toBe('acked');
    await card(ben, 'shop').getByRole('button', { name: 'Close it now?' }).tap();
    await ana.page.getByText('Everything is healthy.').waitFor();
    expect(await stateOf('shop')).toBe('healthy');
  });

  test('a note is kept from where the incident calls, and stands in its story', async () => {
    await raise('shop');
    await card(ana, 'shop').getByRole('button', { name: 'Note' }).click();
    await card(ana, 'shop').getByLabel('A note').fill('The card provider says that they know.');
    await card(ana, 'shop').getByRole('button', { name: 'Keep' }).click();
    await ana.page.getByText('The note stands in the story of shop.').waitFor();
    const { id } = (await world.http.get('/v1/services/shop')).json.incident;
    expect((await world.http.get(`/v1/incidents/${id}/timeline`)).text).toContain('The card provider says');
  });

  test('what nobody has answered is closed by a second tap too', async () => {
    await raise('shop');
    await card(ben, 'shop').getByRole('button', { name: 'Healthy' }).tap();
    expect(await stateOf('shop')).toBe('escalating');
    await card(ben, 'shop').getByRole('button', { name: 'Close it now?' }).tap();
    await ben.page.getByText('Everything is healthy.').waitFor();
  });

  test('several are chosen on a phone too', async () => {
    await raise('shop');
    await raise('db');
    await ben.page.getByLabel('Choose shop').tap();
    await ben.page.getByLabel('Choose db').tap();
    await ben.page.getByRole('button', { name: 'Acknowledge all 2' }).tap();
    await ben.page.getByText('Nobody is being called. 2 incidents are being worked on.').waitFor();
  });

  test('the next level is paged by hand', async () => {
    await raise('shop');
    await card(ana, 'shop').getByRole('button', { name: 'Page level 2 now' }).click();
    await until(() => world.http.sent.some(({ person }) => person === 'ben@example.com'));
    await ana.page.getByText('Level 2 of shop is being told.').waitFor();
  });

  test('with the keys alone: j goes to the incident, e acknowledges it, ? tells of both', async () => {
    await raise('shop');
    await ana.page.keyboard.press('j');
    await ana.page.keyboard.press('e');
    await card(ana, 'shop').getByText('Acknowledged').waitFor();
    await ana.page.keyboard.press('?');
    await ana.page.getByRole('dialog').getByText('Acknowledge the incident, or all that are chosen').waitFor();
    await ana.page.keyboard.press('Escape');
    await ana.page.getByRole('dialog').waitFor({ state: 'hidden' });
  });
});

/** Whoever comes waits until all are there. */
function meeting(count: number): () => Promise<void> {
  let come = 0;
  let start: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    start = resolve;
  });
  return () => {
    come += 1;
    if (come === count) start();
    return all;
  };
}
