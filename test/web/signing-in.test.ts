/** The way into the console: by a link, by the key, with a name that stands behind every act; and out of it again. */
import type { Locator } from 'playwright-core';
import { encode } from 'uqr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, startConsole, type TestConsole } from '../harness/console.ts';
import { KEY } from '../harness/http.ts';

describe('signing in', () => {
  let world: TestConsole;

  beforeAll(async () => {
    world = await startConsole();
    await world.http.given(['shop', 'db'], [['ana@example.com']]);
  });
  afterAll(() => world.stop());

  test('who is not signed in is shown the way in, and then the page that was wanted', async () => {
    const ana = await world.stranger();
    await ana.page.goto('/services/shop');
    await signIn(ana, 'Ana');
    await ana.page.getByRole('heading', { name: 'shop is healthy.' }).waitFor();
    await ana.page.getByText('Signed in as Ana').first().waitFor();
  });

  test('a page that is none of the console’s is shown too, with what stood behind its address', async () => {
    const ana = await world.stranger();
    await ana.page.goto('/docs?of=alerts');
    await ana.page.getByLabel('Your name').fill('Ana');
    await ana.page.getByLabel('Key', { exact: true }).fill(KEY);
    await ana.page.getByRole('button', { name: 'Sign in' }).click();
    await ana.page.waitForURL('**/docs?of=alerts');
    expect(await ana.page.title()).toBe('Pager: HTTP API');
  });

  test('a wrong key is refused in words, and the right one then lets in', async () => {
    const ana = await world.stranger();
    await ana.page.goto('/');
    await ana.page.getByLabel('Your name').fill('Ana');
    await ana.page.getByLabel('Key', { exact: true }).fill('a-guess');
    await ana.page.getByRole('button', { name: 'Sign in' }).click();
    await ana.page.getByText(/none of ours/).waitFor();
    await signIn(ana, 'Ana');
    await ana.page.getByText('Everything is healthy.').waitFor();
  });

  test('whoever leaves a field empty is told which, in words', async () => {
    const ana = await world.stranger();
    await ana.page.goto('/');
    await ana.page.getByLabel('Your name').fill(' ');
    await ana.page.getByRole('button', { name: 'Sign in' }).click();
    await ana.page.getByText('Your name: it stands beside what you do.').waitFor();
    await ana.page.getByText('The key is missing.').waitFor();
    await ana.page.getByLabel('Key', { exact: true }).fill('k'.repeat(1_001));
    await ana.page.getByLabel('Your name').fill('Ana');
    await ana.page.getByRole('button', { name: 'Sign in' }).click();
    await ana.page.getByText(/at most 1,?000/i).waitFor();
    await signIn(ana, 'Ana');
    await ana.page.getByText('Everything is healthy.').waitFor();
  });

  test('a link signs in once: looking at it spends nothing, the button does', async () => {
    const { url } = (await world.http.post('/v1/sign-in-links')).json;
    const link = `/sign-in${new URL(url).hash}`;
    const preview = await world.stranger();
    await preview.page.goto(link);
    await preview.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    const enter = async (name: string) => {
      const person = await world.stranger({ phone: true });
      await person.page.goto(link);
      await person.page.getByLabel('Your name').fill(name);
      await person.page.getByRole('button', { name: 'Sign in', exact: true }).tap();
      return person;
    };
    const ana = await enter('Ana');
    await ana.page.getByText('Everything is healthy.').waitFor();
    expect(ana.page.url()).not.toContain('token');
    const late = await enter('Late');
    await late.page.getByText(/used already/).waitFor();
  });

  test('a phone is signed in by the code that another screen shows, which says that it is there', async () => {
    const ana = await world.signedIn('Ana', { at: '/settings?tab=sessions' });
    const made = ana.page.waitForResponse('**/v1/sign-in-links');
    await ana.page.getByRole('button', { name: 'Sign in on a phone' }).click();
    const { url } = await (await made).json();
    const code = ana.page.getByRole('img', { name: 'A code for the phone’s camera' });
    expect(await seenByCamera(code)).toEqual(encode(url, { ecc: 'M', border: 4 }).data);

    const phone = await world.stranger({ phone: true });
    await phone.page.goto(`/sign-in${new URL(url).hash}`);
    expect(await phone.page.getByLabel('Your name').inputValue()).toBe('Ana');
    await phone.page.getByRole('button', { name: 'Sign in', exact: true }).tap();
    await phone.page.getByRole('navigation', { name: 'Pages' }).first().waitFor();
    await ana.page.getByText('Ana is signed in (Chrome on Linux).').waitFor();
    await code.waitFor({ state: 'detached' });
  });

  test('the name stands behind an act, whatever a request says', async () => {
    await world.http.post('/v1/services/shop/alert', { summary: 'nobody can pay' });
    const zoe = await world.signedIn('Zoé');
    await zoe.page.getByRole('article', { name: 'shop' }).getByRole('button', { name: 'Acknowledge' }).click();
    await zoe.page.getByText('by Zoé', { exact: false }).first().waitFor();
    expect((await world.http.get('/v1/services/shop')).json.incident.ackedBy).toBe('Zoé');
    await world.http.post('/v1/services/shop/healthy', {});
  });

  test('a session that is closed elsewhere is over with the next request', async () => {
    const ben = await world.signedIn('Ben');
    const { json } = await world.http.get('/v1/sessions');
    const session = json.items.find(({ name }: { name: string }) => name === 'Ben');
    expect((await world.http.remove(`/v1/sessions/${session.id}`)).status).toBe(204);
    await ben.page.goto('/services');
    await ben.page.getByRole('heading', { name: 'Who is looking?' }).waitFor();
  });

  test('a page of another site can change nothing with the cookie', async () => {
    const ana = await world.signedIn('Ana');
    const [cookie] = await ana.context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    const headers = { Cookie: `${cookie?.name}=${cookie?.value}` };
    const plain = await world.http.post('/v1/services/shop/healthy', {}, { key: null, headers });
    expect(plain.status).toBe(403);
    const foreign = { ...headers, 'X-Pager-Console': '1', Origin: 'https://evil.example' };
    expect((await world.http.post('/v1/services/shop/healthy', {}, { key: null, headers: foreign })).status).toBe(403);
  });
});

/** Module by module, whether it is black on the screen: looked at as a camera would, at the middle of each. */
async function seenByCamera(code: Locator): Promise<boolean[][]> {
  const size = Number((await code.getAttribute('viewBox'))?.split(' ').at(-1));
  const png = (await code.screenshot()).toString('base64');
  return await code.page().evaluate<boolean[][]>(`(async () => {
    const picture = new Image();
    picture.src = 'data:image/png;base64,${png}';
    await picture.decode();
    const pen = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    pen.drawImage(picture, 0, 0);
    const modules = Array.from({ length: ${size} }, (_, at) => at);
    const place = (at) => Math.floor(((at + 0.5) * picture.width) / ${size});
    return modules.map((y) => modules.map((x) => pen.getImageData(place(x), place(y), 1, 1).data[0] < 128));
  })()`);
}
