/** The pages for people with the key: the world in a sentence, and one service in full. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEY, startHttp, type TestPager } from '../harness/http.ts';
import { createBrowser } from '../harness/page.ts';
import { startRedis } from '../harness/redis-process.mjs';
import { until } from '../harness/until.ts';

let http: TestPager;
let browser: ReturnType<typeof createBrowser>;

beforeEach(async () => {
  http = await startHttp();
  browser = createBrowser(http, { key: KEY });
});
afterEach(() => http.stop());

const alert = async (id: string, summary: string) => {
  await http.post(`/v1/services/${id}/alert`, { summary });
  await http.settled();
};

describe('the start page', () => {
  it('begins with what to do while nothing is watched', async () => {
    const { text, title } = await browser.open('/');
    expect(title).toBe('No service is watched yet.');
    expect(text).toContain('Put an escalation policy, then a service that uses it');
  });

  it('says that everything is healthy, and names what is', async () => {
    await http.given(['db', 'cdn']);
    const { text, title, links } = await browser.open('/');
    expect(title).toBe('Everything is healthy.');
    expect(text).toContain('2 healthy');
    expect(links).toEqual(expect.arrayContaining(['services/db', 'services/cdn', 'docs', 'admin/queues']));
  });

  it('puts the loudest first, with what comes next and who was notified of it', async () => {
    await http.given(['backups', 'cdn', 'db', 'web'], [['ana@example.com']]);
    await alert('db', 'disk full');
    await http.passes('15m');
    await http.given([], [['ana@example.com'], ['zoe@example.com']]);
    await alert('cdn', 'edge is slow');
    await alert('backups', 'backup is old');
    await http.post('/v1/services/backups/ack', { by: 'Marc' });

    const { text, title } = await browser.open('/');
    expect(title).toBe('2 incidents are calling, and nobody has answered. 1 more is being worked on.');
    expect(text).toMatch(
      /Exhausted.*db.*disk full.*Escalating.*cdn.*edge is slow.*Acknowledged.*backups.*backup is old/,
    );
    expect(text).toContain('Every level was notified and nobody is left');
    expect(text).toMatch(/If nobody acknowledges by .*, level 2 is notified: zoe@example.com\./);
    expect(text).toMatch(/Acknowledged by Marc at \d\d:\d\d UTC/);
  });

  it('counts what was refused lately', async () => {
    await http.post('/v1/services/unknown/alert', { summary: 'lost' });
    await http.refusals(1);
    expect((await browser.open('/')).text).toContain('1 refused requests');
  });

  it('says which channel is missing, since its messages end as refused', async () => {
    const mailOnly = await startHttp({ channels: ['email'] });
    const { text } = await createBrowser(mailOnly, { key: KEY }).open('/');
    await mailOnly.stop();
    expect(text).toContain('SMS is not set up.');
    expect(text).not.toContain('E-mail is not set up.');
    expect(text).not.toContain('Preview');
  });

  it('shows in preview the messages that were not sent, with links that work', async () => {
    const preview = await startHttp({ channels: [] });
    const reader = createBrowser(preview, { key: KEY });
    await preview.given(['db']);
    await preview.post('/v1/services/db/alert', { summary: 'disk full, see https://evil.example.com/a/x' });
    await preview.settled();
    const { text, links } = await reader.open('/');
    const link = links.find((href) => href.startsWith('./a/'));
    const opened = await reader.open(new URL(link ?? '', 'http://pager/').pathname);
    await preview.stop();
    expect(text).toContain('Preview: nobody is paged.');
    expect(text).toContain('to ana@example.com: [Pager] db: disk full');
    expect(links.filter((href) => href.includes('evil'))).toEqual([]);
    expect(opened.text).toContain('db is unhealthy.');
  });

  it('is for those who have the key, as a bearer token or as a password', async () => {
    expect((await http.ask('GET', '/', { key: null })).status).toBe(401);
    expect((await http.ask('GET', '/services/db', { key: null })).status).toBe(401);
    const basic = `Basic ${Buffer.from(`anybody:${KEY}`).toString('base64')}`;
    expect((await http.ask('GET', '/', { key: null, headers: { Authorization: basic } })).status).toBe(200);
  });

  it('may load nothing, run nothing and be framed by nobody', async () => {
    const { headers, html } = await browser.open('/');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(html).not.toMatch(/<script|\son\w+=|style="/);
  });
});

describe('the page of a service', () => {
  it('shows its state, its alerts, who was notified, what happened, and how to tell it something', async () => {
    await http.given(['db'], [['ana@example.com'], ['+33612345678']]);
    await http.put('/v1/services/db', { name: 'Checkout DB', escalationPolicyId: 'backend', labels: { team: 'pay' } });
    await alert('db', 'disk <b>full</b>');
    const { text, html } = await browser.open('/services/db');
    expect(text).toContain('Checkout DB is unhealthy. Nobody has answered yet.');
    expect(text).toContain('policy backend · team: pay');
    expect(text).toContain('disk <b>full</b> critical');
    expect(html).not.toContain('<b>full');
    expect(text).toContain('ana@example.com sent');
    expect(text).toContain('level 2 is notified: +33612345678.');
    expect(text).toContain('Incident opened: disk <b>full</b>');
    expect(text).toContain('curl -X POST https://pager.example.com/v1/services/db/alert');
    expect(text).toContain('curl -X POST https://pager.example.com/v1/incidents/db-1/ack');
  });

  it('is there for a healthy one too, with what happened before', async () => {
    await http.given(['db']);
    await alert('db', 'disk full');
    await http.post('/v1/services/db/healthy', { by: 'Ana' });
    const { text } = await browser.open('/services/db');
    expect(text).toContain('db is healthy.');
    expect(text).toMatch(/Incident opened: disk full.*Closed as healthy by Ana/);
    expect(text).not.toContain('/ack');
  });

  it('says that there is no such service', async () => {
    const page = await browser.open('/services/nowhere');
    expect(page.status).toBe(404);
    expect(page.text).toContain('None has the id “nowhere”');
  });

  it('says that it can not be looked up while the store is away', async () => {
    const redis = await startRedis();
    const own = await startHttp({ redisUrl: redis.socket });
    await own.given(['db']);
    await redis.end();
    const reader = createBrowser(own, { key: KEY });
    const pages = [await reader.open('/'), await reader.open('/services/db')];
    await redis.start();
    await until(async () => (await reader.open('/')).status === 200);
    await own.stop();
    await redis.remove();
    for (const page of pages) {
      expect(page.status).toBe(503);
      expect(page.text).toContain('The pager can’t look it up just now.');
    }
  });
});
