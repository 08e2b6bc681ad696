/** What may stand behind the question mark: strict, since a filter that is passed over answers another question. */
import { z } from '@hono/zod-openapi';
import type { HttpContext } from './context.ts';
import { inputErrors } from './input-errors.ts';
import { problem } from './problem.ts';

const LIMIT = { usual: 50, most: 500 };

/** The parameters of every collection. */
export const pageQuery = {
  limit: z
    .preprocess(
      (text: number | string) => (typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text),
      z
        .int({ message: `expected a whole number from 1 to ${LIMIT.most}` })
        .min(1, { message: `expected a whole number from 1 to ${LIMIT.most}` })
        .max(LIMIT.most, { message: `expected a whole number from 1 to ${LIMIT.most}` })
        .default(LIMIT.usual),
    )
    .openapi({ type: 'integer', minimum: 1, maximum: LIMIT.most, default: LIMIT.usual }),
  cursor: text(4_096).exactOptional().openapi({ description: '`nextCursor` of the page before' }),
};

export function text(maxLength: number) {
  return z.string({ message: 'expected to be given once' }).max(maxLength, {
    message: `expected at most ${maxLength} characters`,
  });
}

export const flag = z
  .enum(['true', 'false'], { message: 'expected true or false' })
  .transform((value) => value === 'true')
  .openapi({ type: 'boolean' });

/** Several values, by repeating the parameter or with commas between them. */
export function listOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z
    .preprocess(
      (given: string | readonly Values[number][]) => [given].flat().flatMap((part) => String(part).split(',')),
      z.array(z.enum(values, { message: `expected one of ${values.join(', ')}` })),
    )
    .exactOptional()
    .openapi({ type: 'array', items: { type: 'string', enum: [...values] } });
}

/** A point in time; a date alone is its first moment in UTC. Answers with epoch ms. */
export const timestamp = z
  .string()
  // A plus sign that was not escaped arrives as a space.
  .transform((given) => given.replace(/ (?=\d\d:?\d\d$)/, '+'))
  .pipe(
    z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
      message: 'expected a time such as 2026-03-24T03:07:12Z',
    }),
  )
  .transform((given) => Date.parse(given))
  .openapi({ type: 'string', format: 'date-time' });

/** `label=team:payments`, repeated: all of them must be there. */
export const labels = z
  .preprocess(
    (given: string | readonly string[]) => [given].flat(),
    z
      .array(
        z.string().regex(/^[^:]{1,63}:.{0,200}$/s, { message: 'expected a name and a value, such as team:payments' }),
      )
      .refine((all) => new Set(all.map(nameOf)).size === all.length, { message: 'expected each name once' })
      .transform((all) =>
        Object.fromEntries(all.map((label) => [nameOf(label), label.slice(nameOf(label).length + 1)])),
      ),
  )
  .exactOptional()
  .openapi({ type: 'array', items: { type: 'string', example: 'team:payments' } });

const nameOf = (label: string) => label.slice(0, label.indexOf(':'));

/** The parameters of a request by the route's schema (a strict object), or the answer that refuses them. */
export function readQuery<Query>(context: HttpContext, schema: z.ZodType<Query>): { query: Query } | Response {
  const given = Object.fromEntries(
    Object.entries(context.req.queries()).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return { query: parsed.data };
  const unknown = parsed.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  const errors = inputErrors(parsed.error).map(({ pointer, message }) => ({
    pointer: pointer.replace(/(?<=.)\/.*/, ''),
    message,
    in: 'query' as const,
  }));
  if (unknown.length > 0) {
    const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    const detail = `unknown query parameter ${unknown.join(', ')}; ${known.length > 0 ? `known are ${known.join(', ')}` : 'none is known here'}`;
    return problem(context, 'unknown_query_parameter', detail, { errors });
  }
  const detail = errors.map(({ pointer, message }) => `${pointer.slice(1)}: ${message}`).join('; ');
  return problem(context, 'bad_parameter', detail, { errors });
}
