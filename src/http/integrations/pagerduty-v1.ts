/**
 * PagerDuty's Events API, version 1: what netdata and the older agents speak.
 * https://developer.pagerduty.com/docs/events-api-v1
 */
import { randomBytes } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { Severity } from '../../policy/alert.ts';
import type { JsonObject } from '../json-object.ts';
import { asJsonObject, labelsOf, textOf } from './body-fields.ts';
import type { Door } from './door.ts';
import type { InboundHttp } from './inbound.ts';
import { eventsV1, pagerdutyFailure } from './pagerduty-answers.ts';
import { severityOf } from './severity-words.ts';
import type { Translation } from './translation.ts';

const KEY_BYTES = 16;

export const pagerdutyEventsV1: Door = {
  type: 'pagerduty',
  methods: ['post'],
  paths: ['/generic/2010-04-15/create_event.json', '/pagerduty/generic/2010-04-15/create_event.json'],
  summary: 'PagerDuty Events API v1: trigger, acknowledge, resolve',
  schema: z
    .looseObject({
      service_key: z.string(),
      event_type: z.enum(['trigger', 'acknowledge', 'resolve']),
      incident_key: z.string().optional(),
      description: z.string().optional(),
      details: z.unknown(),
      client: z.string().optional(),
      client_url: z.string().optional(),
      contexts: z.array(z.looseObject({ type: z.string() })).optional(),
    })
    .openapi('PagerDutyEventV1'),
  example: {
    service_key: '0123456789abcdef0123456789abcdef',
    event_type: 'trigger',
    incident_key: 'srv01/HTTP',
    description: 'Disk is 95 % full',
  },
  answer: z
    .object({ status: z.literal('success'), message: z.string(), incident_key: z.string() })
    .openapi('PagerDutyAcceptedV1'),
  failure: pagerdutyFailure,
  statuses: { accepted: 200, refused: [400, 403, 413, 500] },
  keyOf: ({ body }) => textOf(body.service_key),
  translate,
  vendor: eventsV1,
};

function translate({ body }: InboundHttp): Translation {
  const type = textOf(body.event_type)?.toLowerCase();
  const given = textOf(body.incident_key);
  const isEnd = type === 'acknowledge' || type === 'resolve';
  const errors = [
    ...(isEnd || type === 'trigger' ? [] : ['event_type is invalid (must be one of: trigger acknowledge resolve)']),
    ...(isEnd && given === null ? ['Incident key is missing or blank'] : []),
    ...(type === 'trigger' && textOf(body.description) === null ? ['Description is missing or blank'] : []),
  ];
  if (errors.length > 0) return { invalid: errors };
  const key = given ?? randomBytes(KEY_BYTES).toString('hex');
  const subject = { labels: labelsOf(body.details), fields: body };
  const reply = { incident_key: key };
  if (type === 'resolve') return { events: [{ type: 'resolve', key, ...subject }], reply };
  if (type === 'acknowledge') return { events: [{ type: 'ack', key, ...subject }], reply };
  const { description: summary, details } = body;
  const severity = severityIn(asJsonObject(details));
  return { events: [{ type: 'alert', key, summary, severity, details, links: linksOf(body), ...subject }], reply };
}

/** This version has no field for it: where netdata, Nagios and others write it among the details. */
function severityIn(details: JsonObject): Severity | undefined {
  const known = SEVERITY_FIELDS.map((name) => severityOf(textOf(details[name])));
  return known.find((severity) => severity !== null) ?? undefined;
}
const SEVERITY_FIELDS = ['severity', 'status', 'SERVICESTATE', 'HOSTSTATE'];

function linksOf(body: Record<string, unknown>): { href: unknown; text?: unknown }[] {
  const contexts = [body.contexts].flat().map(asJsonObject);
  return [
    ...contexts.map(({ href, src, text, alt }) => ({ href: textOf(href) ?? src, text: text ?? alt })),
    { href: body.client_url, text: body.client },
  ];
}
