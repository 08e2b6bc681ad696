/**
 * One kept connection to an HTTP/1.1 server, one request at a time, on a bare socket:
 * the load must not take the processor from what is measured. It reads answers with
 * a Content-Length or in chunks, and nothing else.
 */
import { connect } from 'node:net';

/**
 * @param {number} port
 * @returns {Promise<{request: (bytes: Buffer) => Promise<{status: number, body: string}>, close: () => void}>}
 */
export function openConnection(port) {
  return new Promise((opened, failed) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    /** @type {{resolve: Function, reject: Function} | null} */
    let waiting = null;
    /** @type {Error | null} */
    let ended = null;
    const end = (error) => {
      ended ??= error;
      failed(error);
      waiting?.reject(error);
      waiting = null;
    };
    socket.setNoDelay(true);
    socket.on('error', end);
    socket.on('close', () => end(new Error('the server closed the connection')));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const answer = parseAnswer(received);
      if (!answer || !waiting) return;
      received = received.slice(answer.length);
      const { resolve } = waiting;
      waiting = null;
      resolve(answer);
    });
    socket.once('connect', () =>
      opened({
        request: (bytes) =>
          new Promise((resolve, reject) => {
            if (ended) return reject(ended);
            waiting = { resolve, reject };
            socket.write(bytes);
          }),
        close: () => socket.destroy(),
      }),
    );
  });
}

/** @returns {Buffer} @param {{method: string, path: string, headers?: Record<string, string>, body?: string}} request */
export function requestBytes({ method, path, headers = {}, body = '' }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Null while a part is missing. */
function parseAnswer(text) {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = text.slice(0, headEnd).toLowerCase();
  const status = Number(head.slice(9, 12));
  const bodyAt = headEnd + 4;
  const stated = /\r\ncontent-length: *(\d+)/.exec(head);
  if (!stated && head.includes('transfer-encoding: chunked')) {
    const end = text.indexOf('\r\n0\r\n\r\n', headEnd);
    return end < 0 ? null : { status, body: text.slice(bodyAt, end), length: end + 7 };
  }
  const length = bodyAt + Number(stated?.[1] ?? 0);
  return text.length < length ? null : { status, body: text.slice(bodyAt, length), length };
}
