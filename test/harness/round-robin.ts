/**
 * The smallest load balancer there is: requests go to the backends in turn, to those
 * whose `/readyz` said 200 when it was asked last. It sends nothing a second time.
 */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './until.ts';

const ASK_EVERY_MS = 200;

export interface RoundRobin {
  url: string;
  /** Resolves when it sends requests to exactly so many. */
  spreadsOver(count: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startRoundRobin(ports: number[]): Promise<RoundRobin> {
  const agent = new Agent({ keepAlive: true });
  const ready = new Set<number>();
  let turn = 0;

  const ask = (port: number) =>
    fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(1_000) }).then(
      ({ status }) => (status === 200 ? ready.add(port) : ready.delete(port)),
      () => ready.delete(port),
    );
  const timer = setInterval(() => void Promise.all(ports.map(ask)), ASK_EVERY_MS);

  const server = createServer((incoming, outgoing) => {
    const up = ports.filter((port) => ready.has(port));
    const port = up[turn++ % Math.max(1, up.length)];
    if (port === undefined) outgoing.writeHead(502).end('no backend is ready');
    else pass(incoming, outgoing, port, agent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spreadsOver: (count) => until(() => ready.size === count, { withinMs: 60_000 }).then(() => undefined),
    async stop() {
      clearInterval(timer);
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, port: number, agent: Agent): void {
  const { method, url, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path: url, headers, agent }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', (error) => {
    if (!outgoing.headersSent) outgoing.writeHead(502);
    outgoing.end(`the backend did not answer: ${error.message}`);
  });
  incoming.pipe(onward);
}
