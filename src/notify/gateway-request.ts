/**
 * One POST to a gateway over HTTP, on connections that are kept. It tells an answer
 * from none, and whether the request may have been taken when there is none. A
 * redirect is an answer: it is never followed, since it would carry the message and
 * the credentials to somebody that nobody named. Of the body only so much is read,
 * and only for so long: the status is the answer. Nothing is written before the
 * connection stands and the message was said to be still ours.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import { type Dispatcher, errors, Pool } from 'undici';
import type { AttemptSignal } from './attempt-signal.ts';
import type { StillHeld } from './channel.ts';

const SECOND = 1_000;
const BODY_BYTES = 16_384;
const BODY_WITHIN_MS = 2 * SECOND;
/** Shorter than the 5 s after which common servers end an idle connection: a request on a dead one would be of unknown outcome. */
const IDLE_MS = 4 * SECOND;
/** What was asked about while the connection stood open goes out on it without a further question. */
const JUST_NOW_MS = 100;

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
    signal: AttemptSignal,
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
  const pool = new Pool(url.origin, {
    connections: maxConnections,
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
    // Whoever asks gives up by its signal.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(lookup && { connect: { lookup } }),
  });
  const path = url.pathname + url.search;

  return {
    post: (headers, body, signal, stillHeld = alwaysHeld) =>
      new Promise((resolve) => {
        const send = (exchange: Exchange) => pool.dispatch({ method: 'POST', path, headers, body }, exchange);
        send(new Exchange({ send, signal, stillHeld, settle: resolve }));
      }),
    close: () => void pool.destroy(),
  };
}

const alwaysHeld: StillHeld = () => true;

function wordsFor(error: Error): string {
  // The other side may also have ended it to speak another protocol.
  if (error instanceof errors.SocketError) return 'the connection ended without an answer';
  // What undici makes of a status that no server may send.
  if (error.name === 'AssertionError') return 'the answer is not HTTP';
  return error.message;
}

/** Thrown before anything was written, so that the connection is kept. */
class NotSent extends Error {}

/** One request and what comes of it; what is said first settles it. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #send: (exchange: Exchange) => void;
  readonly #signal: AttemptSignal;
  readonly #stillHeld: StillHeld;
  readonly #settle: (came: GatewayAnswer | NoAnswer | NotHeld) => void;
  /** Where the status has come, only the body is given up. */
  readonly #giveUp = () =>
    this.#answer ? this.#cut() : this.#end({ failure: 'no answer in time', unknown: this.#hasLeft });
  #controller: Dispatcher.DispatchController | null = null;
  /** When it was last said to be ours, by the monotonic clock. */
  #heldAt = Number.NEGATIVE_INFINITY;
  #hasLeft = false;
  #isSettled = false;
  #answer: Omit<GatewayAnswer, 'body'> | null = null;
  #readingLimit: NodeJS.Timeout | undefined;
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor({
    send,
    signal,
    stillHeld,
    settle,
  }: {
    send: (exchange: Exchange) => void;
    signal: AttemptSignal;
    stillHeld: StillHeld;
    settle: (came: GatewayAnswer | NoAnswer | NotHeld) => void;
  }) {
    this.#send = send;
    this.#signal = signal;
    this.#stillHeld = stillHeld;
    this.#settle = settle;
    if (signal.aborted) this.#giveUp();
    else signal.addEventListener('abort', this.#giveUp);
  }

  /** The connection stands, and all of the request is written as soon as this returns. */
  onRequestStart(controller: Dispatcher.DispatchController) {
    this.#controller = controller;
    if (this.#isSettled) throw new NotSent();
    const isHeld = performance.now() - this.#heldAt < JUST_NOW_MS || this.#stillHeld();
    if (isHeld !== true) {
      void this.#sendIf(isHeld);
      throw new NotSent();
    }
    this.#hasLeft = true;
  }

  async #sendIf(asked: boolean | Promise<boolean>): Promise<void> {
    const isHeld = await asked;
    if (!isHeld) this.#end({ notHeld: true });
    if (this.#isSettled) return;
    this.#heldAt = performance.now();
    this.#send(this);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders) {
    if (status < 200) return;
    this.#answer = { status, headers };
    this.#readingLimit = setTimeout(() => this.#cut(), BODY_WITHIN_MS);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer) {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length > BODY_BYTES) this.#cut();
  }

  onResponseEnd() {
    this.#endAnswered();
  }

  /** Also of a body that ends too early: what is missing of it does not change the answer. */
  onResponseError(_controller: Dispatcher.DispatchController, error: Error) {
    if (error instanceof NotSent) return;
    if (this.#answer) this.#endAnswered();
    else this.#end({ failure: wordsFor(error), unknown: this.#hasLeft });
  }

  /** The rest of the body is not waited for. */
  #cut() {
    this.#endAnswered();
    this.#abort();
  }

  #endAnswered() {
    if (!this.#answer) return;
    const body = Buffer.concat(this.#chunks).subarray(0, BODY_BYTES).toString('utf8');
    this.#end({ body, ...this.#answer });
  }

  #end(came: GatewayAnswer | NoAnswer | NotHeld) {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#readingLimit);
    this.#signal.removeEventListener('abort', this.#giveUp);
    this.#settle(came);
    if (!('status' in came)) this.#abort();
  }

  #abort() {
    this.#controller?.abort(new Error('it is over'));
  }
}
