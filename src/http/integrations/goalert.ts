/**
 * GoAlert's generic API: a summary, details, a dedup key and `action=close`, as JSON, as
 * a form or behind the question mark. It answers 204 there; here with JSON, as every door.
 * Uptime Kuma speaks it without a dedup key, and says that a monitor is up in another
 * summary than that it is down: what is the same in both is the monitor's name.
 * https://github.com/target/goalert (genericapi)
 */
import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { asJsonObject, labelsOf, textOf } from './body-fields.ts';
import type { Door } from './door.ts';
import { type InboundHttp, keyOfAddress } from './inbound.ts';
import type { Translation } from './translation.ts';
import { WEBHOOK } from './webhook-answers.ts';

export const goalertGeneric: Door = {
  type: 'goalert',
  methods: ['post'],
  paths: ['/api/v2/generic/incoming', '/v1/integrations/goalert/{key}'],
  summary: 'GoAlert generic API',
  schema: z
    .looseObject({ summary: z.string(), details: z.string(), dedup: z.string(), action: z.string() })
    .partial()
    .openapi('GoAlertGeneric'),
  example: { summary: 'Disk on db1 is 99 % full', details: 'only 1 GB is left', dedup: 'db1-disk' },
  ...WEBHOOK,
  keyOf,
  translate,
};

const OF_UPTIME_KUMA = /^\[(?<monitor>.+)\] \[(?:🔴 Down|✅ Up)\]/u;

/** The same summary is the same alert, as it is there. */
function keyOfSummary(summary: string): string {
  const monitor = OF_UPTIME_KUMA.exec(summary)?.groups?.monitor;
  if (monitor !== undefined) return `Uptime Kuma ${monitor}`;
  return `summary ${createHash('sha256').update(summary).digest('hex').slice(0, 32)}`;
}

const KEY_NAMES = ['token', 'integrationKey', 'integration_key', 'key'];

function keyOf(request: InboundHttp): string | null {
  const { query, body } = request;
  const named = KEY_NAMES.map((name) => textOf(query[name]) ?? textOf(body[name])).find((value) => value !== null);
  return named ?? keyOfAddress(request);
}

function translate({ body, query }: InboundHttp): Translation {
  const field = (name: string) => textOf(body[name]) ?? textOf(query[name]);
  const summary = field('summary');
  const given = field('dedup');
  if (summary === null && given === null) return { invalid: ['/summary: it is missing or blank'] };
  const key = given ?? keyOfSummary(summary ?? '');
  const subject = { labels: labelsOf(body.meta, query), fields: { ...query, ...body } };
  if (field('action') === 'close') return { events: [{ type: 'resolve', key, ...subject }] };
  const meta = asJsonObject(body.meta);
  const details = { details: field('details'), ...(Object.keys(meta).length > 0 && { meta }) };
  return { events: [{ type: 'alert', key, summary, details, ...subject }] };
}
