/**
 * A body of any form, read by a mapping: places in it as JSON pointers, with
 * fallbacks. Without one, by the names that most tools have for the same things.
 */
import { valueAt } from '../../policy/json-pointer.ts';
import type { Places, WebhookMapping } from '../../policy/webhook-mapping.ts';
import type { JsonObject } from '../json-object.ts';
import { asJsonObject, labelsOf, textOf } from './body-fields.ts';
import { severityOf } from './severity-words.ts';
import type { SaidEvent, Translation } from './translation.ts';

const EVENTS_MAX = 500;

const USUAL: Required<Pick<WebhookMapping, 'key' | 'summary' | 'action' | 'severity' | 'by' | 'link'>> = {
  key: ['/key', '/dedup_key', '/dedupKey', '/dedup', '/alert_uid', '/alias', '/incident_key', '/fingerprint', '/id'],
  summary: ['/summary', '/title', '/subject', '/message', '/msg', '/text', '/name', '/description'],
  action: {
    from: ['/action', '/event_action', '/state', '/status', '/event_type', '/event'],
    ack: ['ack', 'acknowledge', 'acknowledged'],
    resolve: ['resolve', 'resolved', 'close', 'closed', 'ok', 'up', 'recovery', 'recovered', 'healthy', 'success'],
  },
  severity: { from: ['/severity', '/priority', '/level'] },
  by: ['/by', '/user', '/username', '/owner'],
  link: ['/link', '/url', '/link_to_upstream_details', '/client_url'],
};

/** @param mapping none: the usual names */
export function eventsOfMapping(body: JsonObject, mapping: WebhookMapping | undefined): Translation {
  const list = mapping?.list === undefined ? [body] : valueAt(body, mapping.list);
  if (!Array.isArray(list)) return { invalid: [`${mapping?.list}: expected a list of alerts`] };
  if (list.length > EVENTS_MAX) return { invalid: [`${mapping?.list}: expected at most ${EVENTS_MAX} alerts`] };
  const read = list.map((entry) => eventOf(entry, { ...USUAL, ...mapping }));
  const invalid = read.flatMap((event, index) =>
    typeof event === 'string' ? [list.length > 1 ? `alert ${index + 1}: ${event}` : event] : [],
  );
  return invalid.length > 0 ? { invalid } : { events: read.filter((event) => typeof event !== 'string') };
}

/** A text: why there is none. */
function eventOf(entry: unknown, mapping: WebhookMapping): SaidEvent | string {
  const text = (places: Places | undefined) => textOf(firstOf(entry, places));
  const summary = text(mapping.summary);
  const key = text(mapping.key) ?? summary;
  if (key === null) return `expected a key or a summary at ${placesOf(mapping.key)} or ${placesOf(mapping.summary)}`;
  const subject = { labels: labelsOf(entry), fields: entry };
  const by = text(mapping.by) ?? undefined;
  const action = text(mapping.action?.from)?.trim().toLowerCase() ?? '';
  const isOneOf = (values: string[] | undefined) => values?.some((value) => value.toLowerCase() === action) ?? false;
  if (isOneOf(mapping.action?.ignore))
    return { type: 'note', note: `${summary ?? key} (${action})`, key, by, ...subject };
  if (isOneOf(mapping.action?.resolve)) return { type: 'resolve', key, ...subject };
  if (isOneOf(mapping.action?.ack)) return { type: 'ack', key, by, ...subject };
  if (summary === null) return `expected a summary at ${placesOf(mapping.summary)}`;
  const link = text(mapping.link);
  return {
    type: 'alert',
    key,
    summary,
    severity: readSeverity(text(mapping.severity?.from), mapping.severity?.values) ?? undefined,
    details: mapping.details === undefined ? asJsonObject(entry) : firstOf(entry, mapping.details),
    ...(link !== null && { links: [{ href: link }] }),
    ...subject,
  };
}

function readSeverity(word: string | null, values: Record<string, string> | undefined): string | null {
  if (word === null) return null;
  const listed = values && Object.hasOwn(values, word) ? values[word] : undefined;
  return listed ?? severityOf(word);
}

function firstOf(entry: unknown, places: Places | undefined): unknown {
  for (const place of places ?? []) {
    const value = typeof place === 'string' ? valueAt(entry, place) : place.text;
    if (value !== undefined && value !== null && (typeof value === 'object' || textOf(value) !== null)) return value;
  }
  return undefined;
}

const placesOf = (places: Places | undefined) =>
  (places ?? []).flatMap((place) => (typeof place === 'string' ? [place || 'the body'] : [])).join(', ') || 'no place';
