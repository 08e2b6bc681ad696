/**
 * A request's body as a JSON object. Reads bytes, so that what is no UTF-8 is noticed
 * and not stored as something else, and a hash names exactly what came.
 */
import { createHash } from 'node:crypto';

export type JsonObject = Record<string, unknown>;

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Where Windows-1252 is not Latin-1: 0x80 to 0x9F. By hand, since the decoder of Node 20 takes the two to be the same. */
const OF_WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

export interface BodyOptions {
  mayBeEmpty: boolean;
  /** What is no UTF-8 is not refused, since a page would be lost with it. */
  anyEncoding?: boolean;
}

/** `refused`: why it can't be read, in words for the sender. */
export type JsonReading = { object: JsonObject; warnings: string[] } | { refused: string };

/** An empty body is an empty object where `mayBeEmpty`. Line ends and a byte order mark around it are no fault. */
export function readJsonObject(bytes: ArrayBuffer, { mayBeEmpty, anyEncoding = false }: BodyOptions): JsonReading {
  const { text, isUtf8 } = decodeText(bytes);
  if (!isUtf8 && !anyEncoding) return { refused: 'expected JSON in UTF-8; the body is not UTF-8' };
  if (text.trim() === '') {
    return mayBeEmpty ? { object: {}, warnings: [] } : { refused: 'expected a JSON object; the body is empty' };
  }
  try {
    return asObject(JSON.parse(text), isUtf8 ? [] : ['the body is not UTF-8: it was read as Windows-1252']);
  } catch (error) {
    return { refused: `expected a JSON object: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** What is no UTF-8 was most likely written by a tool with a Windows or a Latin locale: any bytes are read so. */
export function decodeText(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): { text: string; isUtf8: boolean } {
  try {
    return { text: utf8.decode(bytes), isUtf8: true };
  } catch {
    const latin1 = Buffer.from(new Uint8Array(bytes)).toString('latin1');
    const text = latin1.replace(/[\u0080-\u009f]/g, (each) => OF_WINDOWS[each.charCodeAt(0) - 0x80] ?? each);
    return { text, isUtf8: false };
  }
}

export function asObject(value: unknown, warnings: string[] = []): JsonReading {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { object: value as JsonObject, warnings };
  }
  return { refused: `expected a JSON object, got ${kindOf(value)}` };
}

/** The kind of a JSON value, with its article. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

export function hashOf(body: ArrayBuffer | string): string {
  return createHash('sha256')
    .update(typeof body === 'string' ? body : Buffer.from(body))
    .digest('base64url')
    .slice(0, 22);
}

/** Deeper than any tool nests its details, and far from where a recursive writer gives up. */
const DEEPEST = 64;

/** Whether a value can be written as JSON again by code that recurses. Does not recurse itself. */
export function isTooDeep(value: unknown): boolean {
  let layer = [value];
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    layer = layer.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return false;
}
