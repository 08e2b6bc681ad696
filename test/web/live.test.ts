/** What is on the screen is what is: whichever process took the event, and said honestly when it may not be so. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';
import { startHttp, type TestPager } from '../harness/http.ts';
import { startTcpProxy } from '../harness/tcp-proxy.ts';

describe('the live console', () => {
  let world: TestConsole;
  let otherNode: TestPager;
  const prefix = `web-live-${process.pid}-${Date.now()}`;

  beforeAll(async () => {
    world = await startConsole({ prefix });
    otherNode = await startHttp({ prefix });
    await world.http.given(['shop', 'db'], [['ana@example.com']]);
  });
  afterAll(async () => {
    await otherNode.stop();
    await world.stop();
  });

  const card = ({ page }: Person) => page.getByRole('article', { name: 'shop' });

  test('an alert that another process took is on the screen of everybody who looks', async () => {
    const ana = await world.signedIn('Ana');
    const ben = await world.signedIn('Ben', { phone: true });
    for (const { page } of [ana, ben]) await page.getByText('Everything is healthy.').waitFor();
    await otherNode.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    for (const person of [ana, ben]) {
      await card(person).getByText('nobody can pay').waitFor();
      await person.page.getByText('1 incident is calling. Nobody has answered yet.').waitFor();
    }
    expect(await ana.page.title()).toMatch(/^\(1\) [\d:]+ shop · /);
    await otherNode.post('/v1/services/shop/healthy', {});
    for (const { page } of [ana, ben]) await page.getByText('Everything is healthy.').waitFor();
  });

  test('tabs of one browser share one stream, and the next goes on when its reader is closed', async () => {
    const ana = await world.signedIn('Ana');
    await ana.page.getByText('Live', { exact: true }).waitFor();
    const streams: string[] = [];
    ana.context.on('request', (request) => {
      if (request.url().includes('/v1/stream')) streams.push(request.url());
    });
    await ana.page.getByText('Everything is healthy.').waitFor();
    const second = await ana.context.newPage();
    await second.goto('/');
    await second.getByText('Everything is healthy.').waitFor();
    await second.getByText('Live', { exact: true }).waitFor();
    expect(streams).toEqual([]);
    await ana.page.close();
    await otherNode.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    await second.getByText('nobody can pay').waitFor();
    expect(streams).toHaveLength(1);
    await otherNode.post('/v1/services/shop/healthy', {});
  });

  test('a lost connection is said, and what was missed is caught up with', async () => {
    const proxy = await startTcpProxy(world.server.port);
    const ana = await world.signedIn('Ana', { port: proxy.port });
    await ana.page.getByText('Live', { exact: true }).waitFor();
    proxy.close();
    await ana.page.getByRole('alert').getByText('The connection to the pager is lost.').waitFor();
    await otherNode.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    proxy.open();
    await card(ana).getByText('nobody can pay').waitFor();
    await ana.page.getByText('The connection to the pager is lost.').waitFor({ state: 'hidden' });
    await otherNode.post('/v1/services/shop/healthy', {});
    await ana.context.close();
    await proxy.stop();
  });
});
