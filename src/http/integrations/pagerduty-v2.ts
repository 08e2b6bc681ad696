/**
 * PagerDuty's Events API, version 2: alert events and change events. Refused is only
 * what could not be handled at all (no key, no action, nothing to say, no dedup key to
 * resolve); an over-long summary or an unknown severity is mended, since senders drop a
 * refused page without a word.
 * https://developer.pagerduty.com/docs/events-api-v2
 */
import { randomBytes } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { asJsonObject, labelsOf, textOf } from './body-fields.ts';
import type { Door } from './door.ts';
import type { InboundHttp } from './inbound.ts';
import { netdataAlarm } from './netdata.ts';
import { eventsV2, pagerdutyFailure } from './pagerduty-answers.ts';
import { noteOfChange } from './pagerduty-change.ts';
import { severityOf } from './severity-words.ts';
import type { Translation } from './translation.ts';

const KEY_LENGTH = 32;
const REFUSED = [400, 413, 429, 500];
const link = z.looseObject({ href: z.string(), text: z.string().optional() });
const image = z.looseObject({ src: z.string(), href: z.string().optional(), alt: z.string().optional() });

export const pagerdutyAlertEvents: Door = {
  type: 'pagerduty',
  methods: ['post'],
  paths: ['/v2/enqueue', '/pagerduty/v2/enqueue'],
  summary: 'PagerDuty Events API v2: trigger, acknowledge, resolve',
  schema: z
    .looseObject({
      routing_key: z.string(),
      event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
      dedup_key: z.string().optional(),
      payload: z.looseObject({ summary: z.string(), source: z.string(), severity: z.string() }).partial().optional(),
      images: z.array(image).optional(),
      links: z.array(link).optional(),
      client: z.string().optional(),
      client_url: z.string().optional(),
    })
    .openapi('PagerDutyEvent'),
  example: {
    routing_key: '0123456789abcdef0123456789abcdef',
    event_action: 'trigger',
    dedup_key: 'srv01/HTTP',
    payload: { summary: 'Disk is 95 % full', source: 'srv01', severity: 'critical' },
  },
  answer: z
    .object({ status: z.literal('success'), message: z.string(), dedup_key: z.string() })
    .openapi('PagerDutyAccepted'),
  failure: pagerdutyFailure,
  statuses: { accepted: 202, refused: REFUSED },
  keyOf: routingKey,
  translate: translateAlertEvent,
  takes: (body) => 'event_action' in body || 'dedup_key' in body,
  vendor: eventsV2('Event processed'),
};

export const pagerdutyChangeEvents: Door = {
  type: 'pagerduty',
  methods: ['post'],
  paths: ['/v2/change/enqueue', '/pagerduty/v2/change/enqueue'],
  summary: 'PagerDuty Events API v2: a change, kept in the timeline; nobody is notified',
  schema: z
    .looseObject({
      routing_key: z.string(),
      payload: z.looseObject({ summary: z.string() }),
      links: z.array(link).optional(),
    })
    .openapi('PagerDutyChange'),
  example: { routing_key: '0123456789abcdef0123456789abcdef', payload: { summary: 'deploy 42', source: 'ci' } },
  answer: z.object({ status: z.literal('success'), message: z.string() }).openapi('PagerDutyChangeAccepted'),
  failure: pagerdutyFailure,
  statuses: { accepted: 202, refused: REFUSED },
  keyOf: routingKey,
  translate: ({ body }) => noteOfChange(body),
  takes: (body) => 'payload' in body,
  vendor: eventsV2('Change event processed'),
};

/** Some clients send it in a header. */
function routingKey({ body, header }: InboundHttp): string | null {
  return textOf(body.routing_key) ?? header('x-routing-key') ?? null;
}

function translateAlertEvent({ body }: InboundHttp): Translation {
  const payload = asJsonObject(body.payload);
  const action = textOf(body.event_action)?.toLowerCase();
  const given = textOf(body.dedup_key);
  const errors = [
    ...(isAction(action) ? [] : [actionError(body.event_action)]),
    ...(given === null && (action === 'acknowledge' || action === 'resolve')
      ? ["'dedup_key' is missing or blank"]
      : []),
    ...(action === 'trigger' && textOf(payload.summary) === null ? ["'payload.summary' is missing or blank"] : []),
  ];
  if (errors.length > 0 || !isAction(action)) return { invalid: errors };
  const told = given ?? randomBytes(KEY_LENGTH / 2).toString('hex');
  const key = netdataAlarm(payload.source, asJsonObject(payload.custom_details)) ?? told;
  const subject = { labels: labelsOf(payload.custom_details, payload), fields: body };
  const reply = { dedup_key: told };
  if (action === 'resolve') return { events: [{ type: 'resolve', key, ...subject }], reply };
  if (action === 'acknowledge') return { events: [{ type: 'ack', key, ...subject }], reply };
  const alert = {
    type: 'alert' as const,
    key,
    summary: payload.summary,
    severity: severityOf(textOf(payload.severity)) ?? undefined,
    details: detailsOf(payload, body),
    links: linksOf(body),
    ...subject,
  };
  return { events: [alert], reply };
}

const ACTIONS = ['trigger', 'acknowledge', 'resolve'] as const;
const isAction = (action: string | undefined): action is (typeof ACTIONS)[number] =>
  ACTIONS.some((known) => known === action);

const actionError = (given: unknown) =>
  textOf(given) === null
    ? "'event_action' is missing or blank"
    : `'event_action' is invalid (must be one of the following: ${ACTIONS.map((action) => `'${action}'`).join(', ')})`;

/** What people want to see, without what is shown elsewhere. */
function detailsOf({ summary: _, severity: __, ...payload }: Record<string, unknown>, body: Record<string, unknown>) {
  const client = textOf(body.client);
  return { ...payload, ...(client !== null && { client }) };
}

function linksOf(body: Record<string, unknown>): { href: unknown; text?: unknown }[] {
  const links = [body.links].flat().map(asJsonObject);
  const images = [body.images].flat().map(asJsonObject);
  return [
    ...links.map(({ href, text }) => ({ href, text })),
    ...images.map(({ src, href, alt }) => ({ href: textOf(href) ?? src, text: textOf(alt) ?? 'image' })),
    { href: body.client_url, text: body.client },
  ];
}
