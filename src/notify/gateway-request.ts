/**
 * One POST to a gateway over HTTP, on connections that are kept. It tells an answer
 * from none, and whether the request may have been taken when there is none. A
 * redirect is an answer: it is never followed, since it would carry the message and
 * the credentials to somebody that nobody named. Of the body only so much is read,
 * and only for so long: the status is the answer. Nothing is written before the
 * connection stands and the message was said to be still ours.
 */
import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  Agent as PlainAgent,
  request,
} from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { urlToHttpOptions } from 'node:url';
import type { StillHeld } from './channel.ts';

const SECOND = 1_000;
const BODY_BYTES = 16_384;
const BODY_WITHIN_MS = 2 * SECOND;
/** Shorter than the 5 s after which common servers end an idle connection: a request on a dead one would be of unknown outcome. */
const IDLE_MS = 4 * SECOND;

export interface GatewayAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The beginning of it, where it is long. */
  body: string;
}

export interface NoAnswer {
  failure: string;
  /** The request had left, so the message may have been taken. */
  unknown: boolean;
}

/** Nothing was written: when the connection stood, the message was somebody else's to send. */
export interface NotHeld {
  notHeld: true;
}

export interface GatewayClient {
  post(
    headers: Record<string, string>,
    body: string,
    signal: AbortSignal,
    stillHeld?: StillHeld,
  ): Promise<GatewayAnswer | NoAnswer | NotHeld>;
  close(): void;
}

/** @param lookup in place of `dns.lookup` */
export function createGatewayClient(
  url: URL,
  maxConnections: number,
  { lookup }: { lookup?: LookupFunction } = {},
): GatewayClient {
  const isTls = url.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: maxConnections, timeout: IDLE_MS };
  const agent = isTls ? new TlsAgent(options) : new PlainAgent(options);
  const open = isTls ? tlsRequest : request;
  const to = { ...urlToHttpOptions(url), method: 'POST', agent, ...(lookup && { lookup }) };

  return {
    post: (headers, body, signal, stillHeld = alwaysHeld) =>
      new Promise((resolve) => {
        const length = String(Buffer.byteLength(body));
        // As a list, which node writes as it stands: an object is checked and copied name by name.
        const outgoing = open({
          ...to,
          headers: ['host', url.host, ...Object.entries(headers).flat(), 'content-length', length],
        });
        let hasLeft = false;
        const abort = () => outgoing.destroy(new Error('no answer in time'));
        if (signal.aborted) abort();
        else signal.addEventListener('abort', abort);
        const settle = (answer: GatewayAnswer | NoAnswer | NotHeld) => {
          signal.removeEventListener('abort', abort);
          resolve(answer);
        };
        onceConnected(outgoing, isTls, async () => {
          if (!(await stillHeld())) {
            settle({ notHeld: true });
            outgoing.destroy();
            return;
          }
          hasLeft = true;
          outgoing.end(body);
        });
        let isAnswered = false;
        outgoing.once('response', async (answer) => {
          isAnswered = true;
          settle({ status: answer.statusCode ?? 0, headers: answer.headers, body: await readBeginning(answer) });
        });
        outgoing.on('error', (error) => settle({ failure: error.message, unknown: hasLeft }));
        // Without an error too: so Node ends a connection that would rather speak another protocol.
        outgoing.once('close', () => {
          if (!isAnswered) settle({ failure: 'the connection ended without an answer', unknown: hasLeft });
        });
      }),
    close: () => agent.destroy(),
  };
}

const alwaysHeld: StillHeld = () => Promise.resolve(true);

/** Not called for a connection that is refused, or shows a wrong name or certificate. */
function onceConnected(outgoing: ClientRequest, isTls: boolean, act: () => void): void {
  outgoing.once('socket', (socket: Socket) => {
    if (outgoing.reusedSocket) act();
    else socket.once(isTls ? 'secureConnect' : 'connect', act);
  });
}

/** Never rejects: what is missing of the body does not change the answer. */
function readBeginning(answer: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const done = () => {
      clearTimeout(limit);
      resolve(Buffer.concat(chunks).subarray(0, BODY_BYTES).toString('utf8'));
    };
    const limit = setTimeout(() => answer.destroy(), BODY_WITHIN_MS);
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > BODY_BYTES) answer.destroy();
    });
    answer.on('error', () => undefined);
    answer.once('close', done);
  });
}
