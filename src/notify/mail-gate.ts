/**
 * The last door before a mail's text goes to the server: it opens once the server
 * waits for the text, and only if the mail is still ours to send. Behind it nobody
 * knows whether the mail was taken, until the server says so.
 */
import { Readable } from 'node:stream';
import type { StillHeld } from './channel.ts';

export interface MailGate {
  /** The mail's source, as the connection reads it. */
  through(source: Readable): Readable;
  /** A part of the text was handed to the connection. */
  hasPassed(): boolean;
  /** It was not ours any more: nothing has passed, and nothing will. */
  isShut(): boolean;
}

export function createMailGate(stillHeld: StillHeld): MailGate {
  let passed = false;
  let shut = false;

  // Begun by the first read, which comes when the server has said that it waits for the text.
  async function* whileHeld(source: Readable): AsyncGenerator<Buffer> {
    if (!(await stillHeld())) {
      shut = true;
      throw new Error('the mail is not ours to send any more');
    }
    passed = true;
    yield* source;
  }

  return {
    through: (source) => Readable.from(whileHeld(source), { objectMode: false }),
    hasPassed: () => passed,
    isShut: () => shut,
  };
}
