/**
 * Uptime Kuma's webhook: as JSON, as a form with the JSON in a field of it, or by GET
 * with the same behind the question mark. Its test button and its notices about
 * certificates are about no monitor: they stand in the timeline, since nothing would
 * ever resolve them.
 */
import { z } from '@hono/zod-openapi';
import type { JsonObject } from '../json-object.ts';
import { asJsonObject, labelsOf, textOf } from './body-fields.ts';
import type { Door } from './door.ts';
import { type InboundHttp, keyOfAddress } from './inbound.ts';
import { eventsOfMapping } from './mapped-events.ts';
import type { Translation } from './translation.ts';
import { WEBHOOK } from './webhook-answers.ts';

const DOWN = 0;
const UP = 1;
const NAMES: Record<number, string> = { 2: 'pending', 3: 'under maintenance' };

export const uptimeKumaWebhook: Door = {
  type: 'uptimekuma',
  methods: ['post', 'get'],
  paths: ['/v1/integrations/uptimekuma/{key}'],
  summary: 'Uptime Kuma webhook',
  schema: z
    .looseObject({
      heartbeat: z.looseObject({ status: z.int() }).nullable(),
      monitor: z.looseObject({ id: z.int(), name: z.string() }).nullable(),
      msg: z.string(),
    })
    .openapi('UptimeKumaWebhook'),
  example: {
    heartbeat: { monitorID: 7, status: 0, msg: 'connect ECONNREFUSED' },
    monitor: { id: 7, name: 'Shop', url: 'https://shop.example.com' },
    msg: '[Shop] [🔴 Down] connect ECONNREFUSED',
  },
  ...WEBHOOK,
  keyOf: keyOfAddress,
  translate,
};

function translate({ body: sent, query }: InboundHttp): Translation {
  const body = 'data' in sent ? parsed(sent.data) : 'msg' in sent || 'heartbeat' in sent ? sent : { ...query, ...sent };
  const heartbeat = parsed(body.heartbeat);
  const monitor = parsed(body.monitor);
  const message = textOf(body.msg);
  const id = textOf(monitor.id) ?? textOf(heartbeat.monitorID);
  // Somebody's own template, or the test button.
  if (id === null && message === null) return eventsOfMapping(body, undefined);
  const name = textOf(monitor.name) ?? `Monitor ${id}`;
  const subject = { labels: labelsOf(tagsOf(monitor), monitor), fields: body };
  if (id === null) return { events: [{ type: 'note', note: `Uptime Kuma: ${message}`, ...subject }] };
  const status = Number(heartbeat.status);
  if (status === UP) return { events: [{ type: 'resolve', key: id, ...subject }] };
  if (status !== DOWN) {
    const note = `Uptime Kuma: ${name} is ${NAMES[status] ?? `in state ${textOf(heartbeat.status)}`}`;
    return { events: [{ type: 'note', note, key: id, ...subject }] };
  }
  const why = textOf(heartbeat.msg) ?? message;
  const { url, hostname, port, type } = monitor;
  const alert = {
    type: 'alert' as const,
    key: id,
    summary: `${name} is down${why === null ? '' : `: ${why}`}`,
    details: { message, type, hostname, port, time: heartbeat.time, duration: heartbeat.duration },
    links: [{ href: url }],
    ...subject,
  };
  return { events: [alert] };
}

/** In a form and behind the question mark objects are written as texts. */
function parsed(value: unknown): JsonObject {
  if (typeof value !== 'string') return asJsonObject(value);
  try {
    return asJsonObject(JSON.parse(value));
  } catch {
    return {};
  }
}

const tagsOf = ({ tags }: JsonObject): JsonObject =>
  Object.fromEntries([tags].flat().map((tag) => [textOf(asJsonObject(tag).name) ?? '', asJsonObject(tag).value]));
