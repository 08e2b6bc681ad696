/** The dashboard of the queues: there to be looked at, from this host alone, and good for nothing else. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';

let http: TestPager;

beforeEach(async () => {
  http = await startHttp();
  await http.given(['db']);
  await http.post('/v1/services/db/alert', { summary: 'disk full' });
  await http.settled();
});
afterEach(() => http.stop());

const textOf = async (path: string) => await (await http.ask('GET', path)).text();
/** What the page loads, as addresses of this host. */
const loadedBy = (html: string) =>
  [...html.matchAll(/<(?:script|link)[^>]*(?:src|href)="([^"]+)"/g)].map(
    ([, path = '']) => new URL(path, 'http://pager/admin/queues/'),
  );

describe('the page', () => {
  it('is served at its address and at those of its parts, with everything that it loads', async () => {
    for (const path of ['/admin/queues', '/admin/queues/', '/admin/queues/queue/timeouts']) {
      const answer = await http.ask('GET', path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('text/html');
      const loaded = loadedBy(await answer.text());
      expect(loaded.filter(({ pathname }) => pathname.endsWith('.js')).length).toBeGreaterThan(1);
      expect(loaded.filter(({ pathname }) => pathname.endsWith('.css')).length).toBeGreaterThan(0);
      for (const { pathname } of loaded)
        expect([pathname, (await http.ask('GET', pathname)).status]).toEqual([pathname, 200]);
    }
  });

  it('asks no other host for anything, and may not', async () => {
    const html = await textOf('/admin/queues');
    expect(html).not.toMatch(/https?:\/\/|src="\/\/|href="\/\//);
    expect(html).not.toMatch(/<style|style="|<script>/);
    for (const { pathname } of loadedBy(html).filter((file) => file.pathname.endsWith('.css'))) {
      expect(await textOf(pathname)).not.toMatch(/url\(["']?(https?:)?\/\/|@import/);
    }
    const answers = [await http.ask('GET', '/admin/queues'), await http.ask('GET', '/admin/queues/api/queues')];
    for (const { headers } of answers) {
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("connect-src 'self'");
      expect(policy).toContain("frame-ancestors 'self'");
      expect(policy).not.toMatch(/https?:|\*/);
    }
  });

  it('is for those who have the key', async () => {
    for (const path of ['/admin/queues', '/admin/queues/api/queues', '/admin/queues/static/js/main.js']) {
      expect((await http.ask('GET', path, { key: null })).status).toBe(401);
    }
  });
});

describe('the queues', () => {
  const jobsOf = async (queue: string) => {
    const { queues } = JSON.parse(await textOf(`/admin/queues/api/queues?activeQueue=${queue}&status=delayed`));
    const found = queues.find(({ name }: { name: string }) => name === queue);
    return { readOnly: found.readOnlyMode, jobs: found.jobs };
  };

  it('show each timer with its actor, incident, level and due time, and nobody’s address', async () => {
    const { jobs } = await jobsOf('timeouts');
    expect(jobs).toHaveLength(1);
    expect(jobs[0]).toMatchObject({
      name: 'ackTimeout',
      data: { actor: 'monitored-service/db', incident: 'db-1', level: 1, dueAt: expect.any(Number) },
    });
    expect(JSON.stringify(jobs)).not.toContain('ana@');
  });

  it('can not be changed: nothing is promoted, retried, cleaned, paused or emptied', async () => {
    const before = await jobsOf('timeouts');
    expect(before.readOnly).toBe(true);
    expect((await jobsOf('notifications')).readOnly).toBe(true);
    const id = encodeURIComponent(before.jobs[0].id);
    for (const act of [
      `timeouts/${id}/promote`,
      `timeouts/${id}/clean`,
      `timeouts/${id}/retry/failed`,
      'timeouts/promote',
      'timeouts/clean/delayed',
      'timeouts/retry/failed',
      'timeouts/pause',
      'timeouts/empty',
      'timeouts/obliterate',
      'timeouts/add',
      'pause',
    ]) {
      const answer = await http.ask('PUT', `/admin/queues/api/queues/${act}`);
      expect([act, answer.status]).toEqual([act, 405]);
      expect((await http.ask('POST', `/admin/queues/api/queues/${act}`, { body: {} })).status).toBe(405);
    }
    expect(await jobsOf('timeouts')).toEqual(before);
    expect(await http.dependencies.queues[0]?.isPaused()).toBe(false);
  });
});
