/**
 * What people read, written for somebody who was asleep a minute ago: what is
 * broken first, then what to do, then what happens if they don't. Pure.
 */
import type { Message } from './channel.ts';
import { countSeptets, cutToSeptets, toGsm } from './gsm.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** A message that is sent later than that after its level began says so. */
const LATE_AFTER_MS = 5 * MINUTE;
const SMS_SEPTETS = 160;
const SUBJECT_LENGTH = 150;

export function subjectOf(message: Message): string {
  const level = message.levels > 1 ? ` (level ${message.level} of ${message.levels})` : '';
  return cut(oneLine(`[Pager] ${message.service.name}: ${firstSummary(message)}`), SUBJECT_LENGTH) + level;
}

/** Lines of the text part, in paragraphs. */
export function textOf(message: Message, now: number): string {
  const paragraphs = [
    lateness(message, now),
    `${message.service.name} is unhealthy since ${clockTime(message.incident.openedAt)}.`,
    alertLines(message).join('\n'),
    `Acknowledge (this stops the escalation):\n${message.ackUrl}`,
    loopbackWarning(message.ackUrl),
    nextStep(message),
    message.runbookUrl ? `Runbook: ${message.runbookUrl}` : null,
    `Service: ${message.serviceUrl}\nIncident ${message.incident.id}, level ${message.level} of ${message.levels}${cycleOf(message)}`,
  ];
  return `${paragraphs.filter((paragraph) => paragraph !== null).join('\n\n')}\n`;
}

/** One message of at most 160 GSM characters where name and link leave room; the link is always whole. */
export function smsOf(message: Message, now: number): string {
  const tail = `${isLate(message, now) ? ` (${minutesLate(message, now)} min late)` : ''} Ack: ${message.ackUrl}`;
  const head = cutToSeptets(toGsm(oneLine(message.service.name)), 40);
  const room = SMS_SEPTETS - countSeptets(tail) - countSeptets(head) - 2;
  const more = message.openAlerts > 1 ? ` (+${message.openAlerts - 1} more)` : '';
  const summary = toGsm(oneLine(firstSummary(message)));
  const shown =
    countSeptets(summary + more) <= room
      ? summary + more
      : cutToSeptets(summary, Math.max(room - more.length, 0)) + more;
  return room > 10 ? `${head}: ${shown}${tail}` : `${head}${tail}`;
}

export function alertLines({ alerts, openAlerts }: Message): string[] {
  const lines = alerts.map(({ severity, summary, count, key, source }) => {
    const times = count > 1 ? `, ${count} times` : '';
    const origin = [key === 'default' ? null : key, source].filter(Boolean).join(' from ');
    return `${severity.toUpperCase()}: ${oneLine(summary)}${origin || times ? ` (${origin}${origin ? times : times.slice(2)})` : ''}`;
  });
  return openAlerts > alerts.length ? [...lines, `and ${openAlerts - alerts.length} more open alerts`] : lines;
}

export function lateness(message: Message, now: number): string | null {
  return isLate(message, now)
    ? `Sent ${minutesLate(message, now)} minutes late: level ${message.level} began at ${clockTime(message.levelBeganAt)}.`
    : null;
}

export function nextStep({ next, level }: Message): string | null {
  if (!next) return null;
  const by = `If nobody acknowledges by ${clockTime(next.at)}`;
  if (next.action === 'level') return `${by}, level ${level + 1} is notified.`;
  if (next.action === 'repeat') return `${by}, level 1 is notified again.`;
  return `${by}, nobody is left to notify: this is the last level.`;
}

export function loopbackWarning(url: string): string | null {
  return isLoopback(url)
    ? `This link works only on the machine that the pager runs on: its PUBLIC_URL is not set.`
    : null;
}

export function clockTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

const isLate = (message: Message, now: number) => now - message.levelBeganAt > LATE_AFTER_MS;
const minutesLate = (message: Message, now: number) => Math.floor((now - message.levelBeganAt) / MINUTE);
const firstSummary = ({ alerts }: Message) => alerts[0]?.summary ?? 'unhealthy';
const cycleOf = ({ cycle, cycles }: Message) => (cycles > 1 ? `, run ${cycle} of ${cycles}` : '');

/** No line break or control character gets into a header or a short message. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}

function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}
