/** The inspector: a finished incident played back in a real browser, and what would have been. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../harness/browser.ts';
import { signIn, startConsole, type TestConsole } from '../harness/console.ts';

describe('the inspector', () => {
  let world: TestConsole;
  let ana: Person;

  beforeAll(async () => {
    world = await startConsole();
    const { http } = world;
    await http.given(['shop'], [['ana@example.com'], ['ben@example.com']]);
    await http.post('/v1/services/shop/alert', { summary: 'the shop is down' });
    await http.passes('16m');
    await http.post('/v1/incidents/shop-1/ack', { by: 'Ben' });
    await http.post('/v1/incidents/shop-1/ack', { by: 'Cleo' });
    await http.post('/v1/services/shop/healthy', { by: 'Ben' });
    ana = await world.signedIn('Ana');
    await ana.page.goto('/inspector?machine=monitored-service&actor=shop&incident=shop-1&step=1');
    await ana.page.getByRole('list', { name: 'Events' }).waitFor();
  });
  afterAll(() => world.stop());

  const active = () => ana.page.locator('[data-leaf="true"][data-active="true"]').getAttribute('data-state-id');
  const isAt = (step: number) =>
    ana.page
      .getByRole('slider', { name: 'Step' })
      .and(ana.page.locator(`[aria-valuenow="${step}"]`))
      .waitFor();

  test('the arrow keys go from step to step, and the address holds where one is', async () => {
    const { page } = ana;
    await isAt(1);
    expect(await active()).toContain('escalating');
    await page.keyboard.press('ArrowRight');
    await isAt(2);
    expect(new URL(page.url()).searchParams.get('step')).toBe('2');
    await page.getByText('Nobody acknowledged #shop-1 within 15 min of level 1').waitFor();
    await page.keyboard.press('ArrowRight');
    await isAt(3);
    expect(await active()).toContain('acked');
    await page.keyboard.press('End');
    await isAt(5);
    expect(await active()).toContain('healthy');
  });

  test('the whole of it is what was recorded', async () => {
    await ana.page.getByText('recomputed = stored').waitFor();
  });

  test('what changed nothing says what stopped it', async () => {
    const event = ana.page.getByRole('button', { name: /ack by Cleo/ });
    expect(await event.getAttribute('data-quiet')).toBe('true');
    await event.getByText('somebody else had acknowledged already').waitFor();
  });

  test('it plays to its end by itself', async () => {
    const { page } = ana;
    await page.keyboard.press('Home');
    await isAt(1);
    await page.keyboard.press('ArrowRight');
    await isAt(2);
    await page.getByRole('button', { name: '×60' }).click();
    await page.getByRole('button', { name: 'Play' }).click();
    await isAt(5);
    await page.getByRole('button', { name: 'Play' }).waitFor();
  });

  test('an event on a copy shows what it would have done, and the incident stays as it was', async () => {
    const { page } = ana;
    await page.keyboard.press('Home');
    await isAt(1);
    await page.getByRole('button', { name: 'healthy', exact: true }).click();
    await page.getByText('A copy. Nothing of this is stored, and nobody is told.').waitFor();
    expect(await active()).toContain('healthy');
    await page.getByRole('button', { name: 'Drop the copy' }).click();
    expect(await active()).toContain('escalating');
    const { json } = await world.http.get('/v1/actors/monitored-service/shop/history?incident=shop-1');
    expect(json.steps).toHaveLength(5);
  });

  test('live, a new alert is on the page as it comes, and an event is sent after a second tap', async () => {
    const { page } = ana;
    await page.goto('/inspector?machine=monitored-service&actor=shop');
    await page.getByText('recomputed = stored').waitFor();
    await world.http.post('/v1/services/shop/alert', { summary: 'down again' });
    await page.getByText('#shop-2').first().waitFor();
    const act = page.getByRole('button', { name: 'ack', exact: true }).last();
    await act.click();
    expect((await world.http.get('/v1/services/shop')).json.state).toBe('escalating');
    await page.getByRole('button', { name: 'Really ack' }).click();
    await page.getByRole('button', { name: /ack by Ana/ }).waitFor();
    expect((await world.http.get('/v1/services/shop')).json.incident.ackedBy).toBe('Ana');
  });

  test('to whoever only responds no real event is offered', async () => {
    const { json } = await world.http.post('/v1/api-keys', { name: 'on call', scope: 'respond' });
    const { page, ...ben } = await world.stranger();
    await page.goto('/sign-in');
    await signIn({ page, ...ben }, 'Ben', json.key);
    await page.goto('/inspector?machine=monitored-service&actor=shop');
    await page.getByRole('heading', { name: 'What if' }).waitFor();
    expect(await page.getByRole('heading', { name: 'Send an event' }).count()).toBe(0);
  });

  test('a heartbeat shows what it is, and plays back what changed it', async () => {
    const { http } = world;
    const { page } = ana;
    await page.goto('/inspector?machine=heartbeat');
    await page.getByText('There is no heartbeat yet.').waitFor();
    await http.put('/v1/heartbeats/nightly', { name: 'Nightly backup', serviceId: 'shop', interval: '10m' });
    await page.goto('/inspector?machine=heartbeat&actor=nightly');
    await page.getByRole('heading', { name: 'Heartbeat nightly is unstarted' }).waitFor();
    await http.post('/v1/heartbeats/nightly/ping');
    await page.getByRole('heading', { name: 'Heartbeat nightly is alive' }).waitFor();
    expect(await active()).toBe('heartbeat.present.alive');
    await page.keyboard.press('Home');
    await isAt(1);
    expect(await active()).toBe('heartbeat.present.unstarted');
    await page.getByText('recomputed = stored').waitFor();
  });

  test('a machine that keeps no steps says so, and shows what it is', async () => {
    const { page } = ana;
    await page.goto('/inspector?machine=self-check&actor=0');
    await page.getByText('This machine keeps no steps').waitFor();
    expect(await active()).toBe('selfCheck.resting');
  });
});
