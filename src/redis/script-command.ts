/**
 * A script as it goes to Redis, written in one pass. ioredis copies a command's arguments five times and writes each
 * as a string of its own, which takes longer than to fold the commit whose eighty arguments they are.
 */
import { Command, type Redis } from 'ioredis';
import type { ScriptConnection } from '../runtime/commit-connection.ts';
import { hashOfScript, isUnknownScript } from './script-hash.ts';

type Argument = string | number;

/** @throws what Redis answered, or ioredis in its place */
export function runScript(redis: Redis, lua: string, keys: string[], args: Argument[]): Promise<unknown> {
  const run = (name: string, script: string) =>
    redis.sendCommand(new Written(name, [script, keys.length], keys, args)) as Promise<unknown>;
  return run('evalsha', hashOfScript(lua)).catch((error) => {
    if (!isUnknownScript(error)) throw error;
    return run('eval', lua);
  });
}

/** One server, to commit on. */
export function withScripts(redis: Redis): ScriptConnection {
  const own: Pick<ScriptConnection, 'runScript'> = {
    runScript: ({ lua }, keys, args) => runScript(redis, lua, keys, args),
  };
  return Object.assign(redis, own);
}

class Written extends Command {
  readonly #text: string;

  constructor(name: string, ...parts: Argument[][]) {
    super(name, [], { replyEncoding: 'utf8' });
    this.#text = writeCommand([[name], ...parts]);
  }

  override toWritable(): string {
    return this.#text;
  }
}

/** As the protocol has it: how many words, and each behind its length in bytes. */
function writeCommand(parts: Argument[][]): string {
  // Mostly all of it is ASCII. Then a word has as many bytes as characters, which is asked once for all of them.
  const text = writeWords(parts, lengthOf);
  return Buffer.byteLength(text) === text.length ? text : writeWords(parts, Buffer.byteLength);
}

function writeWords(parts: Argument[][], bytesOf: (word: string) => number): string {
  const count = parts.reduce((sum, { length }) => sum + length, 0);
  const lines = new Array<string>(count * 2 + 2);
  let at = 0;
  lines[at++] = `*${count}`;
  for (const part of parts) {
    for (const arg of part) {
      const word = typeof arg === 'string' ? arg : String(arg);
      const bytes = bytesOf(word);
      lines[at++] = HEADS[bytes] ?? `$${bytes}`;
      lines[at++] = word;
    }
  }
  lines[at] = '';
  return lines.join('\r\n');
}

const lengthOf = (word: string): number => word.length;
const HEADS = Array.from({ length: 256 }, (_, bytes) => `$${bytes}`);
