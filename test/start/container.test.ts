/** The image and the compose file, checked without an engine: carried out in plain folders, and held against the schema. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { freePort } from '../../bin/free-port.mjs';
import { readConfig } from '../../src/config.ts';
import { readGuarantee } from '../../src/redis/guarantee.ts';
import { SETTING_NAMES } from '../../src/settings.ts';
import { buildStages, readDockerfile } from '../harness/dockerfile.ts';
import { startGivenRedis } from '../harness/given-redis.ts';
import { cleanEnvironment, follow, untilReady } from '../harness/program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIMIT_MS = 150_000;

interface Compose {
  services: Record<
    string,
    {
      command?: string;
      environment?: Record<string, string>;
      volumes?: string[];
      ports?: string[];
      profiles?: string[];
      stop_grace_period?: string;
    }
  >;
  volumes: Record<string, unknown>;
  configs: Record<string, { content?: string }>;
}

const compose = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')) as Compose;
const service = (name: string) => compose.services[name] ?? {};

/** `${NAME:-default}` as compose reads it; a default may hold another. */
function interpolate(text: string, environment: Record<string, string>): string {
  const read = text.replace(/\$\{(\w+):-([^{}]*)\}/g, (_, name: string, otherwise) => environment[name] || otherwise);
  return read === text ? text : interpolate(read, environment);
}
const settingsOf = (environment: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(service('pager').environment ?? {}).map(([name, value]) => [name, interpolate(value, environment)]),
  );

describe('docker-compose.yml', () => {
  it('is what the compose specification says', () => {
    // The specification's own schema, as a linter of compose files ships it. ajv has its dialect built in.
    const file = join(ROOT, 'node_modules', 'dclint', 'schemas', 'compose.schema.json');
    const { $schema: _, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ services: { pager: { imagee: 'x' } } })).toBe(false);
  });

  it('gives the pager settings that it knows, and that are good with and without those of the user', () => {
    expect(Object.keys(service('pager').environment ?? {}).filter((name) => !SETTING_NAMES.includes(name))).toEqual([]);
    const plain = readConfig(settingsOf({}));
    expect(plain).toMatchObject({
      config: {
        host: '0.0.0.0',
        port: 7243,
        publicUrl: 'http://localhost:7243',
        redisUrl: 'redis://redis:6379',
        channels: {},
      },
    });
    const tried = readConfig(
      settingsOf({
        SMTP_URL: 'smtp://mail:1025',
        MAIL_FROM: 'pager@example.com',
        PUBLIC_URL: 'https://pager.example.com',
      }),
    );
    expect(tried).toMatchObject({
      config: { publicUrl: 'https://pager.example.com', channels: { email: { smtpUrl: 'smtp://mail:1025' } } },
    });
  });

  it('hands on every setting but those that are the container’s own', () => {
    const own = ['HOST', 'PORT', 'REDIS_URL', 'COMMIT_REPLICAS', 'DATA_DIR', 'PAGER_NO_INSTALL'];
    const handedOn = Object.entries(service('pager').environment ?? {}).filter(([name, value]) =>
      value.startsWith(`\${${name}:-`),
    );
    expect(handedOn.map(([name]) => name)).toEqual(
      expect.arrayContaining(SETTING_NAMES.filter((name) => !own.includes(name))),
    );
  });

  it('makes links to the port that it publishes', () => {
    expect(readConfig(settingsOf({ PORT: '8000' }))).toMatchObject({
      config: { port: 7243, publicUrl: 'http://localhost:8000' },
    });
  });

  it('sets its Redis so that an answered event is on disk, in a volume', async () => {
    const words = (service('redis').command ?? '').trim().split(/\s+/).slice(1);
    const settings: Record<string, string> = {};
    for (let i = 0; i < words.length; i += 2)
      settings[words[i]?.slice(2) ?? ''] = words[i + 1] === '""' ? '' : (words[i + 1] ?? '');
    const redis = await startGivenRedis(settings);
    const client = new Redis(redis.url);
    try {
      expect(await readGuarantee(client)).toEqual({ line: 'An answered event is on disk', problems: [], warnings: [] });
    } finally {
      client.disconnect();
      await redis.stop();
    }
    for (const each of [...(service('redis').volumes ?? []), ...(service('pager').volumes ?? [])]) {
      expect(compose.volumes).toHaveProperty(each.split(':', 1)[0] ?? '');
    }
  });

  it('publishes nothing beyond this machine, and starts the mail catcher only for trying out', () => {
    const ports = Object.values(compose.services).flatMap(({ ports = [] }) => ports);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(service('mail').profiles).toEqual(['try']);
  });

  it('gives the pager more than the 5 s that it drains and the 9.5 s that it takes to stop', () => {
    expect(service('pager').stop_grace_period).toBe('15s');
  });

  it('starts a second pager, with the settings and the key of the first, and a balancer that heeds their readiness, only for several', () => {
    expect(service('pager-2').profiles).toEqual(['several']);
    expect(service('balancer').profiles).toEqual(['several']);
    for (const part of ['environment', 'volumes', 'stop_grace_period'] as const) {
      expect(service('pager-2')[part]).toEqual(service('pager')[part]);
    }
    const lines = (compose.configs.balancer?.content ?? '').split('\n').map((line) => line.trim());
    // A check without a host's name would be refused.
    expect(lines).toContain('http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host pager');
    for (const name of ['pager', 'pager-2']) expect(lines).toContain(`server ${name} ${name}:7243`);
  });
});

describe('the image', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pager-image-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const stages = readDockerfile(join(ROOT, 'Dockerfile'));
  const last = stages.at(-1)?.instructions ?? [];
  const lastText = (name: string) => last.find((instruction) => instruction.name === name)?.text ?? '';

  it('runs on Node 24, as nobody special, as process 1 itself, and can be asked for its health', () => {
    expect(stages.map(({ base }) => base)).toEqual(Array(2).fill('node:24-bookworm-slim'));
    expect(lastText('USER')).toBe('node');
    expect(JSON.parse(lastText('CMD'))).toEqual(['node', '--max-semi-space-size=32', 'dist/main.js']);
    expect(lastText('HEALTHCHECK')).toContain('CMD ["node", "bin/health-check.mjs"]');
    expect(lastText('VOLUME')).toBe('/data');
  });

  it(
    'is built by its own commands in a clean folder, without development packages, and what it holds runs',
    async () => {
      const app = buildStages(stages, ROOT, folder);
      for (const name of ['vitest', 'typescript', '@biomejs'])
        expect(existsSync(join(app, 'node_modules', name))).toBe(false);
      expect(existsSync(join(app, 'src'))).toBe(false);

      const redis = await startGivenRedis();
      const port = String(await freePort());
      const environment = {
        ...cleanEnvironment(),
        ...imageEnvironment(),
        PORT: port,
        DATA_DIR: join(folder, 'data'),
        REDIS_URL: redis.url,
      };
      const program = follow(
        spawn(process.execPath, ['dist/main.js'], { cwd: app, env: environment, stdio: ['ignore', 'pipe', 'pipe'] }),
      );
      try {
        await untilReady(program);
        execFileSync(process.execPath, ['bin/health-check.mjs'], { cwd: app, env: environment });
        program.signal('SIGTERM');
        expect(await program.ended).toEqual({ code: 0, signal: null });
        expect(() =>
          execFileSync(process.execPath, ['bin/health-check.mjs'], { cwd: app, env: environment }),
        ).toThrow();
      } finally {
        program.signal('SIGKILL');
        await program.ended;
        await redis.stop();
      }
    },
    LIMIT_MS,
  );

  function imageEnvironment(): Record<string, string> {
    return Object.fromEntries(
      lastText('ENV')
        .split(' ')
        .map((pair) => pair.split('=') as [string, string]),
    );
  }
});
