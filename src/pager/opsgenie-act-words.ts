/**
 * What an act on an Opsgenie alert changes of what was said of it, and how its log and
 * the service's timeline tell it. Pure. What is accepted and moves nobody here (an
 * owner, tags, a responder) is told too.
 */
import type { AlertContent, StoredAlert } from './opsgenie-alert.ts';
import type { AlertAct } from './opsgenie-types.ts';

const TAGS_MAX = 20;
const RESPONDERS_MAX = 50;
const DETAILS_MAX_CHARS = 8_000;

export interface ActWords {
  /** For the alert's log; null: its note says it all, or there is nothing new. */
  line: string | null;
  /** For the service's timeline; null: the event says it, or there is nothing new. */
  told: string | null;
  /** What is different of the alert's content. */
  changes: Partial<AlertContent>;
}

export function wordsOf(act: AlertAct, alert: StoredAlert): ActWords {
  const about = `"${alert.alias}"`;
  switch (act.type) {
    case 'acknowledge':
      return event('Alert acknowledged');
    case 'unacknowledge':
      return event('Alert unacknowledged');
    case 'close':
      return { ...event('Alert closed'), told: closeTold(act, about) };
    case 'delete':
      return { ...event('Alert deleted'), told: withNote(`Alert ${about} was deleted`, act) };
    case 'snooze':
      return event(`Alert snoozed until ${new Date(act.until).toISOString()}`);
    case 'escalate':
      return event(`Alert escalated to next of ${act.to}`);
    case 'addNote':
      return { line: null, told: act.note, changes: {} };
    default: {
      const { text, changes } = editOf(act, alert, about);
      // Sent again with nothing new it is not told again.
      return { line: text, told: text && withNote(text, act), changes };
    }
  }
}

type EventAct = 'acknowledge' | 'unacknowledge' | 'close' | 'delete' | 'snooze' | 'escalate' | 'addNote';
type Edit = Exclude<AlertAct, { type: EventAct }>;

function editOf(act: Edit, alert: StoredAlert, about: string): { text: string | null; changes: Partial<AlertContent> } {
  switch (act.type) {
    case 'executeAction':
      return { text: `Action "${act.action}" asked for on ${about}; nothing runs here`, changes: {} };
    case 'assign':
      return { text: `Alert ${about} assigned to ${act.owner}; ${POLICY_STAYS}`, changes: { owner: act.owner } };
    case 'addResponder':
    case 'addTeam': {
      const { type, name, id } = act.responder;
      const responders = [...alert.responders, act.responder].slice(-RESPONDERS_MAX);
      return { text: `Responder added to ${about}: ${type} ${name ?? id}; ${POLICY_STAYS}`, changes: { responders } };
    }
    case 'addTags': {
      const tags = [...new Set([...alert.tags, ...act.tags])].slice(0, TAGS_MAX);
      return { text: `Tags added to ${about}: ${act.tags.join(', ')}`, changes: { tags } };
    }
    case 'removeTags': {
      const tags = alert.tags.filter((tag) => !act.tags.includes(tag));
      return { text: `Tags taken off ${about}: ${act.tags.join(', ')}`, changes: { tags } };
    }
    case 'addDetails': {
      const details = withinSize({ ...alert.details, ...act.details });
      return { text: `Details added to ${about}: ${listed(act.details)}`, changes: { details } };
    }
    case 'removeDetails': {
      const details = Object.fromEntries(Object.entries(alert.details).filter(([name]) => !act.keys.includes(name)));
      return { text: `Details taken off ${about}: ${act.keys.join(', ')}`, changes: { details } };
    }
    case 'setMessage':
      return replaced(alert, about, { message: act.message });
    case 'setDescription':
      return replaced(alert, about, { description: act.description });
    case 'setPriority':
      return replaced(alert, about, { priority: act.priority });
  }
}

const POLICY_STAYS = 'the escalation policy stays as it is';

function replaced(alert: StoredAlert, about: string, changes: Partial<AlertContent>) {
  const [name = '', value = ''] = Object.entries(changes)[0] ?? [];
  const isNew = Object.entries(alert).every(([field, before]) => field !== name || before !== value);
  return { text: isNew ? `The ${name} of ${about} is now: ${value}` : null, changes };
}

/** One that the pager itself has an event for. */
const event = (line: string): ActWords => ({ line, told: null, changes: {} });

const withNote = (text: string, { note }: AlertAct): string => (note === null ? text : `${text}: ${note}`);

/** The end of a key names nobody: a line in front of it does. */
function closeTold(act: AlertAct, about: string): string | null {
  if (act.by === null && act.note === null) return null;
  return withNote(`Alert ${about} closed${act.by === null ? '' : ` by ${act.by}`}`, act);
}

const listed = (details: Record<string, string>) =>
  Object.entries(details)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

/** What comes beyond that is left out. */
export function withinSize(details: Record<string, string>): Record<string, string> {
  let size = 0;
  return Object.fromEntries(
    Object.entries(details).filter(([name, value]) => {
      size += name.length + value.length;
      return size <= DETAILS_MAX_CHARS;
    }),
  );
}
