/** Lines for the person at the terminal, on standard output; in colour only where one sees it. */
import { styleText } from 'node:util';
import { destination } from 'pino';

/** Beyond that, lines are dropped. */
const UNREAD_BYTES = 4 * 1024 * 1024;

export type Paint = (colour: 'red' | 'bold', text: string) => string;

/** https://no-color.org */
export const paint: Paint = (colour, text) =>
  process.stdout.isTTY && !process.env.NO_COLOR ? styleText(colour, text) : text;

// Whoever reads it may stop reading (Ctrl-S), or be gone (`npm start | head`): neither must stop a pager.
// What is left is written at the exit.
const output = destination({ dest: 1, sync: false, maxLength: UNREAD_BYTES });

export function say(lines: string[]): void {
  output.write(lines.map((line) => `${line}\n`).join(''));
}
