/** The server's pointers as a form has its fields: what is wrong stands where it was typed, the rest above. */
import { Problem, wordsOf } from '../api/problem.ts';

export interface FieldErrors {
  /** By the form's name of the field. */
  fields: Record<string, string>;
  /** What belongs to no field that is shown. */
  whole: string | null;
}

/** @param names from the pointer to the form's field */
export function fieldErrors(error: unknown, names: Record<string, string>): FieldErrors {
  if (!(error instanceof Problem) || error.errors.length === 0) return { fields: {}, whole: wordsOf(error) };
  const fields: Record<string, string> = {};
  const others: string[] = [];
  for (const { pointer, message } of error.errors) {
    const name = names[pointer];
    if (name === undefined) others.push(`${pointer}: ${message}`);
    else fields[name] ??= message;
  }
  return { fields, whole: others.length > 0 ? others.join('; ') : null };
}
