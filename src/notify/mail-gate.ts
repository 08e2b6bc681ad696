/**
 * The last door before a mail's text goes to the server: it opens once the server
 * waits for the text, and stays open only as long as the mail is still ours to send.
 * A process can be stopped between two parts of the text, and a server takes nothing
 * before its end (RFC 5321, 4.1.1.4): so it is asked at each part, and before the end.
 */
import { Readable } from 'node:stream';
import type { StillHeld } from './channel.ts';

export interface MailGate {
  /** The mail's source, as the connection reads it. */
  through(source: Readable): Readable;
  /** A part of the text was handed to the connection. */
  hasPassed(): boolean;
  /** It was not ours any more: the end of the text has not passed, and will not. */
  isShut(): boolean;
}

export function createMailGate(stillHeld: StillHeld): MailGate {
  let passed = false;
  let shut = false;

  // Begun by the first read, which comes when the server has said that it waits for the text.
  async function* whileHeld(source: Readable): AsyncGenerator<Buffer> {
    for await (const part of source) {
      await ask();
      passed = true;
      yield part;
    }
    await ask();
  }

  async function ask(): Promise<void> {
    if (await stillHeld()) return;
    shut = true;
    throw new Error('the mail is not ours to send any more');
  }

  return {
    through: (source) => Readable.from(whileHeld(source), { objectMode: false }),
    hasPassed: () => passed,
    isShut: () => shut,
  };
}
