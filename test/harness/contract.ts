/** /openapi.json as a judge of answers: what it does not describe, field by field, must not be answered. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { expect } from 'vitest';

interface Media {
  schema: object;
}
interface Described {
  responses: Record<string, { content?: Record<string, Media> }>;
}
export interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, object> };
}

export interface Contract {
  check(method: string, path: string, status: number, json: unknown): void;
}

export function contractOf(document: OpenApi): Contract {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // A CommonJS module: its function is its `default`.
  const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;
  addFormats(ajv);
  ajv.addSchema(closed(document) as object, 'contract');
  const patterns = Object.keys(document.paths).map((template) => ({
    template,
    matches: new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
  }));

  return {
    check(method, path, status, json) {
      const found = patterns.find(({ matches }) => matches.test(path));
      const operation = found && document.paths[found.template]?.[method.toLowerCase()];
      if (!found || !operation) return;
      const what = `${method} ${found.template} answered ${status}`;
      const answer = operation.responses[status];
      // A body that is too large is refused before anybody looks at the address.
      if (status === 413) return;
      expect(Object.keys(operation.responses), what).toContain(String(status));
      const type = Object.keys(answer?.content ?? {})[0];
      if (type === undefined || json === undefined) return;
      const place = [found.template, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
      const pointer = place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
      const validate = ajv.compile({ $ref: `contract#/paths/${encodeURI(pointer)}` });
      expect(validate(json) ? [] : validate.errors, `${what}: ${JSON.stringify(json).slice(0, 500)}`).toEqual([]);
    },
  };
}

/** Clients must bear fields that are new to them; the tests must not. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}
