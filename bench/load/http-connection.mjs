/**
 * One kept connection to an HTTP/1.1 server, one request at a time, on a bare socket:
 * the load must not take the processor from what is measured. It reads answers with
 * a Content-Length or in chunks, and nothing else.
 */
import { connect } from 'node:net';
import { firstMessage } from './http-message.mjs';

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
      const answer = firstMessage(received);
      if (!answer || !waiting) return;
      received = received.slice(answer.length);
      const { resolve } = waiting;
      waiting = null;
      resolve({ status: Number(answer.head.slice(9, 12)), body: answer.body });
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
