/** Every setting that there is: its name in the environment, what it may be, and what it is unless given. */
import { z } from 'zod';
import { DEFAULT_LIMITS } from './http/limits-settings.ts';
import { isWebhookSecret } from './notify/webhook-signature.ts';
import { idSchema } from './policy/escalation-policy.ts';
import { targetSchema } from './policy/target.ts';
import { parseRedisAddress } from './redis/redis-url.ts';

const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1)), {
    message: `expected a URL beginning with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
  });

const whole = (min: number, max: number) =>
  z.coerce
    .number({ message: `expected a whole number from ${min} to ${max}` })
    .int()
    .min(min)
    .max(max);

/** A place that a notification can go to, in normal form. */
const target = (toTarget: (text: string) => object) =>
  z
    .string()
    .transform((text, issue) => {
      const parsed = targetSchema.safeParse(toTarget(text));
      if (parsed.success) return parsed.data;
      issue.addIssue({ code: 'custom', message: parsed.error.issues[0]?.message ?? 'expected a target' });
      return z.NEVER;
    })
    .optional();

export const settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(1, 65_535).default(7243),
  PUBLIC_URL: url('http', 'https')
    .refine((text) => !/[?#]/.test(text), { message: 'expected a URL without ? and #: links are put together from it' })
    .optional(),
  REDIS_URL: z
    .string()
    .refine((text) => parseRedisAddress(text) !== null, {
      message:
        'expected redis://host:6379, rediss://…, redis+sentinel://host:26379,host:26379/mymaster or redis+cluster://host:6379,host:6379',
    })
    .optional(),
  COMMIT_REPLICAS: whole(0, 9).default(0),
  DRAIN_SECONDS: whole(0, 60).default(5),
  DATA_DIR: z.string().default('./data'),
  // A header must be able to carry it.
  PAGER_ADMIN_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, { message: 'expected at least 16 characters, letters, digits and signs, no spaces' })
    .optional(),
  PAGER_NO_INSTALL: z.enum(['0', '1'], { message: 'expected 1 or 0' }).optional(),
  SMTP_URL: url('smtp', 'smtps').optional(),
  MAIL_FROM: z
    .string()
    .regex(/^([^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
      message: 'expected an address such as "Pager <pager@example.com>"',
    })
    .optional(),
  SMS_GATEWAY_URL: url('http', 'https').optional(),
  SMS_GATEWAY_TOKEN: z.string().optional(),
  TWILIO_ACCOUNT_SID: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_FROM: z.string().optional(),
  TWILIO_API_URL: url('http', 'https').optional(),
  WEBHOOK_SECRET: z
    .string()
    .transform((text) => text.trim().split(/\s+/))
    .refine((secrets) => secrets.every(isWebhookSecret), {
      message: 'expected whsec_ and 24 to 64 bytes in base64, as "whsec_$(openssl rand -base64 32)" makes them',
    })
    .optional(),
  WEBHOOK_ALLOW_PRIVATE: z.enum(['true', 'false'], { message: 'expected true or false' }).optional(),
  OPERATOR_EMAIL: target((address) => ({ type: 'email', address })),
  OPERATOR_PHONE: target((phoneNumber) => ({ type: 'sms', phoneNumber })),
  HEARTBEAT_URL: url('http', 'https').optional(),
  STATELY_INSPECTOR_URL: url('http', 'https').optional(),
  // A batch of 1,000 events must fit into half of it, and all of it into the mailboxes.
  LIMIT_EVENTS_UNDER_WAY: whole(2_000, 16_000).default(DEFAULT_LIMITS.eventsUnderWay),
  LIMIT_EVENTS_PER_SECOND: whole(0, 10_000_000).default(DEFAULT_LIMITS.eventsPerSecond),
  LIMIT_CONNECTIONS: whole(10, 100_000).default(DEFAULT_LIMITS.connections),
  CATCH_ALL_SERVICE: idSchema.optional(),
  RETENTION_DAYS: whole(1, 3_650).default(90),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      message: 'expected fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
});

export type Settings = z.output<typeof settings>;

/** Every setting there is. */
export const SETTING_NAMES = Object.keys(settings.shape);
