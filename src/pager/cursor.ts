/** Cursors are opaque to clients: where a listing goes on. One that no listing gave out is a `bad_cursor`. */

export class BadCursor extends Error {
  override name = 'BadCursor';
}

export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws BadCursor */
export function decodeCursor<T>(cursor: string | undefined, isValid: (position: unknown) => position is T): T | null {
  if (cursor === undefined) return null;
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isValid(position)) return position;
  } catch {
    // Not even JSON: the same answer.
  }
  throw new BadCursor('the cursor is none that this listing gave out');
}

export interface IndexPosition {
  score: number;
  member: string;
}

export const isText = (position: unknown): position is string => typeof position === 'string';
export const isCount = (position: unknown): position is number =>
  Number.isSafeInteger(position) && (position as number) >= 0;
export const isIndexPosition = (position: unknown): position is IndexPosition =>
  typeof position === 'object' &&
  position !== null &&
  typeof (position as IndexPosition).score === 'number' &&
  typeof (position as IndexPosition).member === 'string';
