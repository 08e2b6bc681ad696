/** An incident's timeline as lines of a story. Pure. */
import type { Notification, TimelineEntry } from '../api/types.ts';
import { outcomeOf } from '../track/incident-track.ts';
import { fullTarget } from '../track/target-words.ts';
import type { Outcome } from '../track/track-model.ts';

export interface StoryLine {
  key: string;
  /** Null where lines were left out. */
  at: string | null;
  tone: 'bad' | 'call' | 'acked' | 'closed' | 'plain' | 'quiet';
  text: string;
  /** Why somebody was told; null where nobody was. */
  why: string | null;
  /** Of the policy that said whom; null where nobody was told, or it was not kept yet. */
  revision: number | null;
  told: { id: string; who: string; outcome: Outcome; words: string }[];
}

const TONES: Record<string, StoryLine['tone']> = {
  opened: 'call',
  levelNotified: 'call',
  escalated: 'call',
  exhausted: 'bad',
  acknowledged: 'acked',
  closed: 'closed',
  ignored: 'quiet',
  alertRecorded: 'quiet',
  leftOut: 'quiet',
  notificationFailed: 'quiet',
  notification: 'quiet',
};

/** Why somebody was told: what came, and what the machine made of it. */
const WHY: Record<string, string> = {
  opened: 'An alert opened the incident (alert: healthy → escalating)',
  timeout: 'Nobody acknowledged the level before in time (ackTimeout: escalating → escalating)',
  repeat: 'Nobody acknowledged in time, and the policy is run through again (ackTimeout: escalating → escalating)',
  escalated: 'Somebody asked for it (escalate)',
  unreachable: 'Nobody of the level before could be reached (unreachable: escalating → escalating)',
  ackExpired: 'The acknowledgement expired (ackExpiry: acked → escalating)',
  snoozeEnded: 'The snooze ended (snoozeEnd: acked → escalating)',
  newKey: 'A new alert came (alert: → escalating)',
};

/** @param lines newest first, as the API gives them */
export function storyOf(lines: TimelineEntry[], notifications: Notification[]): StoryLine[] {
  const shown = lines.toReversed().filter((line) => !isOutcomeShownElsewhere(line, notifications));
  return shown.map((line, index) => {
    const { at, type, text, data } = line;
    const level = type === 'levelNotified' ? notifications.filter(isOf(data)) : [];
    return {
      key: `${at} ${type} ${index}`,
      at,
      tone: TONES[type] ?? 'plain',
      text: type === 'levelNotified' ? `Level ${data.level} notified` : text,
      why: type === 'levelNotified' ? whyOf(data) : null,
      revision: type === 'levelNotified' && typeof data.revision === 'number' ? data.revision : null,
      told: level.map(toTold),
    };
  });
}

/** What became of a notification stands beneath its level, with its tries. */
function isOutcomeShownElsewhere({ type, data }: TimelineEntry, notifications: Notification[]): boolean {
  return type === 'notification' && notifications.some(({ id }) => id === data.id);
}

const isOf =
  ({ level, cycle }: Record<string, unknown>) =>
  (notification: Notification) =>
    notification.level === level && notification.cycle === cycle;

const whyOf = ({ why }: Record<string, unknown>) => WHY[String(why)] ?? null;

function toTold({ id, target, state, tries, reason, createdAt, settledAt }: Notification) {
  const { word, outcome } = outcomeOf(state);
  const took = settledAt === null ? null : Date.parse(settledAt) - Date.parse(createdAt);
  const parts = [
    word,
    took !== null && outcome === 'sent' ? `in ${took < 1_000 ? `${took} ms` : `${(took / 1_000).toFixed(1)} s`}` : '',
    tries > 1 ? `at attempt ${tries}` : '',
    reason ? `(${reason})` : '',
  ];
  return { id, who: fullTarget(target), outcome, words: parts.filter(Boolean).join(' ') };
}
