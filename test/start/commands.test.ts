/** The commands beside the start: a new key, and the demo. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPlace, type Place } from '../harness/program.ts';
import { startSmtp } from '../harness/smtp.ts';
import { until } from '../harness/until.ts';

// Several processes are started in one test, on machines that have other work too.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

describe('npm run key', () => {
  let place: Place;
  beforeEach(async () => {
    place = await createPlace();
  });
  afterEach(() => place.clean());
  const statusWith = async (key: string) =>
    (await fetch(`${place.url}/v1/services`, { headers: { authorization: `Bearer ${key}` } })).status;

  it('makes a new key that the running pager takes without a restart, and no longer the old one', async () => {
    await place.start();
    const old = place.key();
    const command = place.run('start/new-key');
    expect(await command.ended).toEqual({ code: 0, signal: null });
    expect(command.output()).toContain('A new API key stands in data/admin.key.');
    expect(command.output()).not.toContain(place.key());
    await until(async () => (await statusWith(place.key())) === 200);
    expect(await statusWith(old)).toBe(401);
  });

  it('makes one while no pager runs, for the next start', async () => {
    const first = await place.start();
    const old = place.key();
    first.signal('SIGTERM');
    await first.ended;
    expect(await place.run('start/new-key').ended).toEqual({ code: 0, signal: null });
    expect(place.redisPids()).toEqual([]);
    await place.start();
    expect(await statusWith(place.key())).toBe(200);
    expect(await statusWith(old)).toBe(401);
  });

  it('says where to change a key that is set', async () => {
    const command = place.run('start/new-key', { PAGER_ADMIN_KEY: 'a-key-that-somebody-chose' });
    expect(await command.ended).toEqual({ code: 1, signal: null });
    expect(command.log()).toContain('PAGER_ADMIN_KEY sets: change it there');
  });
});

describe('npm run demo', () => {
  let place: Place;
  beforeEach(async () => {
    place = await createPlace();
  });
  afterEach(() => place.clean());
  const demo = (...args: string[]) => place.run('start/demo', {}, ['', '', '', ...args]);

  it('raises an alert and shows it escalate, until somebody opens the link that it shows', async () => {
    await place.start();
    const program = demo();
    const link = await until(() => /http:\S+\/a\/\S+/.exec(program.output())?.[0]);
    expect((await fetch(link, { method: 'POST' })).status).toBe(200);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output()).toContain('Level 1 notified');
    expect(program.output()).toContain('Somebody has it, and nobody else is notified.');
    expect((await place.api('GET', '/v1/services/demo')).json.state).toBe('healthy');
  });

  it('goes on where it was when the pager is killed and started again', async () => {
    const first = await place.start();
    const program = demo();
    const link = await until(() => /http:\S+\/a\/\S+/.exec(program.output())?.[0]);
    first.signal('SIGKILL');
    await until(() => program.output().includes('The pager does not answer.'));
    await place.start();
    expect((await fetch(link, { method: 'POST' })).status).toBe(200);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output()).toContain('Somebody has it, and nobody else is notified.');
  });

  it('leaves the service healthy when it is stopped', async () => {
    await place.start();
    const program = demo();
    await until(() => program.output().includes('Level 1 notified'));
    program.signal('SIGINT');
    expect((await program.ended).code).toBe(130);
    expect((await place.api('GET', '/v1/services/demo')).json.state).toBe('healthy');
  });

  it('says how to start a pager when none runs', async () => {
    const program = demo();
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.log()).toContain(`No pager answers at http://localhost:${place.port}.`);
    expect(program.log()).toContain('npm start');
  });

  it('pages no real person unless one is named', async () => {
    const smtp = await startSmtp();
    try {
      await place.start({ SMTP_URL: smtp.url, MAIL_FROM: 'pager@example.com' });
      const program = demo();
      expect(await program.ended).toEqual({ code: 1, signal: null });
      expect(program.log()).toContain('the demo pages nobody unless you say whom');
      expect(smtp.mails).toEqual([]);
      const named = demo('--to', 'me@example.org');
      const [mail] = await smtp.received(1);
      expect(mail?.to).toEqual(['me@example.org']);
      named.signal('SIGINT');
      await named.ended;
    } finally {
      await smtp.stop();
    }
  });
});
