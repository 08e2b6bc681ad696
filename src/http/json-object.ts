/**
 * A request's body as a JSON object. Reads bytes, so that what is no UTF-8 is
 * refused and not stored as something else, and a hash names exactly what came.
 */
import { createHash } from 'node:crypto';

export type JsonObject = Record<string, unknown>;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** `refused`: why it can't be read, in words for the sender. */
export type JsonReading = { object: JsonObject } | { refused: string };

/** An empty body is an empty object where `mayBeEmpty`. Line ends and a byte order mark around it are no fault. */
export function readJsonObject(bytes: ArrayBuffer, { mayBeEmpty }: { mayBeEmpty: boolean }): JsonReading {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { refused: 'expected JSON in UTF-8; the body is not UTF-8' };
  }
  if (text.trim() === '') {
    return mayBeEmpty ? { object: {} } : { refused: 'expected a JSON object; the body is empty' };
  }
  try {
    return asObject(JSON.parse(text));
  } catch (error) {
    return { refused: `expected a JSON object: ${error instanceof Error ? error.message : String(error)}` };
  }
}

export function asObject(value: unknown): JsonReading {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { object: value as JsonObject };
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
