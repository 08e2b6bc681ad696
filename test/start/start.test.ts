/** How the pager starts: what it says, and what it refuses. */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../bin/free-port.mjs';
import { type GivenRedis, startGivenRedis } from '../harness/given-redis.ts';
import { createPlace, type Place } from '../harness/program.ts';
import { until } from '../harness/until.ts';

const run = promisify(execFile);

// Several processes are started in one test, on machines that have other work too.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

describe('the first start', () => {
  let place: Place;
  beforeEach(async () => {
    place = await createPlace();
  });
  afterEach(() => place.clean());

  it('says where it is, where the key is, that nobody is paged yet, and what an answered event survives', async () => {
    const program = await place.start();
    const text = program.output();
    expect(text).toMatch(new RegExp(`^Pager \\d+\\.\\d+\\.\\d+ is ready: http://localhost:${place.port}$`, 'm'));
    expect(text).toContain('API key     data/admin.key');
    expect(text).toContain('Preview: nobody is paged');
    expect(text).toContain('Durability  An answered event is on disk');
  });

  it('prints three commands that page somebody exactly as they stand there, and shows the message with its link', async () => {
    const program = await place.start();
    const commands = program
      .output()
      .split('\n')
      .filter((line) => line.startsWith('curl '));
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      const { stdout } = await run('sh', ['-c', command.replace('curl ', 'curl --fail-with-body -sS ')], {
        cwd: place.folder,
      });
      expect(JSON.parse(stdout)).toHaveProperty('id');
    }
    const link = await until(() => /│ (http:\S+\/a\/\S+)/.exec(program.output())?.[1]);
    expect(program.output()).toContain('E-mail to ana@example.com (preview: it was not sent)');
    expect(await (await fetch(link)).text()).toContain('The shop is down');
    expect((await fetch(link, { method: 'POST' })).status).toBe(200);
    expect((await place.api('GET', '/v1/services/shop')).json.state).toBe('acked');
  });

  it('makes a key that only its owner can read, and writes it nowhere else', async () => {
    const program = await place.start();
    expect(statSync(join(place.folder, 'data', 'admin.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(place.folder, 'data')).mode & 0o777).toBe(0o700);
    expect((await place.api('GET', '/v1/services')).status).toBe(200);
    expect(program.output() + program.log()).not.toContain(place.key());
  });

  it('is followed by others with the same key, the same links and no lesson', async () => {
    const first = await place.start();
    await place.api('PUT', '/v1/escalation-policies/p', {
      name: 'P',
      levels: [{ targets: [{ type: 'email', address: 'ana@example.com' }] }],
    });
    await place.api('PUT', '/v1/services/shop', { name: 'Shop', escalationPolicyId: 'p' });
    await place.api('POST', '/v1/services/shop/alert', { summary: 'down' });
    const link = await until(() => /│ (http:\S+\/a\/\S+)/.exec(first.output())?.[1]);
    const key = place.key();
    first.signal('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    const second = await place.start();
    expect(second.output()).not.toContain('curl ');
    expect(place.key()).toBe(key);
    expect((await place.api('GET', '/v1/services/shop')).json.state).toBe('escalating');
    expect((await fetch(link, { method: 'POST' })).status).toBe(200);
    expect((await place.api('GET', '/v1/services/shop')).json.state).toBe('acked');
  });

  it('takes the key that is set, and makes none', async () => {
    const program = await place.start({ PAGER_ADMIN_KEY: 'a-key-that-somebody-chose' });
    expect(program.output()).toContain('API key     the one that PAGER_ADMIN_KEY sets');
    expect(program.output()).toContain('"Authorization: Bearer $PAGER_ADMIN_KEY"');
    expect(() => place.key()).toThrow(/ENOENT/);
    const authorization = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
    expect((await fetch(`${place.url}/v1/services`, authorization('a-key-that-somebody-chose'))).status).toBe(200);
    expect((await fetch(`${place.url}/v1/services`, authorization('a-key-that-nobody-chose'))).status).toBe(401);
  });

  it('warns when people would get links that lead to their own machine', async () => {
    const channel = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'pager@example.com' };
    const program = await place.start(channel);
    expect(program.output()).toContain('Channel     email: SMTP 127.0.0.1:9');
    expect(program.output()).toMatch(
      /WARNING {5}people get links to http:\/\/localhost:\d+, which work on this machine only/,
    );
    program.signal('SIGTERM');
    await program.ended;
    const mended = await place.start({ ...channel, PUBLIC_URL: 'https://pager.example.com' });
    expect(mended.output()).toContain(`is ready: http://localhost:${place.port}, in links https://pager.example.com`);
    expect(mended.output()).not.toContain('WARNING');
  });
});

describe('a start that can’t be', () => {
  let place: Place;
  beforeEach(async () => {
    place = await createPlace();
  });
  afterEach(() => place.clean());

  it('names every problem of the settings on a line of its own', async () => {
    const program = place.run('main', { PORT: 'http', SMTP_URL: 'smtp://mail', PAGER_KEY: 'x' });
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.log().trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^PAGER_KEY is no setting of Pager/),
      expect.stringMatching(/^PORT: expected a whole number/),
    ]);
    expect(program.output()).toBe('');
  });

  it('says that another pager runs on the folder, and by which process', async () => {
    const first = await place.start();
    const second = place.run('main', { PORT: String(place.port + 1) });
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.log().trimEnd()).toMatch(
      new RegExp(
        `^another pager \\(process ${first.pid}\\) runs on .*data: stop it first, or give this one another DATA_DIR and PORT$`,
      ),
    );
    expect((await place.api('GET', '/readyz')).status).toBe(200);
    expect(place.redisPids()).toHaveLength(1);
  });

  it('says who has the port, and leaves no Redis behind', async () => {
    const first = await place.start();
    const second = place.run('main', { DATA_DIR: join(place.folder, 'other') });
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.log()).toContain(`port ${place.port} of 127.0.0.1 is taken by another Pager`);
    expect(second.log()).toContain(`It is held by node (process ${first.pid}).`);
    expect(second.log()).not.toContain('    at ');
    expect(place.redisPids()).toHaveLength(1);
  });

  it.each(['/dev/null/data', '/dev/null'])('says that it can’t write to its folder, %s', async (folder) => {
    const program = place.run('main', { DATA_DIR: folder });
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.log()).toMatch(`Pager can't write to DATA_DIR (${folder}): `);
    expect(program.log()).not.toContain('    at ');
  });
});

describe('a Redis of the user’s own', () => {
  let place: Place;
  let redis: GivenRedis | undefined;
  beforeEach(async () => {
    place = await createPlace();
  });
  afterEach(async () => {
    await place.clean();
    await redis?.stop();
  });

  it('is used instead of one that is started, and what it guarantees is said', async () => {
    redis = await startGivenRedis({ appendonly: 'yes', appendfsync: 'everysec' });
    const program = await place.start({ REDIS_URL: redis.url });
    expect(program.output()).toContain('A crash of the machine or of Redis loses up to 2 s of answered events');
    expect(place.redisPids()).toEqual([]);
    expect((await place.api('GET', '/v1/services')).status).toBe(200);
  });

  it('is waited for when it comes later than the pager, which says so at once', async () => {
    const port = await freePort();
    const program = place.run('main', { REDIS_URL: `redis://127.0.0.1:${port}` });
    await until(() => program.log().includes('Redis does not answer yet: it is waited for'));
    redis = await startGivenRedis({ port: String(port) });
    await until(() => program.output().includes('is ready'));
  });

  it('is refused when it forgets keys to make room', async () => {
    redis = await startGivenRedis({ 'maxmemory-policy': 'allkeys-lru' });
    const program = place.run('main', { REDIS_URL: redis.url });
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.log().trimEnd()).toBe(
      'Redis evicts keys when it is full (maxmemory-policy allkeys-lru), and would forget incidents: set it to noeviction',
    );
  });

  it('gets one key, however many nodes start at once', async () => {
    redis = await startGivenRedis();
    const places = [place, await createPlace(), await createPlace()];
    try {
      const { url } = redis;
      await Promise.all(places.map((each) => each.start({ REDIS_URL: url })));
      const keys = places.flatMap((each) => {
        try {
          return [each.key()];
        } catch {
          return [];
        }
      });
      expect(keys).toHaveLength(1);
      for (const { url: node } of places) {
        const answer = await fetch(`${node}/v1/services`, { headers: { authorization: `Bearer ${keys[0]}` } });
        expect(answer.status).toBe(200);
      }
    } finally {
      await Promise.all(places.slice(1).map((each) => each.clean()));
    }
  });
});
