/**
 * The server that listens. It gives slow clients up, tells by whom a taken port is
 * held if that is another pager, and closes in order: nothing new is taken, answers
 * under way are finished, streams and sockets are ended, and what is left after a
 * few seconds is cut.
 */
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import { type Connections, followConnections } from './connections.ts';
import type { HttpEnv } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import { APP_NAME } from './health.ts';
import { createInspectSocket, type InspectSocket } from './inspect.ts';
import { createConnectionLimit } from './limits-connections.ts';
import { DEFAULT_LIMITS } from './limits-settings.ts';
import { UpgradeRequest } from './upgrade-request.ts';

const SECOND = 1_000;
const TIMEOUTS = {
  /** A request's head, then the whole of it. */
  headersTimeout: 10 * SECOND,
  requestTimeout: 30 * SECOND,
  /** Longer than what usual load balancers wait, so that they never send into a connection that we close. */
  keepAliveTimeout: 65 * SECOND,
  /** How often the first two are looked at: whoever sends nothing has no longer than theirs and this. */
  connectionsCheckingInterval: 2 * SECOND,
};
const CLOSE_WITHIN_MS = 5 * SECOND;
const LOOK_EVERY_MS = 50;
const ASK_WITHIN_MS = SECOND;

type Fetch = (request: Request, env: object) => Response | Promise<Response>;

export interface HttpServer {
  /** The one it listens on: another than was asked for where that was 0. */
  port: number;
  /** Resolves when every connection is closed, within a few seconds. */
  close(): Promise<void>;
}

/** @throws PortTaken, or what else the system says against listening there */
export async function serveHttp({
  app,
  dependencies,
  host,
  port,
  isLeaving = () => false,
}: {
  app: { fetch: Fetch };
  dependencies: Pick<HttpDependencies, 'pager' | 'keyName' | 'publicUrl' | 'log' | 'limits'>;
  host: string;
  port: number;
  /** From then on each answer ends its connection: who sent it will look for another process. */
  isLeaving?: () => boolean;
}): Promise<HttpServer> {
  const streams = new Set<ServerResponse>();
  const serverOptions = { ...TIMEOUTS, IncomingMessage: UpgradeRequest };
  const limit = createConnectionLimit(dependencies.limits?.connections ?? DEFAULT_LIMITS.connections);
  const fetch = following(app.fetch, { streams, isLeaving, isCrowded: limit.isCrowded });
  // Of the kinds of server that it can make, plain HTTP is the one without further options.
  const server = createAdaptorServer({ fetch, serverOptions }) as Server;
  // A sender that ends its side behind its request waits for the answer all the same.
  Object.assign(server, { httpAllowHalfOpen: true });
  const sockets = createInspectSocket(dependencies);
  const connections = followConnections(server);
  limit.watch(server, connections);
  server.on('upgrade', sockets.upgrade);
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  return { port: address.port, close: () => close(server, { sockets, streams, connections }) };
}

/** The same as the system's refusal, with what could be learned about whoever has the port. */
export class PortTaken extends Error {
  override name = 'PortTaken';
  readonly code = 'EADDRINUSE';
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const holder = await askHolder(host, port);
    throw new PortTaken(
      `port ${port} of ${host} is taken${holder ? ` by ${holder}` : ''}: stop that, or choose another port with PORT=${port + 1}`,
      { cause: error },
    );
  }
}

/** "another Pager (0.1.0)", or null when it is none. */
async function askHolder(host: string, port: number): Promise<string | null> {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
  try {
    const answer = await fetch(`http://${reachable}:${port}/healthz`, { signal: AbortSignal.timeout(ASK_WITHIN_MS) });
    const told: unknown = await answer.json();
    const isPager = typeof told === 'object' && told !== null && 'app' in told && told.app === APP_NAME;
    return isPager ? `another Pager${'version' in told ? ` (${String(told.version)})` : ''}` : null;
  } catch {
    // It speaks another protocol, or does not answer.
    return null;
  }
}

/** Notes the answers that do not end by themselves, and tells the app whose connection is one too many. */
function following(
  fetch: Fetch,
  {
    streams,
    isLeaving,
    isCrowded,
  }: { streams: Set<ServerResponse>; isLeaving: () => boolean; isCrowded: (socket: Socket) => boolean },
) {
  return async (request: Request, env: (HttpBindings | Http2Bindings) & HttpEnv['Bindings']): Promise<Response> => {
    if ('incoming' in env && isCrowded(env.incoming.socket as Socket)) Object.assign(env, { isCrowded: true });
    const answer = await fetch(request, env);
    if (isLeaving() && 'outgoing' in env) (env.outgoing as ServerResponse).shouldKeepAlive = false;
    if (env.isEndless && 'outgoing' in env) {
      const outgoing = env.outgoing as ServerResponse;
      streams.add(outgoing);
      // Whoever hears a stream and ends his side has left.
      outgoing.socket?.once('end', () => outgoing.destroy());
      outgoing.on('close', () => streams.delete(outgoing));
    }
    return answer;
  };
}

async function close(
  server: Server,
  { sockets, streams, connections }: { sockets: InspectSocket; streams: Set<ServerResponse>; connections: Connections },
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  sockets.close();
  const look = setInterval(() => {
    for (const stream of streams) stream.end();
    // Again and again: a connection is idle once its last answer has gone out.
    connections.closeIdle();
  }, LOOK_EVERY_MS);
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
  await closed;
  clearInterval(look);
  clearTimeout(cut);
}
