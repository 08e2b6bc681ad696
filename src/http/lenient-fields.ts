/**
 * Reads the fields of an event so that as much of it as possible is taken: a text
 * that is too long is cut, a value of another type is written as text, an unknown
 * field is passed over. Each time a warning says so. Null is the same as absent.
 */
import { createHash } from 'node:crypto';
import { isTooDeep, type JsonObject, kindOf } from './json-object.ts';
import type { InputError } from './problem.ts';

/** `errors`: it can't be taken at all. */
export type EventReading<Event> = { event: Event; warnings: string[] } | { errors: InputError[] };

const WARNINGS_SHOWN = 20;
const NAME_SHOWN = 60;

export interface LenientFields {
  /** At most that many characters; null when there is nothing but white space. */
  text(name: string, maxLength: number): string | null;
  /**
   * What is compared byte for byte. Cutting it could make two of them one, so the
   * rest of a long one is told by its hash: equal exactly when the whole is equal.
   */
  identifier(name: string, maxBytes: number): string | null;
  flag(name: string): boolean | null;
  /** As it came; undefined when absent. */
  raw(name: string): unknown;
  warn(warning: string): void;
  /** Names the fields that nobody asked for, and ends the list. */
  warnings(): string[];
}

export function readLeniently(object: JsonObject): LenientFields {
  const asked = new Set<string>();
  const said: string[] = [];

  const raw = (name: string): unknown => {
    asked.add(name);
    return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
  };
  const asText = (name: string): string | null => {
    const value = raw(name);
    if (value === undefined || typeof value === 'string') return value ?? null;
    said.push(`${name}: expected a text, got ${kindOf(value)}; it was taken as text`);
    return isTooDeep(value) ? `(${kindOf(value)})` : JSON.stringify(value);
  };

  return {
    raw,
    text(name, maxLength) {
      const value = asText(name);
      if (value === null || value.trim() === '') return null;
      if (value.length <= maxLength) return value;
      said.push(`${name}: cut to ${maxLength} characters`);
      return cutText(value, maxLength);
    },
    identifier(name, maxBytes) {
      const value = asText(name);
      if (value === null || value === '') return null;
      if (Buffer.byteLength(value) <= maxBytes) return value;
      said.push(`${name}: over ${maxBytes} bytes; its end was replaced by a hash of the whole`);
      return withHashedEnd(value, maxBytes);
    },
    flag(name) {
      const value = raw(name);
      if (value === undefined || typeof value === 'boolean') return value ?? null;
      said.push(`${name}: expected true or false, got ${kindOf(value)}; it was ignored`);
      return null;
    },
    warn: (warning) => said.push(warning),
    warnings() {
      const unknown = Object.keys(object).filter((name) => !asked.has(name));
      const all = [...said, ...unknown.map((name) => `${cutText(name, NAME_SHOWN)}: unknown field, ignored`)];
      if (all.length <= WARNINGS_SHOWN) return all;
      return [...all.slice(0, WARNINGS_SHOWN), `and ${all.length - WARNINGS_SHOWN} more`];
    },
  };
}

/** With "…" as its last character where something is missing; a pair of surrogates is not parted. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function withHashedEnd(text: string, maxBytes: number): string {
  const end = `…${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
  // A character that is cut in half is left out.
  const start = new TextDecoder().decode(Buffer.from(text).subarray(0, maxBytes - Buffer.byteLength(end)), {
    stream: true,
  });
  return start + end;
}
