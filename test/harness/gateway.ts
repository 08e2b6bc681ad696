/**
 * A real HTTP gateway on loopback. It records what it was asked, with the time, and
 * answers, keeps silent or hangs up as the test says. A test waits for a number of
 * requests, never for a time.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GatewayRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** As it came; `json` and `form` read it. */
  body: string;
  json(): unknown;
  form(): Record<string, string>;
  /** Which connection it came over. */
  connection: string;
  /** Epoch ms. */
  at: number;
}

export type GatewayAnswer =
  | { status: number; headers?: Record<string, string>; body?: string }
  /** Takes the request and never answers. */
  | 'hang'
  /** Takes the request and ends the connection without an answer. */
  | 'cut'
  /** Answers 200, and ends the connection in the middle of the body. */
  | 'cut in the body'
  /** Answers 200 with a body that never ends. */
  | 'endless body';

export interface Gateway {
  url: string;
  port: number;
  requests: GatewayRequest[];
  /** From now on; a function may answer late, by its promise. Without any: 200. */
  answer(answer: GatewayAnswer | ((request: GatewayRequest) => GatewayAnswer | Promise<GatewayAnswer>)): void;
  /** Resolves once that many requests have come in all. */
  received(count: number): Promise<GatewayRequest[]>;
  stop(): Promise<void>;
}

export async function startGateway({ port = 0 }: { port?: number } = {}): Promise<Gateway> {
  const requests: GatewayRequest[] = [];
  const waiting: { count: number; resolve: (requests: GatewayRequest[]) => void }[] = [];
  let answerTo: (request: GatewayRequest) => GatewayAnswer | Promise<GatewayAnswer> = () => ({ status: 200 });

  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming);
    requests.push(request);
    for (const waiter of waiting.filter(({ count }) => requests.length >= count)) {
      waiting.splice(waiting.indexOf(waiter), 1);
      waiter.resolve(requests);
    }
    give(response, await answerTo(request));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: listening } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${listening}`,
    port: listening,
    requests,
    answer(answer) {
      answerTo = typeof answer === 'function' ? answer : () => answer;
    },
    received: (count) =>
      requests.length >= count ? Promise.resolve(requests) : new Promise((resolve) => waiting.push({ count, resolve })),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<GatewayRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    body,
    json: () => JSON.parse(body),
    form: () => Object.fromEntries(new URLSearchParams(body)),
    connection: `${incoming.socket.remoteAddress}:${incoming.socket.remotePort}`,
    at: Date.now(),
  };
}

function give(response: ServerResponse, answer: GatewayAnswer): void {
  if (answer === 'hang') return;
  if (answer === 'cut') {
    response.destroy();
    return;
  }
  if (answer === 'cut in the body') {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"sid": ', () => response.destroy());
    return;
  }
  if (answer === 'endless body') {
    response.writeHead(200);
    const block = 'x'.repeat(65_536);
    const write = () => {
      while (!response.destroyed && response.write(block));
    };
    response.on('drain', write);
    write();
    return;
  }
  response.writeHead(answer.status, answer.headers).end(answer.body);
}
