/**
 * What an HTTP gateway may answer that no gateway should: each answer is what is written
 * to the socket once a request has come in whole. From the sane one to bytes that are no
 * HTTP, ends in the wrong place, and bodies without an end.
 */
import fc from 'fast-check';
import { deepJson, hostileText } from './wild-values.mjs';

/** @typedef {{ name: string; isSlow?: boolean; give: (socket: import('node:net').Socket) => void }} WildAnswer */

/** @param {string | number} status @param {string[]} headers @param {string | Buffer} body */
const answer = (status, headers, body = '') =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status}\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`, 'latin1'),
    Buffer.from(body),
  ]);
const sized = (/** @type {string | Buffer} */ body) => `Content-Length: ${Buffer.byteLength(body)}`;
/** @param {string} name @param {string | Buffer} bytes @returns {WildAnswer} */
const writes = (name, bytes) => ({ name, give: (socket) => void socket.write(bytes) });
/** @param {string} name @param {string | Buffer} bytes @returns {WildAnswer} */
const ends = (name, bytes) => ({ name, give: (socket) => void socket.end(bytes) });
/** @param {string} name @param {string} json @param {string | number} [status] */
const says = (name, json, status = '201 Created') =>
  writes(name, answer(status, ['Content-Type: application/json', sized(json)], json));

const PADDING = Buffer.alloc(65_536, 'x');

/** @type {WildAnswer[]} */
export const NAMED_ANSWERS = [
  says('a sane one', '{"sid":"SM1"}'),
  ...[301, 302, 303, 307, 308].map((status) =>
    writes(`a redirect to itself (${status})`, answer(`${status} Moved`, ['Location: /', 'Content-Length: 0'])),
  ),
  writes('a redirect to nowhere', answer('302 Found', ['Location: http://[', 'Content-Length: 0'])),
  writes('a redirect without an address', answer('301 Moved', ['Content-Length: 0'])),
  writes('a redirect to a file', answer('302 Found', ['Location: file:///etc/passwd', 'Content-Length: 0'])),
  ...['000 Zero', '99 Low', '1000 High', '-1 Minus', 'abc Letters', '200', '2xx Ok', '600 What', '999 What'].map(
    (status) => writes(`status "${status}"`, answer(status, ['Content-Length: 0'])),
  ),
  ends('no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n'),
  ends('an answer of HTTP/0.9', '<html>ok</html>'),
  ends('an answer of HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nok'),
  ends('an answer of HTTP/9.9', 'HTTP/9.9 200 OK\r\n\r\nok'),
  writes('another protocol', answer('101 Switching Protocols', ['Connection: Upgrade', 'Upgrade: websocket'])),
  writes(
    '500 times "continue", then yes',
    Buffer.concat([
      ...Array.from({ length: 500 }, () => answer('100 Continue', [])),
      answer('200 OK', ['Content-Length: 0']),
    ]),
  ),
  writes(
    'early hints, then yes',
    Buffer.concat([answer('103 Early Hints', ['Link: </x>; rel=preload']), answer('200 OK', ['Content-Length: 0'])]),
  ),
  writes(
    'two answers to one request',
    Buffer.concat([answer('500 No', ['Content-Length: 0']), answer('200 OK', ['Content-Length: 0'])]),
  ),
  writes('204 with a body', answer('204 No Content', ['Content-Length: 2'], 'ok')),
  ends('a body shorter than told', answer('200 OK', ['Content-Length: 1000'], 'short')),
  writes('a body longer than told', answer('400 No', ['Content-Length: 2'], 'longer than that')),
  writes('a length below zero', answer('200 OK', ['Content-Length: -5'], 'x')),
  writes('a length beyond every number', answer('200 OK', [`Content-Length: ${'9'.repeat(40)}`], 'x')),
  writes('two lengths', answer('200 OK', ['Content-Length: 1', 'Content-Length: 2'], 'xx')),
  writes('chunks of no size', answer('200 OK', ['Transfer-Encoding: chunked'], 'zz\r\nx\r\n')),
  ends('chunks without an end', answer('200 OK', ['Transfer-Encoding: chunked'], '5\r\nabc')),
  writes('gzip that is none', answer('400 No', ['Content-Encoding: gzip', 'Content-Length: 3'], 'abc')),
  writes('a head of 1 MB', answer('200 OK', [`X: ${'x'.repeat(1_000_000)}`, 'Content-Length: 0'])),
  writes(
    '5,000 headers',
    answer('200 OK', [...Array.from({ length: 5_000 }, (_, n) => `x${n}: y`), 'Content-Length: 0']),
  ),
  writes('a header with NUL', answer('200 OK', ['X: a\u0000b', 'Content-Length: 0'])),
  writes('a header of bytes', answer('200 OK', ['X: \xff\xfe', 'Content-Length: 0'])),
  ...[
    '1e308',
    '-1',
    '99999999999999999999',
    'soon',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    'Fri, 31 Dec 9999 23:59:59 GMT',
    '',
    '1, 2',
  ].map((after) => writes(`Retry-After: ${after}`, answer('429 Slow', [`Retry-After: ${after}`, 'Content-Length: 0']))),
  says('an id that is a number', '{"sid":12345}'),
  says('an id of 1 MB', `{"sid":"${'S'.repeat(1_000_000)}"}`),
  says('an id of line ends', '{"sid":"SM1\\r\\nX: y\\u0000\\ud800"}'),
  says('a prototype', '{"__proto__":{"sid":"SM1"},"constructor":null}'),
  says('null', 'null'),
  says('an error whose words are an object', '{"code":"21211","message":{"a":1}}', '400 Bad'),
  says(
    'an error in markup and line ends',
    '{"code":21211,"message":"<b>no</b>\\n\\n\\u202e\\u0000\\ud83d"}',
    '400 Bad',
  ),
  writes(
    'an error in UTF-16',
    answer('400 Bad', [sized(Buffer.from('nein', 'utf16le'))], Buffer.from('nein', 'utf16le')),
  ),
  writes('an error in Latin-1', answer('400 Bad', ['Content-Length: 3'], Buffer.from([0xfc, 0xe9, 0xff]))),
  says('JSON deeper than the stack', deepJson(5_000), '400 Bad'),
  ends('nothing', ''),
  { name: 'a reset', give: (socket) => void socket.resetAndDestroy() },
  {
    name: 'a reset in the middle of the head',
    give: (socket) => void socket.write('HTTP/1.1 200 O', () => socket.resetAndDestroy()),
  },
  { name: 'a body without an end', isSlow: true, give: (socket) => pour(socket, answer('400 No', [])) },
  {
    name: 'a head without an end',
    isSlow: true,
    give: (socket) => pour(socket, Buffer.from('HTTP/1.1 200 OK\r\nX: ')),
  },
  {
    name: 'a body byte by byte',
    isSlow: true,
    give: (socket) => drip(socket, answer('200 OK', ['Content-Length: 100000'])),
  },
  { name: 'a head byte by byte', isSlow: true, give: (socket) => drip(socket, Buffer.from('HTTP/1.1 200 OK\r\nX: ')) },
  { name: 'silence', isSlow: true, give: () => undefined },
];

const GENERATED = fc
  .record({
    status: fc.oneof(fc.integer({ min: 100, max: 599 }).map(String), fc.string({ maxLength: 6 })),
    reason: fc.oneof(fc.constant('OK'), hostileText),
    headers: fc.dictionary(
      fc.constantFrom('Content-Type', 'Retry-After', 'Location', 'Content-Encoding', 'Set-Cookie', 'Connection', 'X'),
      hostileText,
      { maxKeys: 4 },
    ),
    body: fc.oneof(
      hostileText.map((text) => Buffer.from(text)),
      hostileText.map((text) => Buffer.from(JSON.stringify({ sid: text, message: text, code: 1 }))),
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    ),
    isSized: fc.boolean(),
    cut: fc.oneof(
      { weight: 4, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    ),
  })
  .map(({ status, reason, headers, body, isSized, cut }) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const bytes = answer(`${status} ${reason}`, isSized ? [...lines, sized(body)] : lines, body);
    // Without a length the end of the connection is the end of the body.
    return ends('generated', bytes.subarray(0, Math.ceil(bytes.length * cut)));
  });

/** @param {number} seed @param {number} count @returns {WildAnswer[]} in the order in which they are given; slow ones are few */
export function httpAnswers(seed, count) {
  const generated = fc.sample(GENERATED, { seed, numRuns: count });
  return generated.map((one, index) => {
    const named = NAMED_ANSWERS[index] ?? NAMED_ANSWERS[index % (2 * NAMED_ANSWERS.length)];
    return named && (index < NAMED_ANSWERS.length || !named.isSlow) ? named : one;
  });
}

/** @param {import('node:net').Socket} socket @param {Buffer} head */
function pour(socket, head) {
  socket.write(head);
  const more = () => {
    while (!socket.destroyed && socket.write(PADDING));
  };
  socket.on('drain', more);
  more();
}

/** @param {import('node:net').Socket} socket @param {Buffer} head */
function drip(socket, head) {
  socket.write(head);
  const timer = setInterval(() => socket.write('x'), 100);
  socket.on('close', () => clearInterval(timer));
}
