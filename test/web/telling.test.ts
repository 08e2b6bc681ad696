/** What the pages say of themselves: what is late, what is only a test, what nobody heard of, and by which policy somebody was told. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';
import { givenIntegration } from '../harness/integration.ts';

describe('what the console tells', () => {
  let world: TestConsole;
  let ana: Person;

  beforeAll(async () => {
    world = await startConsole();
    await world.http.given(['shop', 'db'], [['ana@example.com'], ['ben@example.com'], ['carl@example.com']]);
    ana = await world.signedIn('Ana');
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    for (const id of ['shop', 'db']) await world.http.post(`/v1/services/${id}/healthy`, {});
    await ana.page.goto('/');
    await ana.page.getByRole('heading', { name: 'Everything is healthy.' }).waitFor();
  });

  const card = (name: string) => ana.page.getByRole('article', { name });
  const newest = async (service: string) => (await world.http.get(`/v1/incidents?service=${service}`)).json.items[0].id;

  test('a test is marked, is no incident that calls, and stands in no figure', async () => {
    const { page } = ana;
    for (let i = 0; i < 3; i++) {
      await world.http.post('/v1/services/db/test-alert');
      if (i < 2) await world.http.post('/v1/services/db/healthy', {});
    }
    await card('db').getByText('Test', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'Everything is healthy. 1 test is open.' }).waitFor();
    await page.getByText('1 under test').waitFor();
    expect(await page.title()).not.toMatch(/^\(/);
    await page.goto('/incidents');
    await page.getByRole('heading', { name: 'No incidents but tests.' }).waitFor();
    expect(await page.getByRole('img', { name: /^Time to answer/ }).count()).toBe(0);
    expect(await page.locator('main li').getByText('Test', { exact: true }).count()).toBe(3);
    await world.http.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    await page.goto('/');
    await page
      .getByRole('heading', { name: '1 incident is calling. Nobody has answered yet. 1 test is open.' })
      .waitFor();
    expect(await page.title()).toMatch(/^\(1\) [\d:]+ shop/);
  });

  test('what came behind an acknowledgement and reached nobody is counted, also beyond what the timeline has', async () => {
    await world.http.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    await world.http.post('/v1/services/shop/ack', { by: 'Ben' });
    await card('shop')
      .getByText(/^by Ben/)
      .waitFor();
    for (let i = 0; i < 14; i++) await world.http.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    await card('shop').getByText('14 alerts since then reached nobody').waitFor();
    await ana.page.goto(`/incidents/${await newest('shop')}`);
    await ana.page.getByText('14 alerts since then reached nobody').waitFor();
  });

  test('the story says by which revision each level was told, and who is next by the policy that the incident runs', async () => {
    const { page } = ana;
    await world.http.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    const id = await newest('shop');
    const { policy } = (await world.http.get(`/v1/incidents/${id}`)).json;
    const { levels, name } = (await world.http.get('/v1/escalation-policies/backend')).json;
    const other = { targets: [{ type: 'email', address: 'dora@example.com' }] };
    await world.http.put('/v1/escalation-policies/backend', { name, levels: [levels[0], levels[1], other] });
    await page.goto(`/incidents/${id}`);
    await page.getByText(`of Backend, revision ${policy.revision}`).waitFor();
    const why = page.locator('main ol li').filter({ hasText: 'Level 1 notified' });
    await why.getByText(/An alert opened the incident/).waitFor();
    const track = page.getByRole('region', { name: 'Who was told, and when' });
    await track.getByText('carl@').first().waitFor({ state: 'attached' });
    expect(await track.textContent()).not.toContain('dora@');
    await why.getByRole('link', { name: `revision ${policy.revision}` }).click();
    await page.waitForURL(`**/policies/backend?revision=${policy.revision}`);
  });

  test('an alert is from the integration by its name', async () => {
    const { page } = ana;
    const { key } = await givenIntegration(world.http, { name: 'Alerts of Paris', type: 'pagerduty', serviceId: 'db' });
    const payload = { summary: 'replica lag', source: 'db1', severity: 'critical' };
    const body = { routing_key: key, event_action: 'trigger', dedup_key: 'lag', payload };
    await world.http.call('POST', '/v2/enqueue', { body, key: null });
    await page.goto('/services/db');
    await page.getByText('from Alerts of Paris').waitFor();
  });

  test('a pager that was late says so where people look first, and leads to the timers', async () => {
    const { page } = ana;
    expect(await page.getByRole('alert').count()).toBe(0);
    await world.http.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    await world.http.passes('20m');
    await page.reload();
    const band = page
      .getByRole('alert')
      .filter({ hasText: /^The pager was up to \d+ min late within the last hour\./ });
    await band.getByRole('link', { name: 'See the timers' }).click();
    await page.getByText(/late by 3\d\d s|late by \d+ min/).waitFor();
  });
});
