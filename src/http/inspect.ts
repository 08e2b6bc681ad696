/**
 * The inspector's socket: `/inspect?actor=<machine>/<id>` (repeated for several)
 * speaks the protocol of @statelyai/inspect, so that its `createWebSocketReceiver`
 * works against it: each actor's definition and snapshot first, then every event
 * and the snapshot behind it. It only tells, and takes no message.
 *
 * It lets in who presents an API key in a header, has a session, or a ticket of `POST
 * /v1/inspect-tickets`. A page of another site can make a browser open a socket
 * with credentials that the browser remembers: hence the look at `Origin`.
 */
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { SECOND } from '../policy/duration.ts';
import { knownKey } from './auth.ts';
import type { HttpDependencies } from './dependencies.ts';
import { tellInspector } from './inspect-protocol.ts';
import { ACTORS_AT_ONCE, isActorAddress } from './inspected-actors.ts';
import { isOwnOrigin } from './own-origin.ts';
import { isSafeForPasswords } from './password-way.ts';
import { presentedKey } from './presented-key.ts';
import { sessionTokenIn } from './session-cookie.ts';

const PATH = /^\/inspect\/?$/;
const BASE = 'http://localhost';
const LOOK_EVERY_MS = 30 * SECOND;
const GOODBYE_MS = SECOND;
/** Of a close frame: 123 bytes. */
const REASON_AT_MOST = 120;

/** Codes of our own that a socket is closed with. */
export const CLOSED_AS = { badRequest: 4400, unknownActor: 4404, failed: 1011, stopping: 1001 } as const;

export interface InspectSocket {
  /** For the server's `upgrade` event. Whatever is no request for the inspector is answered and ended. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every open socket. */
  close(): void;
}

export function createInspectSocket({
  pager,
  keyName,
  publicUrl,
  log,
}: Pick<HttpDependencies, 'pager' | 'keyName' | 'publicUrl' | 'log'>): InspectSocket {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1_024, clientTracking: true });

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const address = request.url ?? '/';
    if (!URL.canParse(address, BASE)) return refuse(socket, 400, 'The address is none.');
    const url = new URL(address, BASE);
    if (!PATH.test(url.pathname)) return refuse(socket, 404, 'The only socket here is /inspect.');
    const refusal = await refusalOf(request, url);
    if (refusal) return refuse(socket, refusal.status, refusal.reason);
    sockets.handleUpgrade(request, socket, head, (client) => {
      watch(client, [...new Set(url.searchParams.getAll('actor'))]).catch((err) => {
        log.warn({ err }, 'an inspector was let go');
        client.close(CLOSED_AS.failed, 'the pager could not go on telling; connect again');
      });
    });
  }

  /** Null when it may come in. */
  async function refusalOf(request: IncomingMessage, url: URL): Promise<{ status: number; reason: string } | null> {
    const ticket = url.searchParams.get('ticket');
    if (ticket !== null) {
      if (await pager.takeTicket(ticket)) return null;
      return { status: 401, reason: 'This ticket is unknown, used, or over a minute old.' };
    }
    const { authorization, 'x-forwarded-proto': proto } = request.headers;
    const isPassword = /^basic /i.test(authorization ?? '');
    const key = isPassword && !isSafeForPasswords(proto, request.socket) ? null : presentedKey(authorization);
    const isKnown = key !== null && knownKey({ keyName, pager }, key) !== null;
    if (!isKnown && !(await hasSession(request))) {
      return { status: 401, reason: 'Present an API key, a session, or a ticket of POST /v1/inspect-tickets.' };
    }
    const { origin, host } = request.headers;
    return origin === undefined || isOwnOrigin(origin, host, publicUrl)
      ? null
      : { status: 403, reason: 'Pages of other sites need a ticket.' };
  }

  async function hasSession({ headers: { cookie } }: IncomingMessage): Promise<boolean> {
    const token = sessionTokenIn(cookie);
    return token !== null && (await pager.sessions.find(token)) !== null;
  }

  async function watch(client: WebSocket, actors: string[]): Promise<void> {
    const wrong = await whatIsWrong(actors);
    if (wrong) return client.close(wrong.code, wrong.reason);
    const gone = new AbortController();
    const stopLooking = endWhenGone(client, () => gone.abort());
    try {
      await tellInspector(client, pager.inspect(actors, gone.signal));
    } finally {
      stopLooking();
      gone.abort();
    }
  }

  async function whatIsWrong(actors: string[]): Promise<{ code: number; reason: string } | null> {
    const expected = 'expected ?actor=<machine>/<id>';
    if (actors.length === 0) return { code: CLOSED_AS.badRequest, reason: `no actor is named; ${expected}` };
    if (actors.length > ACTORS_AT_ONCE) {
      return { code: CLOSED_AS.badRequest, reason: `at most ${ACTORS_AT_ONCE} actors at once` };
    }
    for (const actor of actors) {
      if (!isActorAddress(actor)) return { code: CLOSED_AS.badRequest, reason: `bad actor name; ${expected}` };
      if (!(await pager.isActor(actor))) {
        return { code: CLOSED_AS.unknownActor, reason: `there is no actor "${actor}"`.slice(0, REASON_AT_MOST) };
      }
    }
    return null;
  }

  return {
    upgrade(request, socket, head) {
      upgrade(request, socket, head).catch((err) => {
        log.warn({ err }, 'an inspector could not be let in');
        refuse(socket, 503, 'The pager can not look it up just now; try again.');
      });
    },
    close() {
      for (const client of sockets.clients) client.close(CLOSED_AS.stopping, 'the pager is stopping');
      sockets.close();
      // A reader that has stopped reading answers no goodbye.
      setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, GOODBYE_MS).unref();
    },
  };
}

/** Also those that went without a word: a socket that does not answer by the next look is gone. */
function endWhenGone(client: WebSocket, onGone: () => void): () => void {
  let answered = true;
  client.on('pong', () => {
    answered = true;
  });
  client.on('error', () => client.terminate());
  client.on('close', onGone);
  const timer = setInterval(() => {
    if (!answered) return client.terminate();
    answered = false;
    client.ping();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

function refuse(socket: Duplex, status: number, reason: string): void {
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(reason)}`,
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${headers.join('\r\n')}\r\n\r\n${reason}`);
}
