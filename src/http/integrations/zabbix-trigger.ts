/**
 * A trigger of Zabbix, as the script sends it that Opsgenie gave out for it.
 * https://github.com/opsgenie/oec-scripts (Zabbix)
 */
import type { JsonObject } from '../json-object.ts';
import { labelsOf, textOf } from './body-fields.ts';
import { severityOf } from './severity-words.ts';
import type { SaidEvent } from './translation.ts';

/** Null: it is none. */
export function eventOfZabbixTrigger(body: JsonObject): SaidEvent | null {
  const [id, status, host] = [body.triggerId, body.triggerStatus, body.hostName].map(textOf);
  if (!id || !status) return null;
  const key = `${id} ${host ?? ''}`.trim();
  const { apiKey: _, ...details } = body;
  const subject = { labels: labelsOf(details), fields: details };
  if (/^(ok|resolved)/i.test(status)) return { type: 'resolve', key, ...subject };
  const summary = `${textOf(body.triggerName) ?? `Trigger ${id}`}${host ? ` on ${host}` : ''}`;
  const severity = severityOf(textOf(body.triggerSeverity)) ?? undefined;
  return { type: 'alert', key, summary, severity, details, links: [{ href: body.triggerUrl }], ...subject };
}
