/**
 * Values that a schema of the OpenAPI document allows, as fast-check makes them. Where a
 * field's name is known, mostly words that mean something there. It reads what the
 * document uses, and takes what it does not know for anything at all.
 */
import fc from 'fast-check';
import { DURATIONS, WORDS } from './known-words.mjs';
import { wildValue } from './wild-values.mjs';

/** @typedef {{ [field: string]: any }} Schema as JSON; nothing of it is sure */

const DEEPEST = 6;

/** @param {Schema} document @param {Record<string, readonly unknown[]>} more words of this pager only @returns {(schema: Schema, name?: string) => fc.Arbitrary<unknown>} */
export function valuesOf(document, more) {
  const words = { ...WORDS, ...more };
  /** @param {Schema | undefined} schema @param {string} name @param {number} depth @returns {fc.Arbitrary<any>} */
  function valueIn(schema, name, depth) {
    if (!schema || depth > DEEPEST) return fc.constant(null);
    if (schema.$ref) return valueIn(resolve(schema.$ref), name, depth + 1);
    const meant = words[name];
    // A short one would be a timer that falls due, and changes what is stored, while it is compared.
    const own = meant === DURATIONS ? fc.string() : ownValueIn(schema, name, depth);
    return meant ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...meant) }, { weight: 1, arbitrary: own }) : own;
  }

  /** @param {Schema} schema @param {string} name @param {number} depth @returns {fc.Arbitrary<any>} */
  function ownValueIn(schema, name, depth) {
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return fc.oneof(...choices.map((/** @type {Schema} */ each) => valueIn(each, name, depth + 1)));
    if (schema.allOf)
      return fc
        .tuple(...schema.allOf.map((/** @type {Schema} */ each) => valueIn(each, name, depth + 1)))
        .map((parts) => Object.assign({}, ...parts));
    const type = Array.isArray(schema.type) ? schema.type : [schema.type];
    return fc.oneof(...type.map((/** @type {string | undefined} */ each) => typed(each, schema, name, depth)));
  }

  /** @param {string | undefined} type @param {Schema} schema @param {string} name @param {number} depth @returns {fc.Arbitrary<any>} */
  function typed(type, schema, name, depth) {
    switch (type) {
      case 'string':
        return textOf(schema);
      case 'integer':
      case 'number':
        return fc.integer({ min: schema.minimum ?? -10, max: schema.maximum ?? 1_000 });
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array':
        return fc.array(valueIn(schema.items, singular(name), depth + 1), {
          minLength: Math.min(schema.minItems ?? 0, 3),
          maxLength: Math.min(schema.maxItems ?? 4, 4),
        });
      case 'object':
        return objectOf(schema, depth);
      default:
        return wildValue;
    }
  }

  /** @param {Schema} schema @param {number} depth */
  function objectOf(schema, depth) {
    const fields = Object.entries(schema.properties ?? {});
    const known = fc.record(Object.fromEntries(fields.map(([name, each]) => [name, valueIn(each, name, depth + 1)])), {
      requiredKeys: schema.required ?? [],
    });
    if (fields.length > 0 || typeof schema.additionalProperties !== 'object') return known;
    const key = fc.constantFrom('team', 'env', 'a', 'x'.repeat(40), 'ключ');
    return fc.dictionary(key, valueIn(schema.additionalProperties, '', depth + 1), { maxKeys: 4 });
  }

  /** @param {string} ref */
  function resolve(ref) {
    return ref
      .slice(2)
      .split('/')
      .reduce((node, part) => node?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  }

  return (schema, name = '') => valueIn(schema, name, 0);
}

/** @param {Schema} schema */
function textOf({ format, pattern, minLength = 0, maxLength = 30 }) {
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'uri' || format === 'url') return fc.webUrl();
  if (format === 'email') return fc.emailAddress();
  if (pattern) return fc.oneof(fromPattern(pattern), fc.string({ maxLength: 30 }));
  return fc.string({ minLength: Math.min(minLength, 5), maxLength: Math.min(maxLength, 40) });
}

/** Some patterns use what fast-check does not know. @param {string} pattern */
function fromPattern(pattern) {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' });
  } catch {
    return fc.string();
  }
}

/** @param {string} name */
const singular = (name) => name.replace(/s$/, '');
