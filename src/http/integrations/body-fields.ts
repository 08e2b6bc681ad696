/** Fields of a body that nobody has checked: what they hold, or null. Shared by all vendors. */
import type { JsonObject } from '../json-object.ts';

/** A text or a number as a text; null when there is nothing but white space. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** An empty one for anything else. */
export const asJsonObject = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** Everything in them that a label can be; the first that has a name counts. */
export function labelsOf(...sources: unknown[]): Record<string, string> {
  const labels: Record<string, string> = Object.create(null);
  for (const source of sources) {
    for (const [name, value] of Object.entries(asJsonObject(source))) {
      const text = textOf(value);
      if (text !== null && labels[name] === undefined) labels[name] = text;
    }
  }
  return labels;
}
