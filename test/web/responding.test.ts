/** Somebody who is signed in to respond and not to administer: what they can't do is not offered, and said. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { signIn, startConsole, type TestConsole } from '../harness/console.ts';

describe('a responder', () => {
  let world: TestConsole;
  let zoe: Person;

  beforeAll(async () => {
    world = await startConsole();
    await world.http.given(['shop'], [['zoe@example.com']]);
    const { key } = (await world.http.post('/v1/api-keys', { name: 'The team', scope: 'respond' })).json;
    zoe = await world.stranger({ phone: true });
    await zoe.page.goto('/');
    await signIn(zoe, 'Zoé', key);
  });
  afterAll(() => world.stop());

  test.each([
    ['/settings?tab=keys', 'Keys are made and taken back by administrators.', 'Make a key'],
    ['/policies/backend', 'Policies are changed by administrators.', 'Delete'],
    ['/activity?tab=queues', 'The queues are looked at by administrators.', null],
  ])('%s says who can', async (address, said, act) => {
    await zoe.page.goto(address);
    await zoe.page.getByText(said).waitFor();
    if (act !== null) expect(await zoe.page.getByRole('button', { name: act }).count()).toBe(0);
  });

  test('acknowledges', async () => {
    await world.http.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    await zoe.page.goto('/');
    await zoe.page.getByRole('button', { name: 'Acknowledge' }).tap();
    await zoe.page.getByText('Acknowledged shop.').waitFor();
    expect((await world.http.get('/v1/services/shop')).json.incident.ackedBy).toBe('Zoé');
  });
});
