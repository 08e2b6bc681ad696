/**
 * Zabbix, by a webhook media type whose parameters are its own macros (docs/integrations/zabbix.md
 * has it), or by the script that other pagers give out (`alert_uid`, `title`, `state`, `message`).
 */
import { z } from '@hono/zod-openapi';
import { labelsOf, textOf } from './body-fields.ts';
import type { Door } from './door.ts';
import { type InboundHttp, keyOfAddress } from './inbound.ts';
import { severityOf } from './severity-words.ts';
import type { Translation } from './translation.ts';
import { WEBHOOK } from './webhook-answers.ts';

/** {EVENT.NSEVERITY}: not classified, information, warning, average, high, disaster. */
const SEVERITIES = ['warning', 'info', 'warning', 'error', 'critical', 'critical'];

export const zabbixWebhook: Door = {
  type: 'zabbix',
  methods: ['post'],
  paths: ['/v1/integrations/zabbix/{key}', '/v1/integrations/zabbix'],
  summary: 'Zabbix webhook media type',
  schema: z
    .looseObject({ event_id: z.string(), event_value: z.string(), subject: z.string() })
    .partial()
    .openapi('ZabbixWebhook'),
  example: { event_id: '4711', event_value: '1', subject: 'Problem: disk is full', nseverity: '4', host: 'db1' },
  ...WEBHOOK,
  keyOf: keyOfAddress,
  translate,
};

function translate({ body }: InboundHttp): Translation {
  const key = textOf(body.event_id) ?? textOf(body.alert_uid) ?? textOf(body.trigger_id);
  if (key === null) return { invalid: ['/event_id: it is missing: expected the macro {EVENT.ID}'] };
  const subject = { labels: labelsOf(body), fields: body };
  const summary = textOf(body.subject) ?? textOf(body.title) ?? textOf(body.event_name);
  const message = textOf(body.message);
  const user = textOf(body.user) ?? undefined;
  if (textOf(body.event_value) === '0' || /^(ok|resolved)$/i.test(textOf(body.state) ?? '')) {
    return { events: [{ type: 'resolve', key, ...subject }] };
  }
  // An update of a problem that is open: somebody acknowledged it there, or said something.
  if (textOf(body.event_update_status) === '1') {
    const said = textOf(body.update_message) ?? message ?? undefined;
    const isAck = /^yes$/i.test(textOf(body.event_ack_status) ?? '');
    return {
      events: [
        isAck
          ? { type: 'ack', key, by: user, note: said, ...subject }
          : { type: 'note', key, by: user, note: `Zabbix: ${said ?? summary ?? key}`, ...subject },
      ],
    };
  }
  const { subject: _, title: __, ...details } = body;
  const severity =
    SEVERITIES[Number(textOf(body.nseverity) ?? Number.NaN)] ?? severityOf(textOf(body.severity)) ?? undefined;
  const links = [{ href: body.url ?? body.link_to_upstream_details, text: 'Zabbix' }];
  return { events: [{ type: 'alert', key, summary: summary ?? message, severity, details, links, ...subject }] };
}
