/** Sends generated requests over kept connections, so many at once, and hands over what came back. */
import { Agent, request as open } from 'node:http';

/** @import { FuzzRequest } from './requests.mjs' */

/**
 * `status` is 0 where no answer came: `failure` says why. `Cut` is an answer that was begun, of a stream.
 * @typedef {{ status: number; type: string; text: string; failure: string | null; tookMs: number }} FuzzAnswer
 */

const LONGEST_MS = 20_000;
/** A stream never ends by itself. */
const READ_OF_STREAM_MS = 100;

/** @param {{ port: number; connections: number }} options */
export function createSender({ port, connections }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let resends = 0;

  /** @param {FuzzRequest} request @returns {Promise<FuzzAnswer>} */
  function send(request) {
    const { method, path, headers, body } = request;
    const startedAt = performance.now();
    return new Promise((resolve) => {
      let done = false;
      const end = (/** @type {Partial<FuzzAnswer>} */ answer) => {
        if (done) return;
        done = true;
        clearTimeout(limit);
        resolve({ status: 0, type: '', text: '', failure: null, tookMs: performance.now() - startedAt, ...answer });
      };
      const asked = open({
        host: '127.0.0.1',
        port,
        agent,
        method,
        path: sendable(path),
        headers: { ...headers, 'content-length': body?.length ?? 0 },
      });
      const limit = setTimeout(() => {
        end({ failure: `no answer within ${LONGEST_MS / 1_000} s` });
        asked.destroy();
      }, LONGEST_MS);
      asked.on('error', (error) => {
        // A kept connection that was ended meanwhile: what every client sends again on a new one.
        if (asked.reusedSocket && !done) {
          done = true;
          clearTimeout(limit);
          resends++;
          resolve(send(request));
        } else end({ failure: error.message });
      });
      asked.on('response', (response) => {
        /** @type {Buffer[]} */
        const chunks = [];
        const type = response.headers['content-type'] ?? '';
        const status = response.statusCode ?? 0;
        const heard = () => end({ status, type, text: Buffer.concat(chunks).toString() });
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', heard);
        response.on('error', heard);
        if (!type.startsWith('text/event-stream')) return;
        setTimeout(() => {
          heard();
          asked.destroy();
        }, READ_OF_STREAM_MS);
      });
      asked.end(body ?? undefined);
    });
  }

  return {
    send,
    /** The answers in the order of the requests. @param {FuzzRequest[]} requests */
    async sendAll(requests) {
      /** @type {FuzzAnswer[]} */
      const answers = [];
      let next = 0;
      const work = async () => {
        while (next < requests.length) {
          const index = next++;
          answers[index] = await send(/** @type {FuzzRequest} */ (requests[index]));
        }
      };
      await Promise.all(Array.from({ length: connections }, work));
      return answers;
    },
    resends: () => resends,
    close: () => agent.destroy(),
  };
}

/** Node's client refuses what stands outside of Latin-1, and white space; raw sockets send that. @param {string} path */
function sendable(path) {
  const text = path.replaceAll(/[^\x21-\xff]/g, (character) =>
    encodeURIComponent(character.replace(/\p{Surrogate}/u, '?')),
  );
  return text.startsWith('/') ? text : `/${text}`;
}
