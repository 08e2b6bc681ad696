/**
 * What netdata says of an alarm through the doors of other vendors. Its key of an event
 * differs from message to message (`unique_id`), so its end would find nothing: what
 * stays the same of an alarm is its host, its chart and its name.
 * https://github.com/netdata/netdata (alarm-notify.sh)
 */
import type { JsonObject } from '../json-object.ts';
import { labelsOf, textOf } from './body-fields.ts';
import { severityOf } from './severity-words.ts';
import type { SaidEvent } from './translation.ts';

/** Null: it is no alarm of netdata's. */
export function netdataAlarm(host: unknown, { chart, name, status, old_status }: JsonObject): string | null {
  const parts = [host, chart, name].map(textOf);
  const isAlarm = [...parts, textOf(status), textOf(old_status)].every((text) => text !== null);
  return isAlarm ? parts.join(' ') : null;
}

/** As it is written for Opsgenie; null: it is none. */
export function eventOfNetdata(body: JsonObject): SaidEvent | null {
  const key = netdataAlarm(body.host, body);
  if (key === null) return null;
  const subject = { labels: labelsOf(body), fields: body };
  const status = textOf(body.status) ?? '';
  if (status === 'CLEAR') return { type: 'resolve', key, ...subject };
  const severity = severityOf(status) ?? undefined;
  const summary = `${status} ${textOf(body.name)} on ${textOf(body.host)}: ${textOf(body.info) ?? textOf(body.chart)}`;
  return { type: 'alert', key, summary, severity, details: body, ...subject };
}
