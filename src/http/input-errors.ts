/** What a schema has against an input, as the API says it: one error for each place, with a JSON pointer. */
import type { z } from '@hono/zod-openapi';
import { kindOf } from './json-object.ts';
import type { InputError } from './problem.ts';

/** @param input what was parsed, to tell what is missing from what is wrong; not given where nothing is required */
export function inputErrors(error: z.ZodError, input?: object): InputError[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ pointer: toPointer([...issue.path, key]), message: 'unknown field' }));
    }
    return [
      {
        pointer: toPointer(issue.path),
        message: messageOf(issue, input),
      },
    ];
  });
}

/** A JSON pointer (RFC 6901). */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function messageOf(issue: z.core.$ZodIssue, input: object | undefined): string {
  const value = input === undefined ? undefined : at(input, issue.path);
  if (input !== undefined && value === undefined) return 'it is missing';
  // A message of our own says what was expected already.
  if (!/^(Too |Invalid )/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${NAMES[issue.expected] ?? issue.expected}${input === undefined ? '' : `, got ${kindOf(value)}`}`;
    case 'too_small':
      return `expected at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `expected at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_union':
      return `expected one of ${(issue as { options?: unknown[] }).options?.join(', ') ?? 'several forms'}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'expected a URL that begins with http:// or https://' : issue.message;
    default:
      return issue.message;
  }
}

/** The names of JSON's types, with their articles. */
const NAMES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const unitOf = (origin: string): string => ({ string: ' characters', array: ' entries' })[origin] ?? '';

function at(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
