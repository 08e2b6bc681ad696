/**
 * Requests against every operation of the OpenAPI document and every page beside it:
 * a third as the schemas allow them, a third nearly so, a third wild.
 */
import fc from 'fast-check';
import { ALIASES, INCIDENTS, POLICIES, SERVICES } from './known-words.mjs';
import { requestChange } from './request-changes.mjs';
import { valuesOf } from './schema-values.mjs';
import { anyBody, encode, METHODS, wildHeaders, wildQuery } from './wild-requests.mjs';
import { hostileText } from './wild-values.mjs';

/**
 * @typedef {{ method: string; path: string; headers: Record<string, string>; body: Buffer | null; kind: 'valid' | 'nearly' | 'wild' }} FuzzRequest
 * @typedef {import('./schema-values.mjs').Schema} Schema
 */

const SIGNING_IN = '/v1/session';
/** What a browser, a balancer or a scraper opens, and is in no contract. */
const PAGES = [
  '/',
  '/healthz',
  '/readyz',
  '/metrics',
  '/openapi.json',
  '/docs',
  '/docs/x',
  '/admin/queues',
  '/admin/queues/api/queues',
];

/** Who presents what: the API key, and each integration's key by its type. @typedef {{ admin: string; [type: string]: string }} Keys */

/** @param {{ document: Schema; keys: Keys }} options */
export function requestsOf({ document, keys }) {
  const routing = [keys.pagerduty ?? 'none'];
  const valueIn = valuesOf(document, { routing_key: routing, service_key: routing, token: [keys.goalert ?? 'none'] });
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(/** @type {Record<string, Schema>} */ (methods)).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
  const isNative = (/** @type {string} */ path) => path.startsWith('/v1/') && keyFor(path, keys) === keys.admin;
  const pick = (/** @type {(path: string) => boolean} */ isMeant) =>
    fc.constantFrom(...operations.filter(({ path }) => isMeant(path)));
  // The doors for other tools are many, and much alike. Signing in is slowed down by every failed try.
  const anyOperation = fc.oneof(
    { weight: 2_000, arbitrary: pick((path) => isNative(path) && path !== SIGNING_IN) },
    { weight: 1_000, arbitrary: pick((path) => !isNative(path)) },
    { weight: 1, arbitrary: pick((path) => path === SIGNING_IN) },
  );

  /** @param {(typeof operations)[number]} one @returns {fc.Arbitrary<FuzzRequest>} */
  const valid = ({ method, path, operation }) => {
    const query = (operation.parameters ?? []).filter((/** @type {Schema} */ each) => each.in === 'query');
    const schema = operation.requestBody?.content?.['application/json']?.schema;
    return fc
      .record({
        path: pathOf(path, keys, false),
        query: queryOf(query, valueIn),
        body: schema ? valueIn(schema).map(toJson) : fc.constant(null),
        extra: conditions,
      })
      .map(({ path: at, query: asked, body, extra }) => ({
        method,
        path: at + asked,
        headers: { ...standard(path, keys, body), ...extra },
        body,
        kind: 'valid',
      }));
  };
  const anyValid = anyOperation.chain(valid);
  const nearly = fc
    .tuple(anyValid, requestChange)
    .map(([request, apply]) => ({ ...apply(request), kind: /** @type {const} */ ('nearly') }));
  return fc.oneof(anyValid, nearly, wildOf(anyOperation, keys));
}

/** @param {fc.Arbitrary<{ path: string }>} anyOperation @param {Keys} keys @returns {fc.Arbitrary<FuzzRequest>} */
function wildOf(anyOperation, keys) {
  const path = fc.oneof(
    anyOperation.chain((one) => pathOf(one.path, keys, true)),
    fc.constantFrom(...PAGES, ...SERVICES.map((id) => `/services/${id}`)),
    hostileText.map((text) => `/a/${encode(text)}`),
    hostileText.map((text) => `/${text}`),
  );
  return fc
    .record({
      method: fc.constantFrom(...METHODS),
      path,
      query: fc.oneof(fc.constant(''), wildQuery),
      headers: fc.constantFrom(...Object.values(keys)).chain(wildHeaders),
      body: anyBody,
    })
    .map(({ method, path: at, query, headers, body }) => ({
      method,
      path: at + query,
      headers,
      body: method === 'GET' || method === 'HEAD' ? null : body,
      kind: 'wild',
    }));
}

const conditions = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.dictionary(
      fc.constantFrom('Idempotency-Key', 'If-Match', 'If-None-Match'),
      fc.constantFrom('k1', 'k2', '"1"', '*', 'W/"3"'),
      { maxKeys: 1 },
    ),
  },
);

/** @param {string} path @param {Keys} keys */
function keyFor(path, keys) {
  if (/^(\/opsgenie)?\/v2\/(alerts|heartbeats)/.test(path)) return keys.opsgenie ?? keys.admin;
  const type = /^\/v1\/integrations\/([a-z]+)(\/\{key\})?$/.exec(path)?.[1] ?? '';
  return keys[type] ?? keys.admin;
}

/** @param {string} path @param {Keys} keys @param {Buffer | null} body @returns {Record<string, string>} */
function standard(path, keys, body) {
  const scheme = path.includes('/v2/') ? 'GenieKey' : 'Bearer';
  const authorization = `${scheme} ${keyFor(path, keys)}`;
  return { authorization, ...(body && { 'content-type': 'application/json' }) };
}

/** @param {unknown} value */
const toJson = (value) => Buffer.from(JSON.stringify(value) ?? 'null');

/** @param {string} template @param {Keys} keys @param {boolean} isWild */
function pathOf(template, keys, isWild) {
  const pool = poolOf(template, keys);
  const odd = fc.oneof(
    fc.constantFrom(
      '%00',
      '%zz',
      '..',
      '.',
      '%2F',
      '%E2%82',
      '__proto__',
      'constructor',
      'a'.repeat(300),
      '*',
      '%F0%9F%92%A9',
      ':id',
      '{id}',
    ),
    hostileText.map(encode),
  );
  const segment = isWild ? fc.oneof(fc.constantFrom(...pool), odd) : fc.constantFrom(...pool);
  const names = template.match(/\{\w+\}/g) ?? [];
  return fc.tuple(...names.map(() => segment), fc.constantFrom('', '', '', '/')).map((parts) => {
    const end = parts.pop() ?? '';
    return template.replaceAll(/\{\w+\}/g, () => parts.shift() ?? '') + (isWild ? end : '');
  });
}

/** @param {Schema[]} parameters @param {ReturnType<typeof valuesOf>} valueIn */
function queryOf(parameters, valueIn) {
  if (parameters.length === 0) return fc.constant('');
  return fc
    .subarray(parameters, { maxLength: Math.min(parameters.length, 3) })
    .chain((some) =>
      fc.tuple(
        ...some.map(({ name, schema }) => valueIn(schema, name).map((value) => `${name}=${encode(String(value))}`)),
      ),
    )
    .map((all) => (all.length > 0 ? `?${all.join('&')}` : ''));
}

/** What may stand in a path, by what it leads to. @param {string} template @param {Keys} keys */
function poolOf(template, keys) {
  if (template.endsWith('/{key}')) return [keyFor(template, keys)];
  if (template.includes('/incidents/')) return INCIDENTS;
  if (template.includes('/escalation-policies/')) return POLICIES;
  return template.includes('/v2/') ? ALIASES : SERVICES;
}
