/**
 * What people read in a mail, written for somebody who was asleep a minute ago: what
 * is broken first, then what to do, then what happens if they don't. Pure.
 */
import type { Message } from './channel.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** A message that is sent later than that after its level began says so. */
const LATE_AFTER_MS = 5 * MINUTE;
/** In minutes up to here, then in hours. */
const MINUTES_UNTIL_MS = 2 * HOUR;
const SUBJECT_LENGTH = 150;
const NAME_IN_SUBJECT = 60;

/**
 * The same for all mails of an incident as long as its first alert is the same:
 * Gmail holds a thread together only while the subject stays.
 */
export function subjectOf(message: Message): string {
  const name = cut(oneLine(message.service.name), NAME_IN_SUBJECT);
  return cut(`${testMark(message)}[Pager] ${name}: ${firstSummary(message)}`, SUBJECT_LENGTH);
}

/** Lines of the text part, in paragraphs. */
export function textOf(message: Message, now: number): string {
  const paragraphs = [
    lateness(message, now),
    `${nameOf(message)} is unhealthy since ${momentOf(message.incident.openedAt, now)}.`,
    alertLines(message).join('\n'),
    `Acknowledge (this stops the escalation):\n${message.ackUrl}`,
    loopbackWarning(message.ackUrl),
    nextStep(message, now),
    message.runbookUrl ? `Runbook: ${message.runbookUrl}` : null,
    `Service: ${message.serviceUrl}\n${positionOf(message)}`,
  ];
  return `${paragraphs.filter((paragraph) => paragraph !== null).join('\n\n')}\n`;
}

export function alertLines({ alerts, openAlerts }: Message): string[] {
  const lines = alerts.map(({ severity, summary, count, key, source }) => {
    const origin = [key === 'default' ? null : key, source].filter(Boolean).join(' from ');
    const times = count > 1 ? `${count} times` : '';
    const aside = [origin, times].filter(Boolean).join(', ');
    return oneLine(`${severity.toUpperCase()}: ${summary}${aside && ` (${aside})`}`);
  });
  const more = openAlerts - alerts.length;
  return more > 0 ? [...lines, `and ${more} more open ${more === 1 ? 'alert' : 'alerts'}`] : lines;
}

export function lateness(message: Message, now: number): string | null {
  const late = lateBy(message, now);
  return late && `Sent ${late} late: level ${message.level} began at ${momentOf(message.levelBeganAt, now)}.`;
}

/** "7 minutes"; null when it is in time. */
export function lateBy({ levelBeganAt }: Message, now: number): string | null {
  const lateMs = now - levelBeganAt;
  if (lateMs <= LATE_AFTER_MS) return null;
  return lateMs < MINUTES_UNTIL_MS ? `${Math.floor(lateMs / MINUTE)} minutes` : `${Math.floor(lateMs / HOUR)} hours`;
}

export function nextStep({ next, level }: Message, now: number): string | null {
  if (!next) return null;
  const by = `If nobody acknowledges by ${momentOf(next.at, now)}`;
  if (next.action === 'level') return `${by}, level ${level + 1} is notified.`;
  if (next.action === 'repeat') return `${by}, level 1 is notified again.`;
  return `${by}, nobody is left to notify: this is the last level.`;
}

export function loopbackWarning(url: string): string | null {
  return isLoopback(url)
    ? 'This link works only on the machine that the pager runs on, until its PUBLIC_URL is set to an address that others can reach.'
    : null;
}

/** The time of day, with the date where that is another one than today's. */
export function momentOf(at: number, now: number): string {
  const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
  return dayOf(at) === dayOf(now) ? clockTime(at) : `${clockTime(at)} on ${DATE.format(at)}`;
}
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

export function clockTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

/** Which message this is, for people who look it up. */
export function positionOf({ incident, level, levels, cycle, cycles }: Message): string {
  return `Incident ${incident.id}, level ${level} of ${levels}${cycles > 1 ? `, run ${cycle} of ${cycles}` : ''}`;
}

export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(localhost|.*\.localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])$/.test(hostname);
}

/** Of the service; of one that is only tested it begins with that. */
export const nameOf = (message: Message) => `${testMark(message)}${oneLine(message.service.name)}`;
const testMark = ({ test }: Message) => (test ? 'TEST ' : '');
export const firstSummary = ({ alerts }: Message) => oneLine(alerts[0]?.summary ?? '') || 'unhealthy';

/** No line break, control character, half of a character or turned writing direction gets into a header or a short message. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

/** By characters as people see them: no accent or emoji is cut in two. */
export function cut(text: string, length: number): string {
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  return characters.length > length
    ? `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`
    : text;
}
