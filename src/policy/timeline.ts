/**
 * What can stand in an incident's timeline: a closed union, and one sentence for
 * each in words that somebody understands who was asleep a minute ago. Times are
 * epoch ms.
 */

import type { Severity } from './alert.ts';
import { formatDuration } from './duration.ts';
import type { IgnoredReason } from './event-result.ts';

type Why = 'opened' | 'timeout' | 'repeat' | 'escalated' | 'unreachable' | 'ackExpired' | 'snoozeEnded' | 'newKey';

export type TimelineEntry =
  | { type: 'opened'; key: string; summary: string }
  | { type: 'alertRecorded'; key: string; summary: string; count: number }
  | { type: 'belowPageFrom'; key: string; summary: string; severity: Severity; count: number }
  | { type: 'keyResolved'; key: string }
  /** `revision`: of the policy that said whom, where it is known. */
  | { type: 'levelNotified'; level: number; cycle: number; why: Why; revision?: number }
  | { type: 'exhausted' }
  | { type: 'acknowledged'; by: string | null; via?: string; note?: string }
  | { type: 'snoozed'; by: string | null; until: number; via?: string; note?: string }
  | { type: 'unacknowledged'; by: string | null; note?: string }
  | { type: 'escalated'; by: string | null; via?: string; note?: string }
  | { type: 'closed'; by: string | null; via?: string; note?: string; key?: string }
  | { type: 'autoResolved'; quietForMs: number }
  | { type: 'noted'; by: string | null; note: string }
  | { type: 'ignored'; event: string; reason: IgnoredReason; by?: string | null; via?: string }
  | { type: 'notificationFailed'; level: number }
  | {
      type: 'notification';
      id: string;
      target: string;
      level: number;
      state: string;
      tries: number;
      reason?: string;
      retryInMs?: number;
    }
  | { type: 'leftOut'; count: number };

const WHY: Record<Why, string> = {
  opened: '',
  timeout: ', since nobody acknowledged in time',
  repeat: ', since nobody acknowledged in time: the policy is run through again',
  escalated: ' by hand',
  unreachable: ' at once, since nobody of the level before it could be reached',
  ackExpired: ', since the acknowledgement expired',
  snoozeEnded: ', since it was snoozed until now',
  newKey: ', since a new alert came',
};

/** Why an event changed nothing. */
export const IGNORED_WORDS: Record<IgnoredReason, string> = {
  not_unhealthy: 'no incident is open',
  already_acked: 'somebody else had acknowledged already',
  not_acked: 'nobody had acknowledged',
  unknown_key: 'no alert with that key is open',
  other_incident: 'it was about another incident',
  below_page_from: 'its severity is below what pages',
};

/** The two ways in which somebody is named: by name, or by the link that was sent to them. */
const whom = (by: string | null, via?: string) => (via ? ` through the link sent to ${via}` : by ? ` by ${by}` : '');
const withNote = (note?: string) => (note ? `: ${note}` : '');

/** "2026-03-24 03:07 UTC" */
const minuteOf = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export function describeEntry(entry: TimelineEntry): string {
  switch (entry.type) {
    case 'opened':
      return `Incident opened: ${entry.summary}`;
    case 'alertRecorded':
      return entry.count > 1 ? `${entry.count} more alerts: ${entry.summary}` : `Another alert: ${entry.summary}`;
    case 'belowPageFrom':
      return `${entry.count > 1 ? `${entry.count} alerts` : 'An alert'} below what pages (${entry.severity}): ${entry.summary}`;
    case 'keyResolved':
      return `Alert "${entry.key}" is resolved; others are still open`;
    case 'levelNotified':
      return `Level ${entry.level} notified${WHY[entry.why]}`;
    case 'exhausted':
      return 'Nobody acknowledged, and nobody is left to notify';
    case 'acknowledged':
      return `Acknowledged${whom(entry.by, entry.via)}${withNote(entry.note)}`;
    case 'snoozed':
      return `Snoozed until ${minuteOf(entry.until)}${whom(entry.by, entry.via)}${withNote(entry.note)}`;
    case 'unacknowledged':
      return `Acknowledgement taken back${whom(entry.by)}${withNote(entry.note)}: escalation goes on`;
    case 'escalated':
      return `Escalated${whom(entry.by, entry.via)}${withNote(entry.note)}`;
    case 'closed':
      return entry.key === undefined
        ? `Closed as healthy${whom(entry.by, entry.via)}${withNote(entry.note)}`
        : `Closed: the last open alert, "${entry.key}", is resolved`;
    case 'autoResolved':
      return `Closed by itself: no alert came for ${formatDuration(entry.quietForMs)}`;
    case 'noted':
      return `Note${whom(entry.by)}: ${entry.note}`;
    case 'ignored':
      return `${entry.event}${whom(entry.by ?? null, entry.via)} changed nothing: ${IGNORED_WORDS[entry.reason]}`;
    case 'notificationFailed':
      return `A notification of level ${entry.level} has failed for good`;
    case 'notification':
      return describeNotification(entry);
    case 'leftOut':
      return `${entry.count} lines were left out here`;
  }
}

function describeNotification(entry: Extract<TimelineEntry, { type: 'notification' }>): string {
  const because = entry.reason ? `: ${entry.reason}` : '';
  switch (entry.state) {
    case 'accepted':
      return `Sent to ${entry.target}${entry.tries > 1 ? ` at attempt ${entry.tries}` : ''}`;
    case 'delivered':
      return `Arrived at ${entry.target}`;
    case 'previewed':
      return `Preview only, not sent: ${entry.target}`;
    case 'pending':
      return `Could not be sent to ${entry.target}${because}; next attempt in ${formatDuration(Math.round((entry.retryInMs ?? 0) / 1_000) * 1_000)}`;
    case 'superseded':
      return `Not sent to ${entry.target}: acknowledged or closed before it could be`;
    case 'refused':
      return `Refused for ${entry.target}${because}`;
    default:
      return `Failed for ${entry.target} after ${entry.tries} attempts${because}`;
  }
}
