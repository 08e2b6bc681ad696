/** A request's body as a JSON object, or the answer that refuses it. */
import type { HttpContext } from './context.ts';
import { type BodyOptions, type JsonObject, readJsonObject } from './json-object.ts';
import { problem } from './problem.ts';

export async function readBody(
  context: HttpContext,
  options: BodyOptions,
): Promise<{ object: JsonObject; warnings: string[]; bytes: ArrayBuffer } | Response> {
  const encoding = context.req.header('content-encoding') ?? 'identity';
  if (encoding !== 'identity') {
    return problem(context, 'bad_json', `expected JSON as it is; the body is encoded as ${encoding}`);
  }
  const bytes = await context.req.arrayBuffer();
  const reading = readJsonObject(bytes, options);
  if ('refused' in reading) return problem(context, 'bad_json', reading.refused);
  return { bytes, object: reading.object, warnings: reading.warnings };
}
