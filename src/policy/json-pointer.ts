/** JSON pointers (RFC 6901) as settings: how they are written, and what they lead to. Pure. */
import { z } from 'zod';

export const pointerSchema = z
  .string()
  .max(500)
  .regex(/^(\/([^~/]|~[01])*)*$/, { message: 'expected a JSON pointer, such as /payload/component' });

/** Undefined where it leads nowhere. An empty pointer is the whole. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
