/** Editing an escalation policy in the console. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { startConsole, type TestConsole } from '../harness/console.ts';
import { until } from '../harness/until.ts';

describe('the policy editor', () => {
  let world: TestConsole;
  let ana: Person;

  beforeAll(async () => {
    world = await startConsole();
    await world.http.given(['shop'], [['ana@example.com'], ['ben@example.com']]);
    ana = await world.signedIn('Ana');
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    await world.http.put('/v1/escalation-policies/backend', {
      name: 'Backend',
      levels: [
        { ackTimeout: '15m', targets: [{ type: 'email', address: 'ana@example.com' }] },
        { ackTimeout: '10m', targets: [{ type: 'email', address: 'ben@example.com' }] },
      ],
    });
    await ana.page.goto('/policies/backend');
    await ana.page.getByLabel('Name', { exact: true }).waitFor();
  });

  const stored = async (id = 'backend') => (await world.http.get(`/v1/escalation-policies/${id}`)).json;
  const addresses = ({ levels }: { levels: { targets: { address: string }[] }[] }) =>
    levels.map(({ targets }) => targets.map(({ address }) => address));

  test('a new policy is made of a name and somebody to tell, with a duration as people write it', async () => {
    const { page } = ana;
    await page.goto('/policies');
    await page.getByRole('link', { name: 'New policy' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Shop, nights');
    await page.getByLabel('Target 1 of level 1', { exact: true }).fill('cleo@example.com');
    await page.getByLabel('Level 1 waits for an answer').fill('1h 30');
    await page.getByRole('button', { name: 'Create policy' }).click();
    await page.waitForURL('**/policies/shop-nights');
    expect(await stored('shop-nights')).toMatchObject({
      name: 'Shop, nights',
      levels: [{ ackTimeout: '90m', targets: [{ type: 'email', address: 'cleo@example.com' }] }],
    });
  });

  test('what the pager has against it stands at the field', async () => {
    const { page } = ana;
    await page.getByLabel('Target 1 of level 2', { exact: true }).fill('nobody');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('expected an e-mail address such as').waitFor();
    expect(addresses(await stored())).toEqual([['ana@example.com'], ['ben@example.com']]);
  });

  test('the first field that is wrong gets the focus', async () => {
    const { page } = ana;
    await page.getByLabel('Level 2 waits for an answer').fill('soon');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/expected a duration/).waitFor();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('20 min');
    await page.getByRole('button', { name: 'Save' }).click();
    await until(async () => (await stored()).levels[1].ackTimeout === '20m');
  });

  test('whoever leaves with changes that are not saved is asked, and finds them when staying', async () => {
    const { page } = ana;
    const name = page.getByLabel('Name', { exact: true });
    const leave = () => page.getByRole('link', { name: 'Services' }).first().click();
    await name.fill('Not yet');
    await leave();
    await page.getByRole('button', { name: 'Stay here' }).click();
    expect(await name.inputValue()).toBe('Not yet');
    await leave();
    await page.getByRole('button', { name: 'Leave without it' }).click();
    await page.waitForURL('**/services');
    expect((await stored()).name).toBe('Backend');
    await page.goBack();
    expect(await name.inputValue()).toBe('Backend');
    await leave();
    await page.waitForURL('**/services');
  });

  test('a name of which no id can be made asks for one', async () => {
    const { page } = ana;
    await page.goto('/policies/+new');
    await page.getByLabel('Name', { exact: true }).fill('夜間');
    await page.getByLabel('Target 1 of level 1', { exact: true }).fill('cleo@example.com');
    await page.getByRole('button', { name: 'Create policy' }).click();
    await page.getByText(/expected an id such as/).waitFor();
    await page.getByLabel('Id', { exact: true }).fill('nights');
    await page.getByRole('button', { name: 'Create policy' }).click();
    await page.waitForURL('**/policies/nights');
    expect((await stored('nights')).name).toBe('夜間');
  });

  test('on a phone it is saved without going back to the top', async () => {
    const { page } = await world.signedIn('Ana', { phone: true, at: '/policies/backend' });
    await page.getByLabel('run through all of them again').fill('2');
    await page.getByRole('button', { name: 'Save' }).tap();
    await until(async () => (await stored()).repeat === 2);
  });

  test('levels and targets are moved by keys', async () => {
    const { page } = ana;
    await page.getByRole('button', { name: /^Move level 2/ }).focus();
    await page.keyboard.press('ArrowUp');
    await page.getByText('Level 2 is now level 1 of 2').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: /^Move target 1 of level 2/ }).focus();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('button', { name: 'Remove level 2' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await until(async () => (await stored()).levels.length === 1);
    expect(addresses(await stored())).toEqual([['ben@example.com', 'ana@example.com']]);
  });

  test('a target is dragged into another level', async () => {
    const { page } = ana;
    const from = await page.getByRole('button', { name: /^Move target 1 of level 1/ }).boundingBox();
    const to = await page.getByLabel('Target 1 of level 2', { exact: true }).boundingBox();
    if (!from || !to) throw new Error('they are not on the page');
    await page.mouse.move(from.x + 5, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 20, to.y + to.height / 2, { steps: 5 });
    await page.mouse.up();
    await page.getByText('Nobody is told at this level yet.').waitFor();
    await page.getByRole('button', { name: 'Remove level 1' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await until(async () => (await stored()).levels.length === 1);
    expect(addresses(await stored())).toEqual([['ana@example.com', 'ben@example.com']]);
  });

  test('somebody else saves in between: both changes are shown, and nothing is overwritten unasked', async () => {
    const { page } = ana;
    await page.getByLabel('Name', { exact: true }).fill('Backend of Ana');
    const theirs = { name: 'Backend of Ben', levels: (await stored()).levels };
    await world.http.put('/v1/escalation-policies/backend', theirs);
    const conflict = page.getByRole('alert', { name: 'Conflict' });
    await conflict.getByText('Backend → Backend of Ben').waitFor();
    await conflict.getByText('Backend → Backend of Ana').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await conflict.waitFor();
    expect((await stored()).name).toBe('Backend of Ben');
    await page.getByRole('button', { name: 'Save mine in place of theirs' }).click();
    await until(async () => (await stored()).name === 'Backend of Ana');
    await conflict.waitFor({ state: 'detached' });
  });

  test('an earlier revision is put back into the form, and takes effect when it is saved', async () => {
    const { page } = ana;
    const before = await stored();
    await world.http.put('/v1/escalation-policies/backend', { name: 'Renamed', levels: before.levels });
    await page.reload();
    const revisions = page.getByRole('region', { name: 'Revisions' });
    await revisions.getByText('Backend → Renamed').waitFor();
    await page.getByRole('button', { name: `Restore revision ${before.revision}` }).click();
    expect((await stored()).name).toBe('Renamed');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await until(async () => (await stored()).name === 'Backend');
  });

  test('open incidents that go on with an older revision are named', async () => {
    const { page } = ana;
    await world.http.post('/v1/services/shop/alert', { summary: 'the shop is down' });
    const { levels } = await stored();
    await world.http.put('/v1/escalation-policies/backend', { name: 'Backend', levels: levels.slice(0, 1) });
    await page.reload();
    await page.getByText('One open incident runs an older revision.').waitFor();
    await page.getByRole('link', { name: 'shop-1' }).waitFor();
    await world.http.post('/v1/services/shop/healthy', {});
  });

  test('what would happen is told while it is edited, also if somebody acknowledges after a while', async () => {
    const { page } = ana;
    const prospect = page.getByRole('region', { name: 'What would happen' });
    await prospect.getByText('+25 min').last().waitFor();
    await page.getByLabel('Level 1 waits for an answer').fill('20 min');
    await prospect.getByText('+30 min').last().waitFor();
    await prospect.getByRole('button', { name: 'Acknowledged after' }).click();
    await prospect.getByLabel('Acknowledged after').last().fill('25 min');
    await prospect.getByText('it is acknowledged: nobody else is told').waitFor();
  });
});
