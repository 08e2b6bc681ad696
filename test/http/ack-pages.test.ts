/** The page behind an acknowledgement link, as a sleepy person with a phone, a mail scanner and an attacker meet it. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAckTokens } from '../../src/notify/ack-token.ts';
import { KEY, LINK_SECRET, startHttp, type TestPager } from '../harness/http.ts';
import { createBrowser } from '../harness/page.ts';
import { startRedis } from '../harness/redis-process.mjs';
import { until } from '../harness/until.ts';

const ANA = 'ana@example.com';
const MARC = '+33612345678';
const ZOE = 'zoe@example.com';
const LEVELS = [[ANA], [MARC], [ZOE]];

let http: TestPager;
let browser: ReturnType<typeof createBrowser>;

beforeEach(async () => {
  http = await startHttp();
  browser = createBrowser(http);
  await http.given(['db'], LEVELS);
});
afterEach(() => http.stop());

const alert = async (body: object = {}) => {
  await http.post('/v1/services/db/alert', { summary: 'disk full', ...body });
  await http.settled();
};
const linkSentTo = (person: string, from = http) => {
  const last = from.sent.findLast((sent) => sent.person === person);
  if (!last) throw new Error(`nothing was sent to ${person}`);
  return new URL(last.message.ackUrl).pathname;
};
const service = async () => (await http.get('/v1/services/db')).json;
const timeline = async (): Promise<string[]> =>
  (await http.get('/v1/incidents/db-1/timeline')).json.items.map(({ text }: { text: string }) => text);
const clock = (at: string) => `${at.slice(11, 16)} UTC`;
const notifiedPeople = () => http.sent.map(({ person }) => person);

describe('looking at a link', () => {
  it('changes nothing, however often mail scanners open it', async () => {
    await alert();
    const before = { service: await service(), timeline: await timeline() };
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD']) {
      expect((await browser.open(linkSentTo(ANA), method)).status).toBe(200);
    }
    expect({ service: await service(), timeline: await timeline() }).toEqual(before);
  });

  it('says what is broken, most severe first, since when, how often, and where the runbook is', async () => {
    const configured = {
      name: 'Checkout DB',
      escalationPolicyId: 'backend',
      runbookUrl: 'https://wiki.example.com/db',
    };
    await http.put('/v1/services/db', configured);
    await alert({ summary: 'replica lag 94 s', key: 'lag', severity: 'warning' });
    await alert({ summary: 'disk full', key: 'disk' });
    await alert({ summary: 'disk full', key: 'disk' });
    const page = await browser.open(linkSentTo(ANA));
    const { incident } = await service();

    expect(page.title).toBe('Calling: Checkout DB, disk full');
    expect(page.text).toContain('Checkout DB is unhealthy. Nobody has answered yet.');
    expect(page.text).toContain(`Since ${clock(incident.openedAt)}`);
    expect(page.text).toMatch(/disk full critical · since \d\d:\d\d UTC.*2 times, last at.*replica lag 94 s warning/);
    expect(page.links).toContain('https://wiki.example.com/db');
    expect(page.buttons.map(({ text }) => text)).toEqual(['Acknowledge I am on it: stop the escalation']);
  });

  it('says who was notified and how that ended, who is next and when, and what happened', async () => {
    http.whenSendingTo(MARC, { outcome: 'refused', reason: 'no such number' });
    await http.given(['db'], [[ANA, MARC], [ZOE]]);
    await alert();
    await http.settled();
    const { text } = await browser.open(linkSentTo(ANA));
    const { incident } = await service();

    expect(text).toMatch(/Level 1 \d\d:\d\d UTC/);
    expect(text).toMatch(/ana@… sent \d\d:\d\d UTC/);
    expect(text).toContain('+33…78 ✕ refused: no such number');
    expect(text).toContain(`If nobody acknowledges by ${clock(incident.nextEscalationAt)}`);
    expect(text).toContain('level 2 is notified: zoe@….');
    expect(text).toContain('Incident opened: disk full');
    expect(text).toContain('All times are UTC.');
  });

  it('says that nobody is left once every level was notified, and still takes an acknowledgement', async () => {
    await http.given(['db'], [[ANA]]);
    await alert();
    await http.passes('15m');
    const link = linkSentTo(ANA);
    expect((await browser.open(link)).text).toContain(
      'db is unhealthy, and everybody was notified. Nobody has answered.',
    );
    expect((await browser.press(link, 'Acknowledge')).text).toContain('db is unhealthy. Somebody is on it.');
  });

  it('comes anew when the next step is due, so that it never shows one that has passed', async () => {
    await alert();
    const seconds = Number(
      /http-equiv="refresh" content="(\d+)"/.exec((await browser.open(linkSentTo(ANA))).html)?.[1],
    );
    expect(seconds).toBeGreaterThan(14 * 60);
    expect(seconds).toBeLessThanOrEqual(15 * 60 + 3);
  });

  it('says in preview that nobody is paged', async () => {
    const preview = await startHttp({ channels: [] });
    await preview.given(['db'], LEVELS);
    await preview.post('/v1/services/db/alert', { summary: 'disk full' });
    await preview.settled();
    const [message] = (await preview.get('/v1/outbox')).json.items;
    const path = /\/a\/[\w-]+/.exec(message.text)?.[0] ?? '';
    const { text } = await createBrowser(preview).open(path);
    await preview.stop();
    expect(text).toContain('Preview: nobody is paged.');
    expect(text).toContain('ana@… preview only, not sent');
  });
});

describe('acknowledging through a link', () => {
  it('answers with a redirection to the page, which says through whose link and when', async () => {
    await alert();
    const link = linkSentTo(ANA);
    const answer = await browser.post(link, { act: 'ack' });
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.get('location') ?? '', `http://pager${link}`).pathname).toBe(link);

    const { incident, state } = await service();
    expect(state).toBe('acked');
    const page = await browser.open(link);
    expect(page.text).toContain(`Acknowledged through the link sent to ana@… at ${clock(incident.ackedAt)}.`);
    expect(page.text).toContain('Escalation has stopped.');
    const before = await timeline();
    await browser.open(link);
    expect(await timeline()).toEqual(before);
    expect(before).toContain('Acknowledged through the link sent to ana@…');
  });

  it('works for a form without fields, for any body, and behind a slash at the end', async () => {
    await alert();
    const answer = await http.ask('POST', `${linkSentTo(ANA)}/`, { key: null, body: { not: 'a form' } });
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.get('location') ?? '', `http://pager${linkSentTo(ANA)}/`).pathname).toBe(
      linkSentTo(ANA),
    );
    expect((await service()).state).toBe('acked');
  });

  it('stops the escalation: nobody else is notified', async () => {
    await alert();
    await browser.press(linkSentTo(ANA), 'Acknowledge');
    await http.passes('1h');
    expect(notifiedPeople()).toEqual([ANA]);
  });

  it('tells the second one who was first', async () => {
    await alert();
    await http.passes('15m');
    await browser.press(linkSentTo(MARC), 'Acknowledge');
    const late = await browser.open(linkSentTo(ANA));
    expect(late.text).toContain('Acknowledged through the link sent to +33…78 at');
    expect(late.text).toContain('Somebody else was first. Escalation has stopped, and you need to do nothing.');
    await browser.post(linkSentTo(ANA), { act: 'ack' });
    expect((await service()).incident.ackedBy).toBe('+33…78');
  });

  it('names an acknowledger from elsewhere, with the note', async () => {
    await alert();
    await http.post('/v1/incidents/db-1/ack', { by: 'Marc', note: 'restarting: 5 minutes' });
    const { text } = await browser.open(linkSentTo(ANA));
    expect(text).toMatch(/Acknowledged by Marc at \d\d:\d\d UTC: restarting: 5 minutes\./);
  });
});

describe('the two further buttons', () => {
  it('page the next level, and say whom that is beforehand', async () => {
    await alert();
    await browser.press(linkSentTo(ANA), 'Acknowledge');
    const acked = await browser.open(linkSentTo(ANA));
    expect(acked.buttons.map(({ text }) => text)).toEqual([
      'Page the next level now notifies level 2: +33…78',
      'It is healthy closes the incident',
    ]);
    const after = await browser.press(linkSentTo(ANA), 'Page the next level now');
    await http.settled();
    expect(notifiedPeople()).toEqual([ANA, MARC]);
    expect(after.text).toContain('Nobody has answered yet.');
    expect(await timeline()).toContain('Escalated through the link sent to ana@…');
  });

  it('page it once for two taps, and for two people who tap at the same moment', async () => {
    await alert();
    await http.passes('15m');
    await browser.press(linkSentTo(ANA), 'Acknowledge');
    const form = { act: 'escalate', seen: '1.2' };
    const answers = await Promise.all([ANA, ANA, MARC, MARC].map((person) => browser.post(linkSentTo(person), form)));
    await http.settled();
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect(notifiedPeople()).toEqual([ANA, MARC, ZOE]);
  });

  it('page nobody from a page that is out of date', async () => {
    await alert();
    await browser.press(linkSentTo(ANA), 'Acknowledge');
    await browser.press(linkSentTo(ANA), 'Page the next level now');
    await http.settled();
    const answer = await browser.post(linkSentTo(ANA), { act: 'escalate', seen: '1.1' });
    await http.settled();
    expect(answer.status).toBe(303);
    expect(notifiedPeople()).toEqual([ANA, MARC]);
  });

  it('close the incident as healthy, after which the link changes nothing', async () => {
    await alert();
    const link = linkSentTo(ANA);
    await browser.press(link, 'Acknowledge');
    const closed = await browser.press(link, 'It is healthy');
    expect((await service()).state).toBe('healthy');
    expect(closed.text).toMatch(/Closed as healthy through the link sent to ana@… at \d\d:\d\d UTC/);
    expect(closed.text).toContain('This link changes nothing any more. The service is healthy.');
    expect(closed.buttons).toEqual([]);
  });

  it('of a closed incident leave the next one alone, and its page tells of that one', async () => {
    await alert();
    const link = linkSentTo(ANA);
    await http.post('/v1/incidents/db-1/healthy', {});
    await alert({ summary: 'disk full again' });
    for (const act of ['ack', 'escalate', 'healthy']) expect((await browser.post(link, { act })).status).toBe(303);
    expect((await service()).state).toBe('escalating');
    expect(notifiedPeople()).toEqual([ANA, ANA]);
    const { text } = await browser.open(link);
    expect(text).toContain('This incident of db is closed.');
    expect(text).toMatch(/But db is unhealthy again since .*: incident db-2 has links of its own/);
  });
});

describe('a link that leads nowhere', () => {
  it('is told apart: mangled on its way, or over', async () => {
    await alert();
    const link = linkSentTo(ANA);
    const otherLetter = link.endsWith('A') ? 'Q' : 'A';
    for (const wrong of [link.slice(0, -3), `${link}x`, link.slice(0, -1) + otherLetter, `/a/${'x'.repeat(22)}`]) {
      const mangled = await browser.open(wrong);
      expect(mangled.status).toBe(404);
      expect(mangled.text).toContain('This link is not whole.');
      expect((await browser.post(wrong)).status).toBe(404);
    }
    const forgotten = `/a/${createAckTokens(LINK_SECRET).mint('0AAAAAAAAAAAAAAAA')}`;
    const unknown = await browser.open(forgotten);
    expect(unknown.status).toBe(410);
    expect(unknown.text).toContain('Links work for 7 days');
    expect(unknown.text).toContain('use the newest message');
    expect((await browser.post(forgotten)).status).toBe(410);
    expect((await service()).state).toBe('escalating');
  });
});

describe('what an attacker could try', () => {
  it('finds every text escaped, and no link that is no web address', async () => {
    const evil = '<script>alert(1)</script>"\'';
    await http.put('/v1/services/db', {
      name: `DB ${evil}`,
      escalationPolicyId: 'backend',
      runbookUrl: 'https://wiki/x?a="<b>',
    });
    await alert({
      summary: `full ${evil}`,
      key: `k ${evil}`,
      source: `s ${evil}`,
      links: [
        { href: 'javascript:alert(1)', text: 'run me' },
        { href: 'data:text/html,<script>1</script>' },
        { href: 'https://grafana.example.com/d/1?x=<script>', text: `panel ${evil}` },
      ],
    });
    await http.post('/v1/incidents/db-1/notes', { by: evil, note: evil });
    await http.post('/v1/incidents/db-1/ack', { by: evil, note: evil });
    const { html, text, links } = await browser.open(linkSentTo(ANA));
    expect(html).not.toContain('<script');
    expect(text).toContain(`full ${evil}`);
    expect(text).toContain(`panel ${evil}`);
    expect(links.filter((href) => !href.startsWith('http'))).toEqual([]);
    expect(links).toContain('https://grafana.example.com/d/1?x=<script>');
    expect(text).not.toContain('run me');
  });

  it('finds a page that may load nothing, run nothing and be framed by nobody', async () => {
    await alert();
    const pages = [linkSentTo(ANA), '/a/short', `/a/${'x'.repeat(22)}`];
    for (const path of pages) {
      const { headers, html } = await browser.open(path);
      const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain(`style-src 'sha256-${hash}'`);
      expect(policy).toContain("form-action 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('script-src');
      expect(policy).not.toContain('unsafe');
      expect(html).not.toMatch(/<script|\son\w+=|style="/);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-robots-tag')).toContain('noindex');
      expect(headers.get('cache-control')).toBe('no-store');
    }
    expect((await browser.post(linkSentTo(ANA))).headers.get('cache-control')).toBe('no-store');
  });

  it('does not learn anybody’s address, nor what a gateway says about it', async () => {
    http.whenSendingTo(ZOE, { outcome: 'refused', reason: `550 <${ZOE}>: user unknown, ask ops@mail.example.com` });
    await http.given(['db'], [[ANA, ZOE], [MARC]]);
    await alert();
    const { html } = await browser.open(linkSentTo(ANA));
    expect(html).toContain('zoe@…');
    expect(html).not.toMatch(/@example\.com|@mail\.example\.com|612345678/);
  });
});

describe('while the store is away', () => {
  it('the link says so with a button to try again, and works when it is back', async () => {
    const redis = await startRedis();
    const own = await startHttp({ redisUrl: redis.socket });
    try {
      await own.given(['db'], LEVELS);
      await own.post('/v1/services/db/alert', { summary: 'disk full' });
      await own.settled();
      const link = linkSentTo(ANA, own);
      const away = createBrowser(own);
      await redis.end();

      const looked = await away.open(link);
      expect(looked.status).toBe(503);
      expect(looked.headers.get('retry-after')).not.toBeNull();
      expect(looked.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(looked.text).toContain('The pager can’t look it up just now.');
      expect(looked.buttons).toEqual([{ text: 'Try again', fields: {} }]);

      const acted = await away.post(link, { act: 'ack' });
      expect(acted.status).toBe(503);
      const page = await acted.text();
      expect(page).toContain('The pager could not record that just now.');
      expect(page).toMatch(/<form class="act" method="post"><input type="hidden" name="act" value="ack">/);

      await redis.start();
      const answer = await until(async () => {
        const again = await away.post(link, { act: 'ack' });
        return again.status === 303 ? again : null;
      });
      expect(answer.status).toBe(303);
      expect((await own.get('/v1/services/db', { key: KEY })).json.state).toBe('acked');
    } finally {
      await own.stop();
      await redis.remove();
    }
  });
});
