/** Somebody who has nothing yet is led to a page that arrives, for real and in preview. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';
import { type SmtpHarness, startSmtp } from '../harness/smtp.ts';

async function goTheWay({ page }: Person): Promise<void> {
  await page.getByRole('heading', { name: 'No service is watched yet.' }).waitFor();
  expect(await page.title()).toMatch(/^First steps/);
  await page.getByLabel('First', { exact: true }).fill('ana@example.com');
  await page.getByRole('button', { name: 'Keep this policy' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Checkout DB');
  await page.getByText('Tools speak of it as “checkout-db”.').waitFor();
  await page.getByRole('button', { name: 'Watch it' }).click();
  await page.getByRole('button', { name: 'Send a test alert' }).click();
}

describe('the first run, with mail set up', () => {
  let smtp: SmtpHarness;
  let world: TestConsole;

  beforeAll(async () => {
    smtp = await startSmtp();
    world = await startConsole({ smtpUrl: smtp.url });
  });
  afterAll(async () => {
    await world.stop();
    await smtp.stop();
  });

  test('leads through a policy and a service to a test e-mail that arrives', async () => {
    const ana = await world.signedIn('Ana');
    await goTheWay(ana);
    await ana.page.getByText(/^It arrived: the message to ana@example.com was taken/).waitFor();
    const [mail] = await smtp.received(1);
    expect(mail?.to).toEqual(['ana@example.com']);
    expect(mail?.headers.get('subject')).toMatch(/^TEST/);
    expect(mail?.text).toMatch(/^TEST/);
    await ana.page.getByRole('button', { name: 'Acknowledge it' }).click();
    await ana.page.getByText('Acknowledged Checkout DB.').waitFor();
    await ana.page.getByRole('button', { name: 'Healthy again: done' }).click();
    await ana.page.getByRole('heading', { name: 'Everything is healthy.' }).waitFor();
  });

  test('what can’t be read is said at its field, and nothing is kept', async () => {
    await world.http.remove('/v1/services/checkout-db');
    await world.http.remove('/v1/escalation-policies/on-call');
    const ben = await world.signedIn('Ben', { phone: true });
    await ben.page.getByLabel('First', { exact: true }).fill('ben@example.com');
    await ben.page.getByLabel('Waits for').fill('soon');
    await ben.page.getByRole('button', { name: 'Keep this policy' }).tap();
    await ben.page.getByText(/expected a duration/).waitFor();
    expect((await world.http.get('/v1/escalation-policies')).json.items).toEqual([]);
  });
});

describe('the first run, in preview', () => {
  let world: TestConsole;
  beforeAll(async () => {
    world = await startConsole({ channels: [] });
  });
  afterAll(() => world.stop());

  test('says that nobody is paged, and shows the message that would have gone out', async () => {
    const ana = await world.signedIn('Ana', { phone: true });
    await ana.page.getByText('Preview: nobody is paged.').waitFor();
    await goTheWay(ana);
    await ana.page.getByText(/^It arrived in the outbox/).waitFor();
    await ana.page.getByRole('region', { name: 'The message' }).getByText(/\/a\//).waitFor();
  });

  test('every page says so, also that of an address which is none', async () => {
    const { page } = await world.signedIn('Ana', { at: '/nowhere' });
    await page.getByRole('heading', { name: 'There is no such page.' }).waitFor();
    await page.getByText('Preview: nobody is paged.').waitFor();
    for (const address of ['/incidents', '/services/checkout-db', '/policies', '/settings']) {
      await page.goto(address);
      await page.getByText('Preview: nobody is paged.').waitFor();
    }
  });
});
