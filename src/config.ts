/**
 * The environment, read once and checked whole. A malformed setting, one without
 * its other half, or an unknown name that looks like ours stops the start.
 */
import { readFileSync } from 'node:fs';
import type { LimitSettings } from './http/limits-settings.ts';
import type { ChannelSettings } from './notify/channels.ts';
import type { Target } from './policy/target.ts';
import { SETTING_NAMES, type Settings, settings } from './settings.ts';
import { readTracesExporter, type TracesExporter } from './tracing-settings.ts';

const SECOND = 1_000;

const DAY = 86_400_000;

export interface Config {
  host: string;
  port: number;
  publicUrl: string;
  /** Null: the pager runs a Redis of its own. */
  redisUrl: string | null;
  /** So many replicas of Redis have an event before it is answered with success. */
  commitReplicas: number;
  /** How long a process that is asked to stop goes on taking requests, while others live. */
  drainMs: number;
  dataDir: string;
  /** No Redis may be fetched, only found. */
  noInstall: boolean;
  /** Null: made at the first start and kept in `dataDir`. */
  adminKey: string | null;
  channels: ChannelSettings;
  /** Webhooks may go to addresses that are not on the public Internet. */
  webhookAllowPrivate: boolean;
  /** Where whoever runs the pager is told of a channel that fails. */
  operators: Target[];
  /** The outside watchdog's address; null: none. */
  heartbeatUrl: string | null;
  /** Where a Stately Inspector is, which actors may be shown in; null: nowhere. */
  statelyInspectorUrl: string | null;
  limits: LimitSettings;
  /** By OpenTelemetry's own variables; null: no traces. */
  tracesExporter: TracesExporter;
  /** The service that alerts for unknown services go to; null: they are refused. */
  catchAllService: string | null;
  retentionMs: number;
  logLevel: string;
}

const OURS = /^(PAGER|SMTP|SMS|TWILIO|WEBHOOK)_/;

/** What Kubernetes sets in every container for a Service of the name `pager`, `smtp` ...: not written by anybody. */
const OF_KUBERNETES = /_SERVICE_HOST$|_SERVICE_PORT(_\w+)?$|_PORT_\d+_(TCP|UDP)(_\w+)?$/;

const isOfKubernetes = (name: string, value: string) =>
  OF_KUBERNETES.test(name) || (name.endsWith('_PORT') && /^(tcp|udp):\/\//.test(value));

/** @param read reads the file of a `<NAME>_FILE` setting; it throws when it can't */
export function readConfig(
  environment: NodeJS.ProcessEnv,
  read: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): { config: Config } | { problems: string[] } {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value === '') continue;
    const plain = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : name;
    if (SETTING_NAMES.includes(plain) && plain !== name) {
      if (environment[plain]) problems.push(`${plain} and ${name} are both set: keep one`);
      else {
        const secret = readSecret(name, value, read, problems);
        if (secret !== '') values[plain] = secret;
      }
    } else if (SETTING_NAMES.includes(name)) values[name] = value;
    else if (OURS.test(name) && !isOfKubernetes(name, value))
      problems.push(`${name} is no setting of Pager; ${nearest(name)}`);
  }
  const parsed = settings.safeParse(values);
  if (!parsed.success)
    problems.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  else problems.push(...incomplete(parsed.data));
  const traces = readTracesExporter(environment);
  if ('problem' in traces) problems.push(traces.problem);
  else if (parsed.success && problems.length === 0) return { config: toConfig(parsed.data, traces.exporter) };
  return { problems };
}

function readSecret(name: string, path: string, read: (path: string) => string, problems: string[]): string {
  try {
    const secret = read(path).trim();
    if (secret === '') problems.push(`${name}: ${path} is empty`);
    return secret;
  } catch (error) {
    problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return '';
  }
}

function incomplete(s: Settings): string[] {
  const problems: string[] = [];
  if (Boolean(s.SMTP_URL) !== Boolean(s.MAIL_FROM))
    problems.push('SMTP_URL and MAIL_FROM belong together: set both or neither');
  const twilio = [s.TWILIO_ACCOUNT_SID, s.TWILIO_AUTH_TOKEN, s.TWILIO_FROM];
  if (twilio.some(Boolean) && !twilio.every(Boolean)) {
    problems.push('TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM belong together: set all or none');
  }
  if (s.SMS_GATEWAY_URL && twilio.some(Boolean)) problems.push('SMS_GATEWAY_URL and TWILIO_…: set one of them');
  if (s.COMMIT_REPLICAS > 0 && !s.REDIS_URL) {
    problems.push('COMMIT_REPLICAS needs REDIS_URL: the Redis of the pager’s own has no replicas');
  }
  if (s.SMS_GATEWAY_TOKEN && !s.SMS_GATEWAY_URL) problems.push('SMS_GATEWAY_TOKEN needs SMS_GATEWAY_URL');
  // Whoever set it counts on it.
  if (s.OPERATOR_EMAIL && !s.SMTP_URL) problems.push('OPERATOR_EMAIL needs SMTP_URL and MAIL_FROM');
  if (s.OPERATOR_PHONE && !s.SMS_GATEWAY_URL && !s.TWILIO_ACCOUNT_SID) {
    problems.push('OPERATOR_PHONE needs SMS_GATEWAY_URL or TWILIO_…');
  }
  return problems;
}

function toConfig(s: Settings, tracesExporter: TracesExporter): Config {
  const channels: ChannelSettings = {};
  if (s.SMTP_URL && s.MAIL_FROM) channels.email = { smtpUrl: s.SMTP_URL, from: s.MAIL_FROM };
  if (s.SMS_GATEWAY_URL) {
    channels.sms = {
      kind: 'gateway',
      url: s.SMS_GATEWAY_URL,
      ...(s.SMS_GATEWAY_TOKEN && { token: s.SMS_GATEWAY_TOKEN }),
    };
  } else if (s.TWILIO_ACCOUNT_SID && s.TWILIO_AUTH_TOKEN && s.TWILIO_FROM) {
    channels.sms = {
      kind: 'twilio',
      accountSid: s.TWILIO_ACCOUNT_SID,
      authToken: s.TWILIO_AUTH_TOKEN,
      from: s.TWILIO_FROM,
      ...(s.TWILIO_API_URL && { apiUrl: s.TWILIO_API_URL }),
    };
  }
  const webhookAllowPrivate = s.WEBHOOK_ALLOW_PRIVATE === 'true';
  if (s.WEBHOOK_SECRET) channels.webhook = { secrets: s.WEBHOOK_SECRET, allowPrivate: webhookAllowPrivate };
  return {
    host: s.HOST,
    port: s.PORT,
    publicUrl: (s.PUBLIC_URL ?? `http://localhost:${s.PORT}`).replace(/\/+$/, ''),
    redisUrl: s.REDIS_URL ?? null,
    commitReplicas: s.COMMIT_REPLICAS,
    drainMs: s.DRAIN_SECONDS * SECOND,
    dataDir: s.DATA_DIR,
    noInstall: s.PAGER_NO_INSTALL === '1',
    adminKey: s.PAGER_ADMIN_KEY ?? null,
    channels,
    webhookAllowPrivate,
    operators: [s.OPERATOR_EMAIL, s.OPERATOR_PHONE].filter((each) => each !== undefined),
    heartbeatUrl: s.HEARTBEAT_URL ?? null,
    statelyInspectorUrl: s.STATELY_INSPECTOR_URL ?? null,
    limits: {
      eventsUnderWay: s.LIMIT_EVENTS_UNDER_WAY,
      eventsPerSecond: s.LIMIT_EVENTS_PER_SECOND,
      connections: s.LIMIT_CONNECTIONS,
    },
    catchAllService: s.CATCH_ALL_SERVICE ?? null,
    tracesExporter,
    retentionMs: s.RETENTION_DAYS * DAY,
    logLevel: s.LOG_LEVEL,
  };
}

function nearest(name: string): string {
  const prefix = `${name.split('_', 1)[0]}_`;
  return `those that begin with ${prefix} are ${SETTING_NAMES.filter((known) => known.startsWith(prefix)).join(', ')}`;
}
