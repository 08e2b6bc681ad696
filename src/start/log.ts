/**
 * The log, on standard error: one JSON object a line, or short lines where a person
 * reads them on a terminal. Standard output is for people: where the pager is, and
 * the messages of the preview. Addresses and phone numbers are shortened in every line,
 * whoever wrote it.
 */
import { destination, type Logger, type LoggerOptions, pino } from 'pino';
import { maskText } from '../notify/masked-text.ts';
import { createRepeatFilter } from './repeat-filter.ts';

type Entry = Record<string, unknown> & {
  level: number;
  time: number;
  msg?: string;
  err?: { message?: string } | string;
};
/** Beyond that, lines are dropped. */
const UNREAD_BYTES = 16 * 1024 * 1024;
const LEVELS: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };

export function createLog(level: string, { isTTY = process.stderr.isTTY === true } = {}): Logger {
  // Whoever reads it may stop reading: that must not stop a pager. What is left is written at the exit.
  const output = destination({ dest: 2, sync: false, maxLength: UNREAD_BYTES });
  const options: LoggerOptions = { level, base: null };
  const write = createRepeatFilter((line) => output.write(maskText(isTTY ? forPeople(line) : line)));
  return pino(options, { write });
}

function forPeople(line: string): string {
  const { level, time, msg, err, ...rest } = JSON.parse(line) as Entry;
  const fields = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const parts = [
    new Date(time).toISOString().slice(11, 19),
    LEVELS[level] ?? level,
    msg,
    typeof err === 'string' ? err : err?.message,
    ...fields,
  ];
  return `${parts.filter((part) => part !== undefined && part !== '').join('  ')}\n`;
}
