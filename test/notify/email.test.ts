import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmailChannel } from '../../src/notify/email.ts';
import { aMessage, anAlert, SENT_AT } from '../harness/message.ts';
import { type SmtpHarness, startSmtp } from '../harness/smtp.ts';

const MINUTE = 60_000;
const NEVER = new AbortController().signal;

describe('a mail, as it arrives', () => {
  let smtp: SmtpHarness;
  let channel: ReturnType<typeof createEmailChannel>;
  beforeEach(async () => {
    smtp = await startSmtp();
    channel = createEmailChannel({ smtpUrl: smtp.url, from: 'Pager <pager@acme.example>' });
  });
  afterEach(async () => {
    await channel.close();
    await smtp.stop();
  });

  const arrived = async (message = aMessage(), now = SENT_AT) => {
    expect(await channel.send(message, now, NEVER)).toMatchObject({ outcome: 'accepted' });
    const mail = smtp.mails.at(-1);
    if (!mail) throw new Error('no mail arrived');
    return mail;
  };

  it('says in its subject what is broken, and how', async () => {
    expect((await arrived()).headers.get('subject')).toBe('[Pager] Checkout DB: disk full');
  });

  it('says in its text what is broken, what to do, and what happens otherwise', async () => {
    const { text } = await arrived(aMessage({ runbookUrl: 'https://wiki.example.com/disk?a=1&b=2' }));
    expect(text.trim().split('\n\n')).toEqual([
      'Checkout DB is unhealthy since 03:12 UTC.',
      'CRITICAL: disk full',
      'Acknowledge (this stops the escalation):\nhttps://pager.example.com/a/7Zm9vYmFyYmF6cXV4YmF6Q',
      'If nobody acknowledges by 03:27 UTC, level 2 is notified.',
      'Runbook: https://wiki.example.com/disk?a=1&b=2',
      'Service: https://pager.example.com/services/checkout-db\nIncident checkout-db-7, level 1 of 2',
    ]);
  });

  it('has an HTML part with the same links, which loads nothing from elsewhere', async () => {
    const { html } = await arrived(aMessage({ runbookUrl: 'https://wiki.example.com/disk?a=1&b=2' }));
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => unescapeHtml(link));
    expect(links).toEqual([
      'https://pager.example.com/a/7Zm9vYmFyYmF6cXV4YmF6Q',
      'https://wiki.example.com/disk?a=1&b=2',
      'https://pager.example.com/services/checkout-db',
    ]);
    expect(html).not.toMatch(/<(img|link|script|iframe|object)|url\(|@import|\ssrc=/i);
  });

  it('goes from the configured sender to the target alone', async () => {
    const mail = await arrived();
    expect(mail).toMatchObject({ from: 'pager@acme.example', to: ['ana@example.com'] });
    expect(mail.headers.get('from')).toBe('Pager <pager@acme.example>');
    expect(mail.headers.get('to')).toBe('ana@example.com');
  });

  it('carries the time at which it was sent, is urgent, and asks automatic answers to keep silent', async () => {
    const { headers } = await arrived();
    expect(Date.parse(headers.get('date') ?? '')).toBe(Math.floor(SENT_AT / 1_000) * 1_000);
    expect(headers.get('importance')).toBe('High');
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('x-auto-response-suppress')).toBe('All');
  });

  it('has the same Message-ID on every attempt, and another one for another notification', async () => {
    const first = await arrived();
    const again = await arrived(aMessage(), SENT_AT + MINUTE);
    const other = await arrived(aMessage({ id: '7another0000000000' }));
    expect(first.headers.get('message-id')).toBe('<7pVxkQ2mZ0aB1cD2e@acme.example>');
    expect(again.headers.get('message-id')).toBe(first.headers.get('message-id'));
    expect(other.headers.get('message-id')).not.toBe(first.headers.get('message-id'));
  });

  it('stands in one thread with the other mails of its incident: one root, one subject', async () => {
    const first = await arrived();
    const later = await arrived(
      aMessage({ id: '7later', level: 2, cycle: 2, cycles: 3, next: null }),
      SENT_AT + MINUTE,
    );
    expect(first.headers.get('references')).toContain('checkout-db-7.');
    expect(first.headers.get('in-reply-to')).toBe(first.headers.get('references'));
    expect(later.headers.get('references')).toBe(first.headers.get('references'));
    expect(later.headers.get('subject')).toBe(first.headers.get('subject'));
  });

  it.each([
    ['another incident of the service', { id: 'checkout-db-8', openedAt: SENT_AT - 1_000 }],
    ['an incident of the same name in a store that was begun anew', { id: 'checkout-db-7', openedAt: SENT_AT - 2_000 }],
  ])('stands in another thread than %s', async (_, incident) => {
    const first = await arrived();
    const other = await arrived(aMessage({ incident }));
    expect(other.headers.get('references')).not.toBe(first.headers.get('references'));
  });

  it('refers to a root that is a valid id, whatever dots the service has in its own', async () => {
    const incident = { id: 'a..b.-7', openedAt: SENT_AT };
    const { headers } = await arrived(aMessage({ incident }));
    expect(headers.get('references')).toMatch(/^<[\w-]+(\.[\w-]+)*@acme\.example>$/);
    expect(headers.get('x-pager-incident')).toBe('a..b.-7');
  });

  it.each([
    ['"Team @ night" <pager@acme.example>', 'acme.example'],
    ['pager@acme.example', 'acme.example'],
  ])('makes its ids under the domain of the sender %s', async (from, domain) => {
    const other = createEmailChannel({ smtpUrl: smtp.url, from });
    await other.send(aMessage(), SENT_AT, NEVER);
    await other.close();
    expect(smtp.mails.at(-1)?.headers.get('message-id')).toMatch(new RegExp(`@${domain}>$`));
  });

  it.each([
    ['in the summary', { alerts: [anAlert({ summary: 'disk\r\nBcc: eve@example.com\r\n\r\nbody' })] }],
    ['in the name of the service', { service: { id: 's', name: 'DB\r\nBcc: eve@example.com\u2028x' } }],
    ['in the id of the alert', { alerts: [anAlert({ key: 'k\r\nBcc: eve@example.com', source: 'a\nb' })] }],
  ])('gets no header and no line from a line break %s', async (_, rest) => {
    const { to, headerLines, headers, text } = await arrived(aMessage(rest));
    expect(to).toEqual(['ana@example.com']);
    expect(headers.has('bcc')).toBe(false);
    expect(headerLines.filter((line) => /^bcc/i.test(line))).toEqual([]);
    expect(text.split('\n').filter((line) => line.startsWith('Bcc'))).toEqual([]);
  });

  it('shows what looks like HTML in a summary as what it is', async () => {
    const { html } = await arrived(
      aMessage({
        service: { id: 's', name: '<b>DB</b> & "co"' },
        alerts: [anAlert({ summary: '</p><a href="https://evil.example">x</a>' })],
      }),
    );
    expect(html).not.toContain('<b>DB');
    expect(html).not.toContain('href="https://evil.example"');
    expect(unescapeHtml(html)).toContain('</p><a href="https://evil.example">x</a>');
  });

  it('keeps every letter of every alphabet, in subject, text and HTML', async () => {
    const summary = 'Диск переполнен · 磁盘已满 · القرص ممتلئ · 🔥 é';
    const mail = await arrived(aMessage({ alerts: [anAlert({ summary })] }));
    expect(mail.headers.get('subject')).toBe(`[Pager] Checkout DB: ${summary}`);
    expect(mail.headerLines.filter((line) => /[^\x20-\x7e\t]/.test(line))).toEqual([]);
    expect(mail.text).toContain(summary);
    expect(mail.html).toContain(summary);
  });

  it('turns no writing direction around', async () => {
    const mail = await arrived(aMessage({ alerts: [anAlert({ summary: 'invoice\u202efdp.exe' })] }));
    expect(mail.headers.get('subject')).toBe('[Pager] Checkout DB: invoice fdp.exe');
  });

  it('cuts a long name and a long summary in the subject, and keeps the summary whole in the text', async () => {
    const summary = `${'👩‍🚒 word '.repeat(110)}end`;
    const mail = await arrived(
      aMessage({ service: { id: 's', name: 'n'.repeat(200) }, alerts: [anAlert({ summary })] }),
    );
    const subject = mail.headers.get('subject') ?? '';
    expect([...new Intl.Segmenter().segment(subject)].length).toBeLessThanOrEqual(150);
    expect(subject).toMatch(/^\[Pager\] n{59}…: 👩‍🚒 word .*…$/u);
    expect(mail.text).toContain(summary);
  });

  it('lists the alerts with what tells them apart, and says how many more there are', async () => {
    const alerts = [
      anAlert({ key: 'disk', source: 'prometheus', count: 3 }),
      anAlert({ summary: 'slow', severity: 'warning', source: 'kuma' }),
      anAlert({ summary: 'odd', severity: 'info', count: 2 }),
    ];
    const { text, html } = await arrived(aMessage({ alerts, openAlerts: 15 }));
    expect(text).toContain(
      [
        'CRITICAL: disk full (disk from prometheus, 3 times)',
        'WARNING: slow (kuma)',
        'INFO: odd (2 times)',
        'and 12 more open alerts',
      ].join('\n'),
    );
    expect(html).toContain('and 12 more open alerts');
    const one = await arrived(aMessage({ openAlerts: 2 }));
    expect(one.text).toContain('and 1 more open alert\n');
  });

  it.each([
    ['the next level', { at: SENT_AT + 15 * MINUTE, action: 'level' }, 'by 03:27 UTC, level 2 is notified.'],
    ['another run', { at: SENT_AT + 15 * MINUTE, action: 'repeat' }, 'by 03:27 UTC, level 1 is notified again.'],
    ['the end', { at: SENT_AT + 15 * MINUTE, action: 'exhausted' }, 'by 03:27 UTC, nobody is left to notify'],
    ['another day', { at: SENT_AT + 1_440 * MINUTE, action: 'level' }, 'by 03:12 UTC on 15 Mar, level 2'],
  ] as const)('says what comes next: %s', async (_, next, expected) => {
    const { text, html } = await arrived(aMessage({ next }));
    expect(text).toContain(`If nobody acknowledges ${expected}`);
    expect(html).toContain(`If nobody acknowledges ${expected}`);
  });

  it('says nothing of what comes next when nothing is armed', async () => {
    const { text, html } = await arrived(aMessage({ next: null }));
    expect(`${text}${html}`).not.toContain('If nobody');
  });

  it.each([
    [5 * MINUTE, null],
    [7 * MINUTE + 30_000, 'Sent 7 minutes late: level 1 began at 03:05 UTC.'],
    [26 * 60 * MINUTE, 'Sent 26 hours late: level 1 began at 01:12 UTC on 13 Mar.'],
  ])('says first that it is late, when it is sent %i ms after its level began', async (lateMs, expected) => {
    const { text, html } = await arrived(aMessage({ levelBeganAt: SENT_AT - lateMs }));
    if (expected === null) expect(`${text}${html}`).not.toContain(' late');
    else {
      expect(text.startsWith(expected)).toBe(true);
      expect(html).toContain(expected);
    }
  });

  it.each([
    ['http://localhost:7243/a/x', true],
    ['http://pager.localhost/a/x', true],
    ['http://127.0.0.1:7243/a/x', true],
    ['http://[::1]:7243/a/x', true],
    ['http://0.0.0.0:7243/a/x', true],
    ['http://192.168.1.5:7243/a/x', false],
    ['https://localhost.example.com/a/x', false],
  ])('warns of a link that only the own machine can open: %s %s', async (ackUrl, warns) => {
    const { text, html } = await arrived(aMessage({ ackUrl }));
    expect(text.includes('works only on the machine')).toBe(warns);
    expect(html.includes('works only on the machine')).toBe(warns);
  });

  it('names the run where the policy is run through several times', async () => {
    const { text } = await arrived(aMessage({ cycle: 2, cycles: 3 }));
    expect(text).toContain('Incident checkout-db-7, level 1 of 2, run 2 of 3');
  });

  it('is sent over a connection that is kept', async () => {
    for (let sent = 0; sent < 5; sent++) await arrived(aMessage({ id: `7mail${sent}` }));
    expect(smtp.opened()).toBe(1);
  });
});

function unescapeHtml(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
