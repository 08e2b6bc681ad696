/** Messages that did not get through, tried again by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';

describe('activity', () => {
  let world: TestConsole;
  let ana: Person;

  beforeAll(async () => {
    world = await startConsole();
    await world.http.given(['shop'], [['ben@example.com']]);
    world.http.whenSendingTo('ben@example.com', { outcome: 'refused', reason: 'no such mailbox' });
    await world.http.post('/v1/services/shop/alert', { summary: 'the shop is down' });
    await world.http.settled();
    ana = await world.signedIn('Ana');
    await ana.page.goto('/activity');
  });
  afterAll(() => world.stop());

  test('a refused message says why, and another try by hand reaches its person', async () => {
    const { page } = ana;
    await page.getByRole('heading', { name: 'One message of the last day reached nobody.' }).waitFor();
    await page.getByText('no such mailbox').waitFor();
    expect(world.http.sent).toHaveLength(0);
    world.http.whenSendingTo('ben@example.com', { outcome: 'accepted' });
    await page.getByRole('button', { name: /^Try again/ }).click();
    await page.getByText('Sent to ben@').waitFor();
    await page.getByRole('heading', { name: 'Every message of the last day got through.' }).waitFor();
    expect(world.http.sent.map(({ person }) => person)).toEqual(['ben@example.com']);
  });

  test('a message that is still tried again has not got through', async () => {
    const { page } = ana;
    world.http.whenSendingTo('ben@example.com', { outcome: 'retry', reason: 'the mailbox is locked', unknown: false });
    await world.http.post('/v1/services/shop/healthy', {});
    await world.http.post('/v1/services/shop/alert', { summary: 'the shop is down again' });
    await page.getByRole('heading', { name: 'One message has not got through yet, and is tried again.' }).waitFor();
    world.http.whenSendingTo('ben@example.com', { outcome: 'accepted' });
  });

  test('the next timer stands there with what it will do', async () => {
    const { page } = ana;
    await world.http.post('/v1/services/shop/healthy', {});
    await world.http.post('/v1/services/shop/alert', { summary: 'down again' });
    await page.getByRole('link', { name: 'Timers' }).click();
    await page.getByText('nobody acknowledged level 1').waitFor();
    await page.getByRole('link', { name: 'shop-3' }).waitFor();
  });

  test('the queues are shown in a frame', async () => {
    const { page } = ana;
    await page.getByRole('link', { name: 'Queues' }).click();
    await page
      .frameLocator('iframe[title="Queues"]')
      .getByText(/timeouts/i)
      .first()
      .waitFor();
  });
});
