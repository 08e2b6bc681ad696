/** What the log says of each decision, by which ids, and of whom it says less. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildIfStale } from '../../bin/build.mjs';
import type { SendOutcome } from '../../src/notify/channel.ts';
import { maskText } from '../../src/notify/masked-text.ts';
import { MINUTE } from '../../src/policy/duration.ts';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import { createDecisionLog } from '../../src/start/decision-log.ts';
import { createMovingClock, letTimePass } from '../harness/moving-clock.ts';
import { fakeChannels, type PagerProcess, startPagerProcess } from '../harness/pager-process.ts';

interface Line {
  severity: 'debug' | 'info' | 'warn';
  message: string;
  [field: string]: unknown;
}

describe('each decision is one line', () => {
  let clock = createMovingClock();
  let lines: Line[];
  let mail: SendOutcome;
  let node: PagerProcess;

  beforeEach(async () => {
    clock = createMovingClock();
    lines = [];
    mail = { outcome: 'accepted' };
    const note = (severity: Line['severity']) => (fields: object, message: string) => {
      lines.push({ severity, message, ...fields });
    };
    node = await startPagerProcess({
      prefix: `t${nanoid(8)}`,
      clock,
      channels: fakeChannels(['email'], () => Promise.resolve(mail)),
      onDecision: createDecisionLog({ debug: note('debug'), info: note('info'), warn: note('warn') }),
    });
    const to = (address: string) => ({ targets: [{ type: 'email', address }] });
    const policy = { name: 'Backend', levels: [to('ana@example.com'), to('zoe@example.com')] };
    await node.running.pager.putPolicy('backend', escalationPolicySchema.parse(policy), {});
    await node.running.pager.putService('db', { name: 'DB', escalationPolicyId: 'backend' }, {});
  });
  afterEach(() => node.stop());

  const pager = () => node.running.pager;
  const alert = async () => {
    await pager().send('db', { type: 'alert', summary: 'disk full' });
    await node.catchUp();
  };
  const idsOfNotifications = async () =>
    (await pager().listNotifications({}, { limit: 10 })).items.map(({ id }) => id).reverse();

  it('an incident opens: the event, the incident and whom it notifies, by their ids', async () => {
    await alert();
    const [first] = await idsOfNotifications();
    expect(lines).toEqual([
      {
        severity: 'info',
        message: 'alert: opened',
        eventId: expect.stringMatching(/^[\w-]{16}\.0$/),
        event: 'alert',
        answer: 'opened',
        service: 'db',
        incident: 'db-1',
        from: 'healthy',
        to: 'escalating',
        policyLevel: 1,
        cycle: 1,
        notifications: [first],
      },
      {
        severity: 'info',
        message: 'notification accepted',
        notification: first,
        service: 'db',
        incident: 'db-1',
        channel: 'email',
        target: 'ana@…',
        policyLevel: 1,
        result: 'accepted',
        tries: 1,
      },
    ]);
  });

  it('nobody acknowledges: the timeout, the next level, and at last that nobody is left, as a warning', async () => {
    await alert();
    await letTimePass([node], clock, 31 * MINUTE);
    const events = lines.filter(({ eventId }) => eventId);
    expect(
      events.map(({ severity, message, from, to, policyLevel }) => [severity, message, from, to, policyLevel]),
    ).toEqual([
      ['info', 'alert: opened', 'healthy', 'escalating', 1],
      ['info', 'ackTimeout: escalated', 'escalating', 'escalating', 2],
      ['warn', 'ackTimeout: exhausted', 'escalating', 'exhausted', 2],
    ]);
    expect(events.flatMap(({ notifications }) => notifications ?? [])).toEqual(await idsOfNotifications());
  });

  it('somebody acknowledges and closes: by whom', async () => {
    await alert();
    await pager().send('db', { type: 'ack', by: 'Ana' });
    await pager().send('db', { type: 'healthy', by: 'Zoe' });
    expect(lines.slice(2)).toMatchObject([
      { message: 'ack: acknowledged', by: 'Ana', from: 'escalating', to: 'acked', incident: 'db-1' },
      { message: 'healthy: closed', by: 'Zoe', from: 'acked', to: 'healthy', incident: 'db-1' },
    ]);
  });

  it('what changes nothing is quiet: a repetition, and what came too late, with the reason', async () => {
    await alert();
    await alert();
    await pager().send('db', { type: 'healthy' });
    await pager().send('db', { type: 'ack' });
    expect(lines.slice(2).map(({ severity, message, reason }) => [severity, message, reason])).toEqual([
      ['debug', 'alert: recorded', undefined],
      ['info', 'healthy: closed', undefined],
      ['debug', 'ack: ignored', 'not_unhealthy'],
    ]);
  });

  it('a notification that fails is a warning, with the reason and the next attempt', async () => {
    mail = { outcome: 'retry', reason: 'connect ECONNREFUSED', unknown: false };
    await alert();
    const retryInMs = expect.any(Number);
    expect(lines[1]).toMatchObject({ severity: 'warn', result: 'retry', reason: 'connect ECONNREFUSED', retryInMs });
    mail = { outcome: 'refused', reason: 'no such mailbox' };
    await letTimePass([node], clock, MINUTE);
    expect(lines).toContainEqual(expect.objectContaining({ severity: 'warn', result: 'refused', tries: 2 }));
    // The level reached nobody: that is a decision too.
    expect(lines).toContainEqual(expect.objectContaining({ message: 'notificationFailed: escalated', policyLevel: 2 }));
  });
});

describe('nobody’s address is written out', () => {
  it.each([
    ['550 5.1.1 <ana.lee+oncall@mail.example.com>: no such user', '550 5.1.1 <ana.lee+oncall@…>: no such user'],
    ['to +33612345678, and +1 (555) 010-9999', 'to +33…78, and +1 …99'],
    ['{"by":"zoe@example.com","to":"+33612345678"}', '{"by":"zoe@…","to":"+33…78"}'],
    ['josé@exämple.com', 'josé@…'],
    ['root@localhost', 'root@…'],
    [
      'commit AbC-_12+34.0 took +5 ms at 2026-11-24T06:40:52+01:00',
      'commit AbC-_12+34.0 took +5 ms at 2026-11-24T06:40:52+01:00',
    ],
    ['node_modules/@bull-board/api/dist', 'node_modules/@bull-board/api/dist'],
  ])('%s', (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });

  it('in no line of the log, whoever writes it', () => {
    const lines = logged(
      `log.warn({ err: new Error('550 ana@example.com'), to: '+33612345678' }, 'mail to zoe@example.com');`,
    );
    expect(lines).not.toMatch(/example\.com|612345/);
    expect(JSON.parse(lines)).toMatchObject({ to: '+33…78', msg: 'mail to zoe@…', err: { message: '550 ana@…' } });
  });
});

describe('the log on its way out', () => {
  it('loses nothing when the process ends at once', () => {
    const lines = logged(`for (let n = 0; n < 1000; n++) log.info({ n }, 'said');`).trimEnd().split('\n');
    expect(lines).toHaveLength(1_000);
    expect(JSON.parse(lines[999] ?? '')).toMatchObject({ n: 999 });
  });

  it('does not stop the process when nobody reads it', async () => {
    buildIfStale();
    const code = `${OPEN_LOG} for (let n = 0; n < 20000; n++) log.info({ n }, 'x'.repeat(100));
      setTimeout(() => process.stdout.write('still here'), 50);
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      child.stderr.pause();
      const [said] = await once(child.stdout, 'data');
      expect(String(said)).toBe('still here');
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
});

const OPEN_LOG = `const { createLog } = await import('${new URL('../../dist/start/log.js', import.meta.url).href}');
  const log = createLog('info', { isTTY: false });`;

function logged(code: string): string {
  buildIfStale();
  const args = ['--input-type=module', '-e', `${OPEN_LOG} ${code} process.exit(0);`];
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stderr;
}
