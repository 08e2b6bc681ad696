/** One thing that is made wrong with a request that was right: a field, a byte, a header, its encoding. */
import fc from 'fast-check';
import { METHODS, wildQuery } from './wild-requests.mjs';
import { hostileText, RAW_NUMBERS, wildValue } from './wild-values.mjs';

/** @import { FuzzRequest } from './requests.mjs' */

/** @type {fc.Arbitrary<(request: FuzzRequest) => FuzzRequest>} */
export const requestChange = fc.oneof(
  // A value of another kind, a field too many, one too few.
  fc
    .tuple(fc.nat(), wildValue)
    .map(([which, value]) =>
      onJson((fields) => fields.map((field, index) => (index === which % fields.length ? [field[0], value] : field))),
    ),
  fc
    .tuple(fc.oneof(hostileText, fc.constantFrom('__proto__', 'constructor')), wildValue)
    .map((field) => onJson((fields) => [...fields, field])),
  fc
    .nat()
    .map((which) => onJson((fields) => fields.filter((_, index) => index !== which % Math.max(fields.length, 1)))),
  // Every name twice, with another value: JSON allows it, and the last one counts.
  wildValue.map((value) =>
    onText((text) =>
      text.replace(
        /^\{/,
        () =>
          `{${fieldsOf(text)
            .map(([name]) => `${JSON.stringify(name)}:${JSON.stringify(value)},`)
            .join('')}`,
      ),
    ),
  ),
  fc
    .constantFrom(...RAW_NUMBERS)
    .map((number) => onText((text) => text.replace(/:("(?:[^"\\]|\\.)*"|\d+|true|false|null)/, () => `:${number}`))),
  // Cut off, with a byte that is another, in another encoding.
  fc
    .double({ min: 0, max: 1, noNaN: true })
    .map((at) => onBytes((bytes) => bytes.subarray(0, Math.floor(bytes.length * at)))),
  fc
    .tuple(fc.nat(), fc.integer({ min: 0, max: 255 }))
    .map(([at, byte]) => onBytes((bytes) => setByte(bytes, at, byte))),
  fc
    .constantFrom(/** @type {const} */ ('utf16le'), /** @type {const} */ ('latin1'))
    .map((encoding) => onBytes((bytes) => Buffer.from(bytes.toString(), encoding))),
  fc.constantFrom('\uFEFF', '\n\t ', '//\n', '\u0000').map((before) => onText((text) => before + text)),
  // Right in itself, and asked for in another way.
  fc.constantFrom(...METHODS).map((method) => (/** @type {FuzzRequest} */ request) => ({ ...request, method })),
  fc
    .dictionary(
      fc.constantFrom('idempotency-key', 'if-match', 'content-type', 'content-encoding'),
      fc.constantFrom('', 'k'.repeat(300), 'gzip', 'text/xml', '\xff', '"9999999999999999999"'),
      { minKeys: 1, maxKeys: 2 },
    )
    .map((headers) => (/** @type {FuzzRequest} */ request) => ({
      ...request,
      headers: { ...request.headers, ...headers },
    })),
  wildQuery.map((query) => (/** @type {FuzzRequest} */ request) => ({
    ...request,
    path: request.path.split('?', 1)[0] + query,
  })),
);

/** @param {(bytes: Buffer) => Buffer} act @returns {(request: FuzzRequest) => FuzzRequest} */
const onBytes = (act) => (request) => (request.body ? { ...request, body: act(request.body) } : request);
/** @param {(text: string) => string} act */
const onText = (act) => onBytes((bytes) => Buffer.from(act(bytes.toString())));
/** @param {(fields: [string, unknown][]) => [string, unknown][]} act */
const onJson = (act) =>
  onText(
    (text) =>
      `{${act(fieldsOf(text))
        .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`)
        .join(',')}}`,
  );

/** @param {string} text @returns {[string, unknown][]} */
function fieldsOf(text) {
  const value = JSON.parse(text);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** @param {Buffer} bytes @param {number} at @param {number} byte */
function setByte(bytes, at, byte) {
  const changed = Buffer.from(bytes);
  if (changed.length > 0) changed[at % changed.length] = byte;
  return changed;
}
