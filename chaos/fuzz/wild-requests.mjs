/** Queries, headers and bodies that nobody means, as wild as HTTP lets them be. */
import fc from 'fast-check';
import { WORDS } from './known-words.mjs';
import { deepJson, hostileText, wildValue } from './wild-values.mjs';

export const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

/** @param {string} text */
export const encode = (text) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '?'));

export const wildQuery = fc
  .array(
    fc.tuple(
      fc.constantFrom(...Object.keys(WORDS), 'q', 'actor', '__proto__', '%', ''),
      fc.oneof(hostileText.map(encode), fc.constantFrom('', '%', '%ff', '1', '9'.repeat(400))),
    ),
    { maxLength: 4 },
  )
  .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`);

/** @param {string} key */
export function wildHeaders(key) {
  const authorization = fc.oneof(
    { weight: 12, arbitrary: fc.constant(`Bearer ${key}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        'Bearer',
        'Bearer wrong',
        'Basic !!!',
        'Basic Og==',
        `bearer  ${key}`,
        `Bearer ${key} x`,
        'Digest x',
      ),
    },
  );
  const others = fc.dictionary(
    fc.constantFrom(
      'content-type',
      'content-encoding',
      'idempotency-key',
      'if-match',
      'if-none-match',
      'x-request-id',
      'x-forwarded-proto',
      'x-forwarded-for',
      'accept',
      'accept-encoding',
      'last-event-id',
      'origin',
      'cookie',
      'traceparent',
      'range',
      'expect-ct',
      'upgrade-insecure-requests',
      'content-language',
      'transfer',
    ),
    fc.oneof(
      fc.constantFrom(
        'application/json',
        'application/json; charset=utf-16',
        'text/plain',
        'multipart/form-data',
        'gzip',
        'br',
        '*',
        '"1"',
        'W/"1"',
        '"x", "y"',
        '0',
        '-1',
        'null',
        'bytes=0-1',
        '00-00000000000000000000000000000000-0000000000000000-00',
        `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      ),
      fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')),
      fc.constant('x'.repeat(4_000)),
    ),
    { maxKeys: 4 },
  );
  return fc
    .tuple(authorization, others)
    .map(([authorized, rest]) => ({ ...rest, ...(authorized && { authorization: authorized }) }));
}

export const anyBody = fc.oneof(
  { weight: 4, arbitrary: wildValue.map((value) => Buffer.from(JSON.stringify(value) ?? 'null')) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 2, arbitrary: hostileText.map((text) => Buffer.from(text)) },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 60_000 }).map((depth) => Buffer.from(`{"summary":"x","details":${deepJson(depth)}}`)),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 500_000, max: 530_000 })
      .map((length) => Buffer.from(`{"summary":"${'x'.repeat(length)}"}`)),
  },
  { weight: 1, arbitrary: fc.constant(null) },
);
