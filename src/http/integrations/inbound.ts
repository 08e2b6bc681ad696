/**
 * A request of somebody else's tool, read as leniently as such tools write: JSON
 * whatever the content type says (netdata calls it a form), else a form, in either
 * encoding. Reads no more than it was given, and judges nothing.
 */
import type { HttpContext } from '../context.ts';
import { asObject, decodeText, type JsonObject } from '../json-object.ts';
import { presentedKey } from '../presented-key.ts';

export interface InboundHttp {
  method: string;
  path: string;
  bytes: Uint8Array;
  /** When it came, epoch ms. */
  at: number;
  /** What the body holds: of a form its fields. An empty object where there is no body, or none that can be read. */
  body: JsonObject;
  /** Why the body can't be read. */
  unreadable: string | null;
  query: JsonObject;
  header(name: string): string | undefined;
  param(name: string): string | undefined;
}

/** @param listAs the name under which a body that is a list stands; without it, it can't be read */
export async function readInbound(context: HttpContext, listAs?: string): Promise<InboundHttp> {
  const bytes = new Uint8Array(await context.req.arrayBuffer());
  const read = await readFields(bytes, {
    type: context.req.header('content-type') ?? '',
    encoding: context.req.header('content-encoding') ?? 'identity',
    listAs,
  });
  return {
    method: context.req.method,
    path: context.req.path,
    bytes,
    at: Date.now(),
    body: 'fields' in read ? read.fields : {},
    unreadable: 'refused' in read ? read.refused : null,
    query: context.req.query(),
    header: (name) => context.req.header(name),
    param: (name) => context.req.param(name),
  };
}

/** The key where it stands in the address, in a header or behind the question mark, in this order. */
export function keyOfAddress({ param, header, query }: InboundHttp): string | null {
  const named = ['key', 'token', 'apiKey', 'api_key'].map((name) => query[name]).find((value) => value !== undefined);
  return param('key') ?? presentedKey(header('authorization')) ?? (typeof named === 'string' ? named : null);
}

async function readFields(
  bytes: Uint8Array<ArrayBuffer>,
  { type, encoding, listAs }: { type: string; encoding: string; listAs?: string | undefined },
): Promise<{ fields: JsonObject } | { refused: string }> {
  if (encoding !== 'identity') return { refused: `expected JSON as it is; the body is encoded as ${encoding}` };
  if (/^multipart\/form-data/i.test(type)) return await readMultipart(bytes, type);
  return readText(decodeText(bytes).text, { isForm: /^application\/x-www-form-urlencoded/i.test(type), listAs });
}

/** @param isForm it is one where it is no JSON */
export function readText(
  text: string,
  { isForm, listAs }: { isForm: boolean; listAs?: string | undefined },
): { fields: JsonObject } | { refused: string } {
  if (text.trim() === '') return { fields: {} };
  const json = readJson(text, listAs);
  if ('fields' in json || !isForm || /^\s*[{[]/.test(text)) return json;
  return { fields: Object.fromEntries(new URLSearchParams(text)) };
}

function readJson(text: string, listAs: string | undefined): { fields: JsonObject } | { refused: string } {
  try {
    const value: unknown = JSON.parse(text);
    // What opsgenie-sdk writes for a body that it has not.
    if (value === null) return { fields: {} };
    if (Array.isArray(value) && listAs !== undefined) return { fields: { [listAs]: value } };
    const object = asObject(value);
    return 'refused' in object ? object : { fields: object.object };
  } catch (error) {
    return { refused: `expected a JSON object: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function readMultipart(
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
): Promise<{ fields: JsonObject } | { refused: string }> {
  try {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
    const fields: JsonObject = {};
    form.forEach((value, name) => {
      fields[name] = typeof value === 'string' ? value : `${value.name || 'a file'} (${value.size} bytes)`;
    });
    return { fields };
  } catch {
    return { refused: 'expected a form as its content type says; it can’t be read' };
  }
}
