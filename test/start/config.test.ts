/** The settings: what each may be, and what is said when it isn't. */
import { describe, expect, it } from 'vitest';
import { type Config, readConfig } from '../../src/config.ts';

const read = (environment: NodeJS.ProcessEnv, files: Record<string, string> = {}) =>
  readConfig(environment, (path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
    return text;
  });
const configOf = (environment: NodeJS.ProcessEnv, files?: Record<string, string>): Config => {
  const answer = read(environment, files);
  if ('problems' in answer) throw new Error(answer.problems.join('; '));
  return answer.config;
};
const problemsOf = (environment: NodeJS.ProcessEnv, files?: Record<string, string>): string[] => {
  const answer = read(environment, files);
  return 'problems' in answer ? answer.problems : [];
};

describe('the settings that nobody sets', () => {
  it('are those of the table in the README', () => {
    expect(configOf({})).toEqual({
      host: '127.0.0.1',
      port: 7243,
      publicUrl: 'http://localhost:7243',
      redisUrl: null,
      commitReplicas: 0,
      drainMs: 5_000,
      dataDir: './data',
      noInstall: false,
      adminKey: null,
      channels: {},
      webhookAllowPrivate: false,
      operators: [],
      heartbeatUrl: null,
      statelyInspectorUrl: null,
      catchAllService: null,
      limits: { eventsUnderWay: 16_000, eventsPerSecond: 200_000, connections: 1_000 },
      tracesExporter: null,
      retentionMs: 90 * 86_400_000,
      logLevel: 'info',
    });
  });
});

describe('the settings that are good', () => {
  const [oldSecret, newSecret] = [`whsec_${'A'.repeat(44)}`, `whsec_${'B'.repeat(44)}`];
  const rows: [string, NodeJS.ProcessEnv, Partial<Config>][] = [
    [
      'secrets of webhooks, the newest first',
      { WEBHOOK_SECRET: `${newSecret} ${oldSecret}`, WEBHOOK_ALLOW_PRIVATE: 'true' },
      { channels: { webhook: { secrets: [newSecret, oldSecret], allowPrivate: true } }, webhookAllowPrivate: true },
    ],
    [
      'the port stands in the default of PUBLIC_URL',
      { PORT: '8080' },
      { port: 8080, publicUrl: 'http://localhost:8080' },
    ],
    [
      'PUBLIC_URL loses the slash at its end',
      { PUBLIC_URL: 'https://pager.example.com/' },
      { publicUrl: 'https://pager.example.com' },
    ],
    [
      'PUBLIC_URL may have a path',
      { PUBLIC_URL: 'https://example.com/pager' },
      { publicUrl: 'https://example.com/pager' },
    ],
    ['REDIS_URL may be TLS', { REDIS_URL: 'rediss://r:6380' }, { redisUrl: 'rediss://r:6380' }],
    [
      'REDIS_URL may be a group that Sentinel manages',
      { REDIS_URL: 'redis+sentinel://a:26379,b:26379/main' },
      { redisUrl: 'redis+sentinel://a:26379,b:26379/main' },
    ],
    [
      'REDIS_URL may be a cluster',
      { REDIS_URL: 'redis+cluster://a:6379,b:6379' },
      { redisUrl: 'redis+cluster://a:6379,b:6379' },
    ],
    [
      'a setting that is set to nothing is unset',
      { PORT: '', SMTP_URL: '', PAGER_ADMIN_KEY: '' },
      { port: 7243, channels: {}, adminKey: null },
    ],
    [
      'e-mail needs both of its settings',
      { SMTP_URL: 'smtps://u:p@mail:465', MAIL_FROM: 'Pager <p@example.com>' },
      { channels: { email: { smtpUrl: 'smtps://u:p@mail:465', from: 'Pager <p@example.com>' } } },
    ],
    [
      'an SMS gateway may go without a token',
      { SMS_GATEWAY_URL: 'http://sms/send' },
      { channels: { sms: { kind: 'gateway', url: 'http://sms/send' } } },
    ],
    [
      'an SMS gateway may have a token',
      { SMS_GATEWAY_URL: 'http://sms/send', SMS_GATEWAY_TOKEN: 't' },
      { channels: { sms: { kind: 'gateway', url: 'http://sms/send', token: 't' } } },
    ],
    [
      'Twilio needs three settings',
      { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 't', TWILIO_FROM: '+1500' },
      { channels: { sms: { kind: 'twilio', accountSid: 'AC1', authToken: 't', from: '+1500' } } },
    ],
    [
      'operators are addresses in normal form',
      {
        SMTP_URL: 'smtp://m',
        MAIL_FROM: 'a@b.c',
        SMS_GATEWAY_URL: 'http://s',
        OPERATOR_EMAIL: 'Ops@EXAMPLE.com',
        OPERATOR_PHONE: '+33 6 12 34 56 78',
      },
      {
        operators: [
          { type: 'email', address: 'Ops@example.com' },
          { type: 'sms', phoneNumber: '+33612345678' },
        ],
      },
    ],
    [
      'a heartbeat has an address',
      { HEARTBEAT_URL: 'https://watchdog.example.com/x' },
      { heartbeatUrl: 'https://watchdog.example.com/x' },
    ],
    [
      'a Stately Inspector has an address',
      { STATELY_INSPECTOR_URL: 'https://stately.ai/inspect' },
      { statelyInspectorUrl: 'https://stately.ai/inspect' },
    ],
    ['replicas are a number', { REDIS_URL: 'redis://r', COMMIT_REPLICAS: '2' }, { commitReplicas: 2 }],
    ['seconds of draining become milliseconds', { DRAIN_SECONDS: '0' }, { drainMs: 0 }],
    ['days of retention become milliseconds', { RETENTION_DAYS: '1' }, { retentionMs: 86_400_000 }],
    ['PAGER_NO_INSTALL=1 forbids fetching a Redis', { PAGER_NO_INSTALL: '1' }, { noInstall: true }],
    ['names of others are none of ours', { SMTPD: 'x', npm_config_smtp_x: 'x', MAILTO: 'root' }, {}],
    [
      'what Kubernetes sets for a Service named pager is no setting',
      {
        PAGER_SERVICE_HOST: '10.0.0.1',
        PAGER_SERVICE_PORT: '7243',
        PAGER_SERVICE_PORT_HTTP: '7243',
        PAGER_PORT: 'tcp://10.0.0.1:7243',
        PAGER_PORT_7243_TCP_ADDR: '10.0.0.1',
      },
      {},
    ],
  ];
  it.each(rows)('%s', (_, environment, expected) => {
    expect(configOf(environment)).toMatchObject(expected);
  });
});

describe('the settings that stop the start', () => {
  const rows: [string, NodeJS.ProcessEnv, string | RegExp][] = [
    ['a port that is no number', { PORT: 'http' }, 'PORT: expected a whole number from 1 to 65535'],
    ['a port that is too high', { PORT: '70000' }, /^PORT: /],
    ['a port of 0, which no link could name', { PORT: '0' }, /^PORT: /],
    [
      'a PUBLIC_URL without its protocol',
      { PUBLIC_URL: 'pager.example.com' },
      'PUBLIC_URL: expected a URL beginning with http:// or https://',
    ],
    [
      'a PUBLIC_URL with a query',
      { PUBLIC_URL: 'https://example.com/?a=b' },
      /^PUBLIC_URL: expected a URL without \? and #/,
    ],
    ['a REDIS_URL of another protocol', { REDIS_URL: 'http://redis' }, /^REDIS_URL: expected redis:\/\/host:6379, /],
    [
      'an admin key that can be guessed',
      { PAGER_ADMIN_KEY: 'short' },
      /^PAGER_ADMIN_KEY: expected at least 16 characters/,
    ],
    ['an admin key that no header can carry', { PAGER_ADMIN_KEY: 'a key with spaces in it' }, /no spaces$/],
    [
      'an SMTP_URL that is no URL',
      { SMTP_URL: 'mail.example.com', MAIL_FROM: 'a@b.c' },
      /^SMTP_URL: expected a URL beginning with smtp:\/\//,
    ],
    ['a sender that is no address', { SMTP_URL: 'smtp://m', MAIL_FROM: 'Pager' }, /^MAIL_FROM: expected an address/],
    [
      'a sender with a line break in it',
      { SMTP_URL: 'smtp://m', MAIL_FROM: 'a@b.c\nBcc: x@y.z' },
      /^MAIL_FROM: expected an address/,
    ],
    ['half of e-mail', { SMTP_URL: 'smtp://m' }, 'SMTP_URL and MAIL_FROM belong together: set both or neither'],
    ['the other half of e-mail', { MAIL_FROM: 'a@b.c' }, 'SMTP_URL and MAIL_FROM belong together: set both or neither'],
    ['a part of Twilio', { TWILIO_FROM: '+1500' }, /belong together: set all or none/],
    [
      'a gateway and Twilio at once',
      { SMS_GATEWAY_URL: 'http://s', TWILIO_ACCOUNT_SID: 'A', TWILIO_AUTH_TOKEN: 't', TWILIO_FROM: '+1' },
      /set one of them/,
    ],
    ['a token without its gateway', { SMS_GATEWAY_TOKEN: 't' }, 'SMS_GATEWAY_TOKEN needs SMS_GATEWAY_URL'],
    ['a secret that is none', { WEBHOOK_SECRET: 'whsec_short' }, /^WEBHOOK_SECRET: expected whsec_/],
    ['a word for yes', { WEBHOOK_ALLOW_PRIVATE: 'yes' }, /^WEBHOOK_ALLOW_PRIVATE: expected true or false/],
    ['an operator who can’t be reached', { OPERATOR_PHONE: '0612345678' }, /^OPERATOR_PHONE: /],
    [
      'an operator whom no channel reaches',
      { OPERATOR_EMAIL: 'ops@example.com' },
      'OPERATOR_EMAIL needs SMTP_URL and MAIL_FROM',
    ],
    ['a heartbeat that goes nowhere', { HEARTBEAT_URL: 'watchdog' }, /^HEARTBEAT_URL: /],
    ['an inspector that is nowhere', { STATELY_INSPECTOR_URL: 'stately.ai' }, /^STATELY_INSPECTOR_URL: /],
    ['more replicas than anybody has', { REDIS_URL: 'redis://r', COMMIT_REPLICAS: '10' }, /^COMMIT_REPLICAS: /],
    ['replicas of a Redis that has none', { COMMIT_REPLICAS: '1' }, /^COMMIT_REPLICAS needs REDIS_URL/],
    ['a drain that no supervisor waits for', { DRAIN_SECONDS: '61' }, /^DRAIN_SECONDS: /],
    ['days of retention that are none', { RETENTION_DAYS: '0' }, /^RETENTION_DAYS: /],
    ['a log level that pino doesn’t know', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL: expected fatal, error, /],
    [
      'a name that looks like ours',
      { PAGER_ADMINKEY: 'x' },
      'PAGER_ADMINKEY is no setting of Pager; those that begin with PAGER_ are PAGER_ADMIN_KEY, PAGER_NO_INSTALL',
    ],
    ['a port of the mail server on its own', { SMTP_PORT: '587' }, /^SMTP_PORT is no setting of Pager/],
  ];
  it.each(rows)('%s', (_, environment, problem) => {
    const problems = problemsOf(environment);
    expect(problems).toHaveLength(1);
    if (typeof problem === 'string') expect(problems).toEqual([problem]);
    else expect(problems[0]).toMatch(problem);
  });

  it('are all named at once, and no value is repeated, since it may be a secret', () => {
    const problems = problemsOf({ PORT: 'x', PAGER_ADMIN_KEY: 'hunter2', SMS_GATEWAY: 'hunter2', SMTP_URL: 'hunter2' });
    expect(problems.map((line) => line.split(/[: ]/, 1)[0]).sort()).toEqual([
      'PAGER_ADMIN_KEY',
      'PORT',
      'SMS_GATEWAY',
      'SMTP_URL',
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });
});

describe('a setting that is read from a file', () => {
  it('loses the line break at its end', () => {
    const files = { '/run/secrets/key': 'a-key-of-sixteen-characters\n' };
    expect(configOf({ PAGER_ADMIN_KEY_FILE: '/run/secrets/key' }, files).adminKey).toBe('a-key-of-sixteen-characters');
  });
  it('may be any of them', () => {
    expect(configOf({ PORT_FILE: 'p' }, { p: '8081' }).port).toBe(8081);
  });
  it('must be there', () => {
    expect(problemsOf({ SMS_GATEWAY_TOKEN_FILE: 'nowhere', SMS_GATEWAY_URL: 'http://s' })).toEqual([
      "SMS_GATEWAY_TOKEN_FILE: ENOENT: no such file or directory, open 'nowhere'",
    ]);
  });
  it('must have something in it', () => {
    expect(problemsOf({ TWILIO_FROM_FILE: 'empty' }, { empty: '\n' })).toEqual(['TWILIO_FROM_FILE: empty is empty']);
  });
  it('must not be set twice', () => {
    expect(problemsOf({ PORT: '1', PORT_FILE: 'p' }, { p: '2' })).toEqual([
      'PORT and PORT_FILE are both set: keep one',
    ]);
  });
  it('must be a setting', () => {
    expect(problemsOf({ PAGER_KEY_FILE: 'x' })[0]).toMatch(/^PAGER_KEY_FILE is no setting of Pager/);
  });
});
