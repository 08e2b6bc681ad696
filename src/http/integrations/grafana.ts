/**
 * Grafana's webhook contact point: Alertmanager's form with more in it, the form of
 * Grafana 8 and older, and whatever somebody's own payload template makes of it.
 * https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { KnownIntegration } from '../../pager/integration-types.ts';
import type { JsonObject } from '../json-object.ts';
import { eventsOfGroup } from './alert-groups.ts';
import { labelsOf, textOf } from './body-fields.ts';
import type { Door } from './door.ts';
import { type InboundHttp, keyOfAddress } from './inbound.ts';
import { eventsOfMapping } from './mapped-events.ts';
import type { SaidEvent, Translation } from './translation.ts';
import { WEBHOOK } from './webhook-answers.ts';

const SIGNATURE_HEADER = 'X-Grafana-Alerting-Signature';

export const grafanaWebhook: Door = {
  type: 'grafana',
  methods: ['post', 'put'],
  paths: ['/v1/integrations/grafana/{key}', '/v1/integrations/grafana'],
  summary: 'Grafana webhook contact point',
  description: 'With `settings.signature` a body is taken only when it is signed: HMAC-SHA-256, in hex.',
  schema: z
    .looseObject({
      version: z.string().optional(),
      groupKey: z.string().optional(),
      status: z.string().optional(),
      state: z.string().optional(),
      title: z.string().optional(),
      alerts: z.array(z.looseObject({ status: z.string() })).optional(),
    })
    .openapi('GrafanaWebhook'),
  example: {
    version: '1',
    groupKey: '{}:{alertname="DiskFull"}',
    status: 'firing',
    state: 'alerting',
    title: '[FIRING:1] DiskFull',
    alerts: [
      { status: 'firing', labels: { alertname: 'DiskFull', severity: 'critical' }, fingerprint: 'c6eadffa33fcdf37' },
    ],
  },
  ...WEBHOOK,
  keyOf: keyOfAddress,
  translate,
};

function translate(request: InboundHttp, integration: KnownIntegration): Translation {
  const unsigned = whatIsWrongWithSignature(request, integration);
  if (unsigned !== null) return { unauthorized: unsigned };
  const { body } = request;
  if (Array.isArray(body.alerts)) return { events: eventsOfGroup(body, integration, 'Grafana') };
  if ('ruleName' in body || 'ruleId' in body) return { events: [ofRule(body)] };
  return eventsOfMapping(body, undefined);
}

/** Grafana 8 and older: one message for each rule. */
function ofRule(body: JsonObject): SaidEvent {
  const key = `rule ${textOf(body.ruleId) ?? textOf(body.ruleName) ?? ''}`;
  const subject = { labels: labelsOf(body.tags), fields: body };
  const title = textOf(body.title) ?? textOf(body.ruleName);
  const { state, message, evalMatches, tags } = body;
  if (state === 'ok') return { type: 'resolve', key, ...subject };
  if (state === 'paused' || state === 'pending') {
    return { type: 'note', note: `Grafana: ${title} is ${state}`, key, ...subject };
  }
  const links = [
    { href: body.ruleUrl, text: 'Grafana' },
    { href: body.imageUrl, text: 'Image' },
  ];
  return { type: 'alert', key, summary: title, details: { message, evalMatches, tags }, links, ...subject };
}

/**
 * Null: nothing. A time that is signed too is not compared with ours: a sender whose
 * clock is wrong would lose its pages, and one that is sent again notifies nobody.
 */
function whatIsWrongWithSignature({ header, bytes }: InboundHttp, { settings }: KnownIntegration): string | null {
  const expected = settings?.signature;
  if (!expected) return null;
  const name = expected.header ?? SIGNATURE_HEADER;
  const given = header(name);
  if (given === undefined) return `expected a signature in ${name}`;
  const hmac = createHmac('sha256', expected.secret);
  if (expected.timestampHeader !== undefined) {
    const time = header(expected.timestampHeader);
    if (time === undefined) return `expected a time in ${expected.timestampHeader}`;
    hmac.update(`${time}:`);
  }
  const right = hmac.update(bytes).digest();
  const said = Buffer.from(given.trim().replace(/^sha256=/, ''), 'hex');
  return said.length === right.length && timingSafeEqual(said, right)
    ? null
    : `the signature in ${name} is not that of this body`;
}
