/**
 * The HTTP edge on the real pager on real Redis, asked without a socket: with fake
 * people behind its channels, a clock that the test moves, and a check of every
 * answer of the API against the contract, so that neither can say what the other
 * does not know.
 */
import { nanoid } from 'nanoid';
import { expect } from 'vitest';
import { createHttpApp } from '../../src/http/app.ts';
import type { ConsoleFiles } from '../../src/http/console-files.ts';
import type { HttpDependencies } from '../../src/http/dependencies.ts';
import type { LimitSettings } from '../../src/http/limits-settings.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Channel, Message, SendOutcome } from '../../src/notify/channel.ts';
import { createChannels } from '../../src/notify/channels.ts';
import { createPager } from '../../src/pager/pager.ts';
import { parseDuration } from '../../src/policy/duration.ts';
import { type ChannelName, targetKey } from '../../src/policy/target.ts';
import { connectRedis } from '../../src/redis/connect.ts';
import { type Contract, contractOf, type OpenApi } from './contract.ts';
import { testRedisUrl } from './test-redis.ts';
import { until } from './until.ts';

/** Of the links in messages. */
export const LINK_SECRET = Buffer.from('a secret of this test');
/** The key that requests are made with unless said otherwise, and its name. */
export const KEY = 'a-key-of-this-test-only';
export const KEY_NAME = 'admin';
/** A second one, to whom idempotency keys are different ones. */
export const OTHER_KEY = 'another-key-of-this-test';

export interface Asked {
  /** Made JSON of unless it is a text or bytes. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Null: without. */
  key?: string | null;
  /** Where the connection comes from. */
  from?: string;
}

export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  /** What the answer holds; a test says what it expects there. */
  // biome-ignore lint/suspicious/noExplicitAny: every test looks at other fields, and the contract has checked them
  json: any;
}

export type TestPager = Awaited<ReturnType<typeof startHttp>>;

export async function startHttp({
  redisUrl = testRedisUrl(),
  channels = ['email', 'sms'],
  publicUrl = 'https://pager.example.com',
  commitReplicas = 0,
  catchAllService,
  prefix = `t${nanoid(8)}`,
  limits = {},
  consoleFiles = null,
  beginsAgo = '0s',
  smtpUrl,
  webhookAllowPrivate = false,
  release,
  statelyInspectorUrl = null,
}: {
  redisUrl?: string;
  commitReplicas?: number;
  catchAllService?: string;
  /** That of another pager, which then is one more process of the same. */
  prefix?: string;
  /** The story begins that long ago, and time passes up to now. */
  beginsAgo?: string;
  /** Webhooks may go to this machine. */
  webhookAllowPrivate?: boolean;
  /** Its version, where a story is about several. */
  release?: string;
  statelyInspectorUrl?: string | null;
  /** Then mail is real, and there is no other channel. */
  smtpUrl?: string;
  /** Null: plain pages in its place. */
  consoleFiles?: ConsoleFiles | null;
  /** None: preview. */
  channels?: ChannelName[];
  publicUrl?: string;
  limits?: Partial<LimitSettings>;
} = {}) {
  let shiftMs = -(parseDuration(beginsAgo) ?? Number.NaN);
  const outcomes = new Map<string, SendOutcome>();
  const sent: { person: string; message: Message }[] = [];
  const logged: { level: 'info' | 'warn' | 'error'; message: string; fields: object }[] = [];
  const note = (level: 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    logged.push({ level, message, fields });
  };
  const log = { info: note('info'), warn: note('warn'), error: note('error') };
  const connections = await connectRedis(redisUrl, () => undefined, { commitReplicas });
  const metrics = createMetrics({ version: '0.0.0' });
  const running = createPager({
    redis: connections.commit,
    connect: connections.queue,
    prefix,
    channels: smtpUrl
      ? createChannels({ email: { smtpUrl, from: 'Pager <pager@example.com>' } })
      : new Map(channels.map((name) => [name, people(name, { outcomes, sent })])),
    secret: LINK_SECRET,
    publicUrl,
    retentionMs: 90 * 86_400_000,
    ...(catchAllService !== undefined && { catchAllService }),
    webhookAllowPrivate,
    ...(release !== undefined && { release }),
    observe: metrics.observe,
    onDecision: metrics.decided,
    log,
    clock: { now: () => Date.now() + shiftMs, redisShift: () => shiftMs },
  });
  metrics.readFiguresBy(running.figures);
  await running.start();
  const dependencies: HttpDependencies = {
    pager: running.pager,
    keyName: (presented) => ({ [KEY]: KEY_NAME, [OTHER_KEY]: 'other' })[presented] ?? null,
    publicUrl,
    version: release ?? '0.0.0',
    statelyInspectorUrl,
    queues: Object.values(running.runtime.queues),
    metrics,
    consoleFiles,
    limits,
    log,
  };
  const app = createHttpApp(dependencies);
  let contract: Contract | null = null;

  async function ask(method: string, path: string, { body, headers = {}, key = KEY, from = '127.0.0.1' }: Asked = {}) {
    const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const request = {
      method,
      headers: {
        ...(key !== null && { Authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: (isRaw ? body : JSON.stringify(body)) as string }),
    };
    return await app.request(path, request, { incoming: { socket: { remoteAddress: from } } });
  }

  /** Asks, and checks the answer against the contract. */
  async function call(method: string, path: string, asked: Asked = {}): Promise<Answered> {
    contract ??= contractOf((await (await ask('GET', '/openapi.json', { key: null })).json()) as OpenApi);
    const response = await ask(method, path, asked);
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    const json = isJson ? JSON.parse(text) : undefined;
    expect(response.headers.get('x-request-id')).toBeTruthy();
    contract.check(method, new URL(path, publicUrl).pathname, response.status, json);
    return { status: response.status, headers: response.headers, text, json };
  }

  return {
    app,
    dependencies,
    pager: running.pager,
    running,
    sent,
    logged,
    metrics,
    /** Asks without a look at the answer. */
    ask,
    call,
    get: (path: string, asked?: Asked) => call('GET', path, asked),
    put: (path: string, body: unknown, asked?: Asked) => call('PUT', path, { body, ...asked }),
    post: (path: string, body?: unknown, asked?: Asked) => call('POST', path, { body, ...asked }),
    remove: (path: string, asked?: Asked) => call('DELETE', path, asked),
    /** From now on a message to that person comes to this. */
    whenSendingTo: (person: string, outcome: SendOutcome) => outcomes.set(person, outcome),
    settled: () => running.runtime.settled(),
    /** Time passes, and what is due happens. */
    async passes(duration: string) {
      shiftMs += parseDuration(duration) ?? Number.NaN;
      do await running.runtime.settled();
      while ((await running.runtime.wake()) > 0);
      // What the sweeper took just before is in its hands.
      await running.runtime.settled();
    },
    /** A policy and services that use it. */
    async given(services: string[] = ['db'], levels: string[][] = [['ana@example.com']]) {
      const targets = levels.map((people) => ({ targets: people.map(toTarget) }));
      const put = await call('PUT', '/v1/escalation-policies/backend', { body: { name: 'Backend', levels: targets } });
      expect(put.status).toBeLessThan(300);
      for (const id of services) {
        const body = { name: id, escalationPolicyId: 'backend' };
        expect((await call('PUT', `/v1/services/${id}`, { body })).status).toBeLessThan(300);
      }
    },
    /** The refusals that were kept, once there are that many. */
    refusals: (count: number) =>
      until(
        async () => {
          const { json } = await call('GET', '/v1/refusals');
          return json.items.length >= count ? json.items : null;
        },
        { what: `there never were ${count} refusals` },
      ),
    async stop() {
      await running.stop();
      connections.close();
    },
  };
}

function people(
  name: ChannelName,
  { outcomes, sent }: { outcomes: Map<string, SendOutcome>; sent: { person: string; message: Message }[] },
): Channel {
  return {
    name,
    description: 'people of the test',
    concurrency: 10,
    attemptLimitMs: 5_000,
    async send(message) {
      const person = targetKey(message.target).slice(name.length + 1);
      const outcome = outcomes.get(person) ?? { outcome: 'accepted' };
      if (outcome.outcome === 'accepted') sent.push({ person, message });
      return outcome;
    },
    tell: () => Promise.resolve({ outcome: 'accepted' }),
    close: () => Promise.resolve(),
  };
}

const toTarget = (person: string) =>
  person.startsWith('+') ? { type: 'sms', phoneNumber: person } : { type: 'email', address: person };
