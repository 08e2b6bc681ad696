/** A body of the configuration: strict. Everything that is wrong with it is said at once. */
import type { z } from '@hono/zod-openapi';
import { readBody } from './body.ts';
import type { HttpContext } from './context.ts';
import { inputErrors, toPointer } from './input-errors.ts';
import { isTooDeep } from './json-object.ts';
import type { BodyReader } from './operation.ts';
import { type InputError, problem } from './problem.ts';

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/** @param documented describes at least what `schema` takes: a client is held to it */
export function configuration<Value, Documented extends z.ZodType>(
  schema: z.ZodType<Value, z.input<Documented>>,
  { documented, example }: { documented: Documented; example: unknown },
): BodyReader<Value, Documented> {
  return {
    schema: documented,
    example,
    required: true,
    refuses: ['bad_json', 'too_large', 'unsupported_media_type', 'invalid'],
    async read(context) {
      const type = context.req.header('content-type');
      if (type !== undefined && !JSON_TYPE.test(type)) {
        return problem(context, 'unsupported_media_type', `expected application/json, got ${type}`);
      }
      const read = await readBody(context, { mayBeEmpty: false });
      return read instanceof Response ? read : validate(context, schema, read.object);
    },
  };
}

function validate<Value>(context: HttpContext, schema: z.ZodType<Value>, input: object): { body: Value } | Response {
  if (isTooDeep(input)) return invalid(context, [{ pointer: '', message: 'nested too deep' }]);
  const parsed = schema.safeParse(input);
  const passedOver = reservedNames(input);
  if (parsed.success && passedOver.length === 0) return { body: parsed.data };
  return invalid(context, [...(parsed.success ? [] : inputErrors(parsed.error, input)), ...passedOver]);
}

function invalid(context: HttpContext, found: InputError[]): Response {
  const errors = [...new Map(found.map((error) => [error.pointer, error])).values()];
  const count = errors.length === 1 ? 'one thing is' : `${errors.length} things are`;
  return problem(context, 'invalid', `${count} wrong with the body; see errors`, { errors });
}

/** The one name that zod's records leave out without a word. @param value not nested too deep */
function reservedNames(value: unknown, path: PropertyKey[] = []): InputError[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '__proto__'
      ? [{ pointer: toPointer([...path, name]), message: 'unknown field' }]
      : reservedNames(inner, [...path, name]),
  );
}
