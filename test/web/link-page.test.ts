/** The link in a message, on a phone whose browser runs no scripts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startConsole, type TestConsole } from '../harness/console.ts';
import { until } from '../harness/until.ts';

describe('the acknowledgement page, on a phone without JavaScript', () => {
  let world: TestConsole;
  beforeAll(async () => {
    world = await startConsole();
    await world.http.given(['shop'], [['ana@example.com']]);
  });
  afterAll(() => world.stop());

  test('the console of a colleague shows the acknowledgement as soon as the button is pressed', async () => {
    await world.http.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    const { message } = await until(() => world.http.sent[0]);
    const ben = await world.signedIn('Ben');
    const card = ben.page.getByRole('article', { name: 'shop' });
    await card.getByText('Escalating').waitFor();
    const ana = await world.stranger({ phone: true, javaScript: false });
    await ana.page.goto(new URL(message.ackUrl).pathname);
    await card.getByText('Escalating').waitFor();
    await ana.page.getByRole('button', { name: /acknowledge/i }).tap();
    await card.getByText('Acknowledged').waitFor();
    expect((await world.http.get('/v1/services/shop')).json.state).toBe('acked');
  });
});
