/** How the pager stops: what it finishes, how long it takes at most, and whom it obeys. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPlace, type Place } from '../harness/program.ts';
import { type SmtpHarness, startSmtp } from '../harness/smtp.ts';
import { until } from '../harness/until.ts';

// Several processes are started in one test, on machines that have other work too.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

describe('a stop', () => {
  let place: Place;
  let smtp: SmtpHarness;
  beforeEach(async () => {
    [place, smtp] = await Promise.all([createPlace(), startSmtp()]);
  });
  afterEach(async () => {
    await place.clean();
    await smtp.stop();
  });

  /** A mail that is being sent, and hangs. */
  const startBusy = async () => {
    const program = await place.start({ SMTP_URL: smtp.url, MAIL_FROM: 'pager@example.com' });
    smtp.misbehave('message', 'hang');
    await place.api('PUT', '/v1/escalation-policies/p', {
      name: 'P',
      levels: [{ targets: [{ type: 'email', address: 'ana@example.com' }] }],
    });
    await place.api('PUT', '/v1/services/shop', { name: 'Shop', escalationPolicyId: 'p' });
    await place.api('POST', '/v1/services/shop/alert', { summary: 'down' });
    await smtp.misbehaved(1);
    return program;
  };

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s ends the pager and its Redis, with the exit code 0',
    async (signal) => {
      const program = await place.start();
      program.signal(signal);
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(place.redisPids()).toEqual([]);
    },
  );

  it('takes the Ctrl-C that npm passes on a second time for the same one', async () => {
    const program = await place.start();
    program.signal('SIGINT');
    program.signal('SIGINT');
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });

  it('ends within its time even when a mail server hangs, and the mail goes out at the next start', async () => {
    const program = await startBusy();
    program.signal('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(place.redisPids()).toEqual([]);
    smtp.misbehave('message', null);
    await place.start({ SMTP_URL: smtp.url, MAIL_FROM: 'pager@example.com' });
    await smtp.received(1);
  });

  it('by a second signal is at once, and the next start takes over what it left', async () => {
    const program = await startBusy();
    program.signal('SIGTERM');
    await until(() => program.log().includes('stopping: what was begun is finished'));
    // A copy of the first one is ignored for a moment; a second wish is not.
    const asking = setInterval(() => program.signal('SIGTERM'), 100);
    const ended = await program.ended;
    clearInterval(asking);
    expect(ended).toEqual({ code: 143, signal: null });
    expect(place.redisPids()).toHaveLength(1);
    const next = await place.start();
    expect(next.log()).toContain('the Redis of a pager that was killed is taken over');
  });
});
