/**
 * Details and links of alerts, which are large: they stay with the line of the alert
 * that opened its key. Of those that repeat it only the latest are kept, in one place
 * that is written over, and shown with the newest line about the key.
 */
import { bringsDetails, isOpenKey } from '../machines/incident-changes.ts';
import { alertId, hashKey, KEYS_WITH_TEXT, type ServiceContext } from '../machines/service-context.ts';
import type { ServiceEvent } from '../machines/service-events.ts';
import { isAlertLine } from '../machines/service-timeline.ts';
import type { Step } from '../runtime/definition.ts';
import type { TimelineView } from './incident-types.ts';

/** The table of an incident: a field for each key that is open and has its text. */
export const latestOf = (uid: string) => `latest/${uid}`;

interface Latest {
  at: number;
  details?: unknown;
  links?: unknown;
}

/** What is kept of an event's details: in its line, in the table, or nowhere. */
export function keepDetails(
  event: ServiceEvent,
  before: ServiceContext,
  after: ServiceContext,
): { inLine: ServiceEvent; fields: NonNullable<Step<unknown>['fields']> } {
  const incident = after.incident;
  const isSame = before.incident !== null && before.incident.uid === incident?.uid;
  if (!incident || (event.type !== 'alert' && event.type !== 'resolve')) return { inLine: event, fields: [] };
  const id = alertId(event.key, event.source);
  const place = { table: latestOf(incident.uid), field: hashKey(id) };
  if (event.type === 'resolve') {
    const isGone = isSame && Object.hasOwn(before.incident?.alerts ?? {}, id) && !Object.hasOwn(incident.alerts, id);
    return { inLine: event, fields: isGone ? [{ ...place, value: null }] : [] };
  }
  if (!bringsDetails(event)) return { inLine: event, fields: [] };
  const { details, links, ...bare } = event;
  if (!isSame || !isOpenKey(before, event)) {
    return { inLine: (incident.detailed ?? 0) > KEYS_WITH_TEXT ? bare : event, fields: [] };
  }
  const latest: Latest = { at: event.at, details, links };
  const isListed = Object.hasOwn(incident.alerts, id);
  return { inLine: bare, fields: isListed ? [{ ...place, value: JSON.stringify(latest) }] : [] };
}

/**
 * The newest entry about each key gets the key's latest details and links; where it has some of its own, beside
 * them as `latest`.
 * @param entries oldest first, each with the line that it was made of
 */
export function showLatest<Entry extends { view: TimelineView; line: object }>(
  entries: Entry[],
  table: Record<string, string>,
): Entry[] {
  const left = new Map(Object.entries(table));
  if (left.size === 0) return entries;
  const shown = entries.toReversed().map((entry) => {
    if (!isAlertLine(entry.line)) return entry;
    const field = hashKey(alertId(entry.line.event.key, entry.line.event.source));
    const stored = left.get(field);
    if (stored === undefined || !ABOUT_ALERTS.includes(entry.view.type)) return entry;
    left.delete(field);
    const { at, ...latest } = JSON.parse(stored) as Latest;
    const hasOwn = 'details' in entry.line.event || 'links' in entry.line.event;
    const data = { ...entry.view.data, ...(hasOwn ? { latest: { at, ...latest } } : latest) };
    return { ...entry, view: { ...entry.view, data } };
  });
  return shown.reverse();
}

const ABOUT_ALERTS = ['opened', 'alertRecorded'];
