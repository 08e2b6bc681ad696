/**
 * A notification of Nagios, Icinga or one of their kin, as the scripts send it that
 * Opsgenie gave out for them: their own macros, by name, all of them texts.
 * https://github.com/opsgenie/oec-scripts (Nagios, Icinga2)
 */
import type { JsonObject } from '../json-object.ts';
import { labelsOf, textOf } from './body-fields.ts';
import { severityOf } from './severity-words.ts';
import type { SaidEvent } from './translation.ts';

/** Null: it is none. */
export function eventOfNagios(body: JsonObject): SaidEvent | null {
  const type = textOf(body.notification_type)?.toUpperCase() ?? null;
  const host = textOf(body.host_name);
  if (type === null || host === null) return null;
  const service = textOf(body.entity_type)?.toLowerCase() === 'host' ? null : textOf(body.service_desc);
  const key = service === null ? host : `${host}/${service}`;
  const state = textOf(service === null ? body.host_state : body.service_state);
  const output = textOf(service === null ? body.host_output : body.service_output);
  const what = service === null ? host : `${service} on ${host}`;
  const summary = `${what} is ${state ?? 'in trouble'}${output === null ? '' : `: ${output}`}`;
  const { apiKey: _, ...details } = body;
  const subject = { labels: labelsOf(details), fields: details };
  if (type === 'RECOVERY') return { type: 'resolve', key, ...subject };
  if (type === 'ACKNOWLEDGEMENT') return { type: 'ack', key, ...subject };
  if (type !== 'PROBLEM') return { type: 'note', key, note: `${type}: ${summary}`, ...subject };
  return { type: 'alert', key, summary, severity: severityOf(state) ?? undefined, details: told(details), ...subject };
}

/** Of a hundred macros most are empty. */
const told = (macros: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(macros).filter(([, value]) => textOf(value) !== null));
