/**
 * What only a raw socket can say: bytes that are no HTTP, requests that are two, bodies
 * that never end or never come, clients that stop reading or leave in the middle. Each is
 * written, and what comes back is read until the connection ends or enough was heard.
 */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { KEY } from './pager-under-fuzz.mjs';

const ALERT = '/v1/services/db/alert';
const BLOCK = Buffer.alloc(65_536, 'x');
const BIG = 100 * 1_024 * 1_024;
const LONGEST_MS = 60_000;

/**
 * @typedef {{ name: string; run: (port: number) => Promise<string>; expect: RegExp }} SocketCase
 *   `run`: the first line of each answer, and how it ended
 */

/** @param {string[]} lines @param {string | Buffer} [body] */
const http = (lines, body = '') =>
  Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
const AUTH = ['Host: pager', `Authorization: Bearer ${KEY}`, 'Content-Type: application/json'];
const post = (/** @type {string[]} */ headers, /** @type {string | Buffer} */ body = '') =>
  http([`POST ${ALERT} HTTP/1.1`, ...AUTH, ...headers], body);
const BODY = '{"summary":"x"}';
const LENGTH = `Content-Length: ${BODY.length}`;
const zipped = gzipSync(Buffer.alloc(20_000_000, ' '));

const REFUSED = /^(HTTP\/1\.1 4\d\d|closed|reset)/;
const TAKEN = /^HTTP\/1\.1 200/;

/** @type {[name: string, bytes: Buffer, expect: RegExp][]} */
const WRITTEN = [
  ['a TLS hello', Buffer.from('160301020001000', 'hex'), REFUSED],
  ['the preface of HTTP/2', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), REFUSED],
  ['HTTP/1.0 without a host', http(['GET /healthz HTTP/1.0']), /^(HTTP\/1\.1 [24]\d\d)/],
  ['no Host', http(['GET /healthz HTTP/1.1', 'Connection: close']), REFUSED],
  ['a Host that is none', http(['GET /healthz HTTP/1.1', 'Host: [::', 'Connection: close']), REFUSED],
  ['a Host with a path', http(['GET /healthz HTTP/1.1', 'Host: a/b?c#d', 'Connection: close']), /^HTTP\/1\.1 [24]\d\d/],
  [
    'a Host of bytes',
    http(['GET /healthz HTTP/1.1', 'Host: \xff\xfe\x80', 'Connection: close']),
    /^HTTP\/1\.1 [24]\d\d/,
  ],
  ['two Hosts', http(['GET /healthz HTTP/1.1', 'Host: a', 'Host: b', 'Connection: close']), /^HTTP\/1\.1 [24]\d\d/],
  [
    'an absolute address',
    http(['GET http://pager/healthz HTTP/1.1', 'Host: pager', 'Connection: close']),
    /^HTTP\/1\.1 [24]\d\d/,
  ],
  ['an absolute address that is none', http(['GET http://[/ HTTP/1.1', 'Host: pager', 'Connection: close']), REFUSED],
  [
    'two slashes',
    http(['GET //evil.example/healthz HTTP/1.1', 'Host: pager', 'Connection: close']),
    /^HTTP\/1\.1 [24]\d\d/,
  ],
  ['OPTIONS *', http(['OPTIONS * HTTP/1.1', 'Host: pager', 'Connection: close']), REFUSED],
  ['CONNECT', http(['CONNECT pager:80 HTTP/1.1', 'Host: pager']), REFUSED],
  ['TRACE', http(['TRACE /healthz HTTP/1.1', 'Host: pager', 'Connection: close']), REFUSED],
  ['a method that is none', http(['BREW /pot HTTP/1.1', 'Host: pager']), REFUSED],
  ['NUL in the address', http(['GET /\u0000 HTTP/1.1', 'Host: pager']), REFUSED],
  ['NUL in a header', http(['GET /healthz HTTP/1.1', 'Host: pager', 'X: a\u0000b']), REFUSED],
  ['a header without a name', http(['GET /healthz HTTP/1.1', 'Host: pager', ': x']), REFUSED],
  ['a bare CR in a header', http(['GET /healthz HTTP/1.1', 'Host: pager', 'X: a\rEvil: b']), REFUSED],
  ['a head of 20 KB', http(['GET /healthz HTTP/1.1', 'Host: pager', `X: ${'x'.repeat(20_000)}`]), REFUSED],
  [
    'an address of 15 KB',
    http([`GET /${'x'.repeat(15_000)} HTTP/1.1`, 'Host: pager', `Authorization: Bearer ${KEY}`, 'Connection: close']),
    REFUSED,
  ],
  [
    '3,000 short headers',
    http(['GET /healthz HTTP/1.1', 'Host: pager', ...Array.from({ length: 3_000 }, () => 'a:b')]),
    /^HTTP\/1\.1 [24]\d\d/,
  ],
  ['a length below zero', post(['Content-Length: -1'], BODY), REFUSED],
  ['a length that is no number', post(['Content-Length: 1e3'], BODY), REFUSED],
  ['a length beyond every number', post([`Content-Length: ${'9'.repeat(30)}`], BODY), REFUSED],
  ['two lengths', post([LENGTH, 'Content-Length: 3'], BODY), REFUSED],
  [
    'length and chunks at once',
    post([LENGTH, 'Transfer-Encoding: chunked'], '0\r\n\r\nGET /x HTTP/1.1\r\n\r\n'),
    REFUSED,
  ],
  ['chunks of a size that is none', post(['Transfer-Encoding: chunked'], 'zz\r\nabc\r\n0\r\n\r\n'), REFUSED],
  ['chunks of a size beyond every number', post(['Transfer-Encoding: chunked'], `${'f'.repeat(40)}\r\nabc`), REFUSED],
  ['a transfer encoding that is none', post(['Transfer-Encoding: x'], BODY), REFUSED],
  ['two transfer encodings', post(['Transfer-Encoding: gzip, chunked', 'Connection: close'], '0\r\n\r\n'), REFUSED],
  [
    '20 MB of blanks, zipped',
    post(['Content-Encoding: gzip', `Content-Length: ${zipped.length}`, 'Connection: close'], zipped),
    REFUSED,
  ],
  ['an expectation that nobody has', post([LENGTH, 'Expect: a-miracle', 'Connection: close'], BODY), REFUSED],
  [
    'a body behind its continuation',
    post([LENGTH, 'Expect: 100-continue', 'Connection: close'], BODY),
    /^HTTP\/1\.1 100/,
  ],
  ['another protocol', post([LENGTH, 'Connection: Upgrade, close', 'Upgrade: h2c'], BODY), TAKEN],
  [
    'a WebSocket without its key',
    http(['GET /inspect?actor=monitored-service/db HTTP/1.1', ...AUTH, 'Connection: Upgrade', 'Upgrade: websocket']),
    REFUSED,
  ],
  [
    'a WebSocket elsewhere',
    http([
      'GET /v1/stream HTTP/1.1',
      ...AUTH,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ]),
    REFUSED,
  ],
  [
    'a WebSocket to an actor that is none',
    http([
      'GET /inspect?actor=%00%ff HTTP/1.1',
      ...AUTH,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ]),
    /^HTTP\/1\.1 (101|4\d\d)/,
  ],
  [
    'a WebSocket at an address that is none',
    http([
      'GET //[ HTTP/1.1',
      ...AUTH,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ]),
    REFUSED,
  ],
  [
    '200 requests before the first answer',
    Buffer.concat([
      ...Array.from({ length: 200 }, () => post([LENGTH], BODY)),
      http(['GET /healthz HTTP/1.1', 'Host: pager', 'Connection: close']),
    ]),
    TAKEN,
  ],
];

/** @type {SocketCase[]} */
export const SOCKET_CASES = [
  ...WRITTEN.map(([name, bytes, expect]) => ({
    name,
    expect,
    run: (/** @type {number} */ port) => talk(port, (socket) => void socket.write(bytes)),
  })),
  {
    name: 'the half of a head, then the end',
    expect: REFUSED,
    run: (port) => talk(port, (socket) => void socket.end('POST /v1/serv')),
  },
  {
    name: 'a request, then a half-closed connection',
    expect: TAKEN,
    run: (port) => talk(port, (socket) => void socket.end(post([LENGTH, 'Connection: close'], BODY))),
  },
  {
    name: 'the half of a body, then a half-closed connection',
    expect: REFUSED,
    run: (port) => talk(port, (socket) => void socket.end(post(['Content-Length: 1000'], BODY))),
  },
  {
    name: 'the half of a body, then a reset',
    expect: /^(closed|reset)/,
    run: (port) =>
      talk(port, (socket) => void socket.write(post(['Content-Length: 1000'], BODY), () => socket.resetAndDestroy())),
  },
  {
    name: '100 MB with its length told',
    expect: /^(HTTP\/1\.1 413|reset)/,
    run: (port) => talk(port, (socket) => pour(socket, post([`Content-Length: ${BIG}`]), BLOCK, BIG)),
  },
  {
    name: '100 MB in chunks',
    expect: /^(HTTP\/1\.1 413|reset)/,
    run: (port) =>
      talk(port, (socket) =>
        pour(
          socket,
          post(['Transfer-Encoding: chunked']),
          Buffer.concat([Buffer.from('10000\r\n'), BLOCK, Buffer.from('\r\n')]),
          BIG,
        ),
      ),
  },
  {
    name: 'a hundred thousand chunks of one byte',
    expect: REFUSED,
    run: (port) =>
      talk(port, (socket) =>
        pour(
          socket,
          post(['Transfer-Encoding: chunked']),
          Buffer.from('1\r\nx\r\n'.repeat(10_000)),
          600_000,
          '0\r\n\r\n',
        ),
      ),
  },
];

/** They take as long as the server lets them: each head or body comes byte by byte. @type {SocketCase[]} */
export const SLOW_CASES = [
  {
    name: 'nothing but a line end',
    expect: REFUSED,
    run: (port) => talk(port, (socket) => void socket.write('\r\n')),
  },
  { name: 'HTTP/0.9', expect: REFUSED, run: (port) => talk(port, (socket) => void socket.write('GET /\r\n')) },
  { name: 'a head that never ends', expect: REFUSED, run: (port) => talk(port, drip('GET /healthz HTTP/1.1\r\nX: ')) },
  {
    name: 'a body that never ends',
    expect: REFUSED,
    run: (port) => talk(port, drip(post(['Content-Length: 100000']))),
  },
  {
    name: 'a body in chunks that never ends',
    expect: REFUSED,
    run: (port) => talk(port, drip(post(['Transfer-Encoding: chunked']), '1\r\nx\r\n')),
  },
  {
    name: 'a body that never begins',
    expect: REFUSED,
    run: (port) => talk(port, (socket) => void socket.write(post(['Content-Length: 100000']))),
  },
];

/** @param {number} port @param {(socket: import('node:net').Socket) => void} speak @returns {Promise<string>} */
function talk(port, speak) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let heard = '';
    let ending = 'closed';
    const limit = setTimeout(() => {
      ending = `still open after ${LONGEST_MS / 1_000} s`;
      socket.destroy();
    }, LONGEST_MS);
    socket.on('connect', () => speak(socket));
    socket.on('data', (data) => {
      heard = (heard + data.toString('latin1')).slice(0, 1_000_000);
      // Whoever was switched to another protocol is told no more here.
      if (heard.startsWith('HTTP/1.1 101')) socket.destroy();
      if (isWhole(heard)) socket.end();
    });
    socket.on('error', () => {
      ending = 'reset';
    });
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      clearTimeout(limit);
      resolve([...heard.matchAll(/^HTTP\/1\.1 \d+/gm), ending].join(', '));
    });
  });
}

/** One answer that was not asked to end its connection. @param {string} heard */
function isWhole(heard) {
  const end = heard.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(heard.slice(0, end))?.[1];
  const isOne = heard.indexOf('HTTP/1.1', 9) < 0;
  return (
    end >= 0 &&
    isOne &&
    !heard.startsWith('HTTP/1.1 100') &&
    length !== undefined &&
    heard.length >= end + 4 + Number(length)
  );
}

/** @param {import('node:net').Socket} socket @param {Buffer} head @param {Buffer} block @param {number} bytes @param {string} end */
function pour(socket, head, block, bytes, end = '') {
  let left = bytes;
  const more = () => {
    while (left > 0 && !socket.destroyed) {
      left -= block.length;
      if (!socket.write(block)) return;
    }
    if (left <= 0 && !socket.writableEnded) socket.end(end);
  };
  socket.on('drain', more);
  socket.write(head);
  more();
}

/** @param {string | Buffer} head @param {string} [piece] @returns {(socket: import('node:net').Socket) => void} */
function drip(head, piece = 'x') {
  return (socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write(piece), 200);
    socket.on('close', () => clearInterval(timer));
  };
}
