/**
 * What people read in an SMS: who is broken, how, and the link, in one message of
 * 160 GSM characters. The link is always whole; name and summary get what it leaves.
 * A text that the GSM alphabet would make unreadable goes as it is, in two messages.
 */
import type { Message } from './channel.ts';
import { countSeptets, cutToSeptets, isLostInGsm, toGsm } from './gsm.ts';
import { firstSummary, isLoopback, lateBy, nameOf } from './texts.ts';

/** How a text is written, and how much of it goes into one message and into each part of several (3GPP TS 23.040). */
interface Writing {
  write(text: string): string;
  count(text: string): number;
  cut(text: string, room: number): string;
  single: number;
  part: number;
}

const GSM: Writing = { write: toGsm, count: countSeptets, cut: cutToSeptets, single: 160, part: 153 };
const UCS2: Writing = { write: (text) => text, count: (text) => text.length, cut: cutToUnits, single: 70, part: 67 };

/** With less room for words than that, a further message is worth its price. */
const FEWEST_WORDS = 24;
const LONGEST_NAME = 40;
const SHORTEST_SUMMARY = 8;

export function smsOf(message: Message, now: number): string {
  const name = nameOf(message);
  const summary = firstSummary(message);
  const writing = [name, summary].some(isLostInGsm) ? UCS2 : GSM;
  const tail = writing.write(tailOf(message, now));
  const room = roomBeside(writing.count(tail), writing);
  return wordsOf(message, name, summary, room, writing) + tail;
}

/** A name of another alphabet in the link's host would cost the GSM one: the URL parser writes it in ASCII. */
function tailOf(message: Message, now: number): string {
  const late = lateBy(message, now);
  const where = isLoopback(message.ackUrl) ? " (only on the pager's machine)" : '';
  return `${late === null ? '' : ` (${late} late)`} Ack${where}: ${new URL(message.ackUrl).href}`;
}

function roomBeside(taken: number, { single, part }: Writing): number {
  if (single - taken >= FEWEST_WORDS) return single - taken;
  let parts = 2;
  while (parts * part - taken < FEWEST_WORDS) parts++;
  return parts * part - taken;
}

function wordsOf(
  message: Message,
  name: string,
  summary: string,
  room: number,
  { write, count, cut }: Writing,
): string {
  const more = message.openAlerts > 1 ? ` (+${message.openAlerts - 1} more)` : '';
  const head = cut(write(name), Math.min(LONGEST_NAME, room - count(more)));
  const left = room - count(head) - count(': ') - count(more);
  return left < SHORTEST_SUMMARY ? `${head}${more}` : `${head}: ${cut(write(summary), left)}${more}`;
}

/** UTF-16 units, as UCS-2 counts them; a character of two units is not cut in two. */
function cutToUnits(text: string, room: number): string {
  if (text.length <= room) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > room - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
