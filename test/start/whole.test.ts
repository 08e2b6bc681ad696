/** The whole of it as a user has it: the built program, its own Redis, a real mail server and a real SMS gateway. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { createPlace, type Place } from '../harness/program.ts';
import { type SmtpHarness, startSmtp } from '../harness/smtp.ts';
import { until } from '../harness/until.ts';

// Several processes are started in one test, on machines that have other work too.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const ANA = 'ana@example.com';
const MARC = '+33612345678';
const ZOE = 'zoe@example.com';

interface Sms {
  id: string;
  to: string;
  text: string;
}

describe('a team with e-mail and SMS', () => {
  let place: Place;
  let smtp: SmtpHarness;
  let gateway: Gateway;
  const settings = () => ({
    PUBLIC_URL: place.url,
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Pager <pager@example.com>',
    SMS_GATEWAY_URL: `${gateway.url}/messages`,
    SMS_GATEWAY_TOKEN: 'a token',
  });

  beforeEach(async () => {
    [place, smtp, gateway] = await Promise.all([createPlace(), startSmtp(), startGateway()]);
  });
  afterEach(async () => {
    await place.clean();
    await Promise.all([smtp.stop(), gateway.stop()]);
  });

  const put = async (path: string, body: object) => expect((await place.api('PUT', path, body)).status).toBe(201);
  const setUp = async (ackTimeout: string) => {
    const level = (target: object) => ({ ackTimeout, targets: [target] });
    await put('/v1/escalation-policies/backend', {
      name: 'Backend',
      levels: [
        level({ type: 'email', address: ANA }),
        level({ type: 'sms', phoneNumber: MARC }),
        level({ type: 'email', address: ZOE }),
      ],
    });
    await put('/v1/services/checkout-db', { name: 'Checkout DB', escalationPolicyId: 'backend' });
  };
  const alert = () => place.api('POST', '/v1/services/checkout-db/alert', { summary: 'disk full' });
  const service = async () => (await place.api('GET', '/v1/services/checkout-db')).json;
  const smsTexts = () => gateway.requests.map((request) => request.json() as Sms);
  const linkIn = (text = '') => /https?:\/\/\S+\/a\/[\w-]+/.exec(text)?.[0] ?? 'no link';
  const stamp = async (time: string) => until(() => Date.now() > Date.parse(time));

  it('is paged by mail, then by SMS, until somebody acknowledges by the link; then escalation stops', async () => {
    await place.start(settings());
    await setUp('2s');
    expect((await alert()).json).toMatchObject({ state: 'escalating', result: 'opened', changed: true });

    const [mail] = await smtp.received(1);
    expect(mail).toMatchObject({ to: [ANA], from: 'pager@example.com' });
    expect(mail?.headers.get('subject')).toMatch(/^\[Pager\] Checkout DB: disk full/);
    const link = linkIn(mail?.text);
    expect(mail?.html).toContain(link);

    const [request] = await gateway.received(1);
    expect(request?.headers.authorization).toBe('Bearer a token');
    expect(smsTexts()[0]?.to).toBe(MARC);
    expect(linkIn(smsTexts()[0]?.text)).not.toBe(link);

    const page = await fetch(link);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('disk full');
    const before = await service();
    expect(before).toMatchObject({ state: 'escalating', incident: { level: 2, nextAction: 'level' } });

    const acknowledged = await fetch(link, { method: 'POST' });
    expect(acknowledged.status).toBe(200);
    expect(await service()).toMatchObject({ state: 'acked', incident: { nextEscalationAt: null } });
    await stamp(before.incident.nextEscalationAt);
    // The sweeper's turn included.
    await until(async () => (await place.api('GET', '/readyz')).status === 200);
    expect(smtp.mails.map(({ to }) => to)).toEqual([[ANA]]);
    expect(smsTexts().map(({ to }) => to)).toEqual([MARC]);

    expect((await place.api('POST', '/v1/services/checkout-db/healthy', {})).json.state).toBe('healthy');
    const timeline = await place.api('GET', '/v1/services/checkout-db/timeline');
    const texts = timeline.json.items.map(({ text }: { text: string }) => text);
    expect(texts).toContainEqual(expect.stringMatching(/acknowledged through the link sent to ana@/i));
  });

  it('loses nothing and is told nothing twice when the pager is killed in the middle', async () => {
    const first = await place.start(settings());
    await setUp('3s');
    await alert();
    const [mail] = await smtp.received(1);
    await until(async () => {
      const { items } = (await place.api('GET', '/v1/notifications')).json;
      return items[0]?.state === 'accepted';
    });
    const { incident } = await service();
    const [redis] = place.redisPids();
    first.signal('SIGKILL');
    await first.ended;
    await stamp(incident.nextEscalationAt);
    expect(place.redisPids()).toEqual([redis]);
    expect(gateway.requests).toHaveLength(0);

    const second = await place.start(settings());
    expect(second.log()).toContain('the Redis of a pager that was killed is taken over');
    expect(place.redisPids()).toEqual([redis]);
    await gateway.received(1);
    await smtp.received(2);
    expect(smtp.mails.map(({ to }) => to)).toEqual([[ANA], [ZOE]]);
    expect(smsTexts().map(({ to }) => to)).toEqual([MARC]);
    const acknowledged = await fetch(linkIn(mail?.text), { method: 'POST' });
    expect(acknowledged.status).toBe(200);
    expect(await service()).toMatchObject({ state: 'acked', incident: { id: incident.id } });
  });

  it('is answered 503 while Redis is away, never 2xx, and what was due meanwhile still comes', async () => {
    const program = await place.start(settings());
    await setUp('2s');
    await alert();
    await smtp.received(1);
    const [before] = place.redisPids();
    process.kill(before ?? 0, 'SIGKILL');
    const refused: number[] = [];
    await until(async () => {
      const answer = await place.api('POST', '/v1/services/checkout-db/alert', {
        summary: 'still full',
        key: 'second',
      });
      if (answer.status === 200) return true;
      refused.push(answer.status);
      expect(answer.headers.get('retry-after')).not.toBeNull();
      expect(answer.json.code).toMatch(/^(store_unavailable|outcome_unknown)$/);
      return false;
    });
    expect(new Set(refused)).toEqual(new Set([503]));
    const [after] = place.redisPids();
    expect(after).not.toBe(before);
    await gateway.received(1);
    await smtp.received(2);
    expect(smtp.mails.map(({ to }) => to)).toEqual([[ANA], [ZOE]]);
    expect(smsTexts().map(({ to }) => to)).toEqual([MARC]);
    const { incident } = await service();
    expect(incident.alerts.map(({ key }: { key: string }) => key).sort()).toEqual(['default', 'second']);
    program.signal('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(place.redisPids()).toEqual([]);
  });
});
