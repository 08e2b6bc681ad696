/**
 * Stands between a client and a server, and cuts a connection at an exact point:
 * before a request that is recognised reaches the server, or after the server has
 * carried it out and before its answer reaches the client.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  port: number;
  /** Cuts the connection before the next request that `isIt` recognises is passed on; resolves when it is cut. */
  cutBefore(isIt: (request: string) => boolean): Promise<void>;
  /** Passes it on, but no answer any more, and cuts the connection once `carriedOut` resolves. */
  cutAfter(isIt: (request: string) => boolean, carriedOut: () => Promise<unknown>): Promise<void>;
  /** Every connection ends; new ones are refused until it is opened again. */
  close(): void;
  open(): void;
  stop(): Promise<void>;
}

interface Cut {
  isIt: (request: string) => boolean;
  /** Null: the request doesn't reach the server. */
  carriedOut: (() => Promise<unknown>) | null;
  done: () => void;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const cuts = new Set<Cut>();
  let isOpen = true;

  const server = createServer((client) => {
    if (!isOpen) {
      client.destroy();
      return;
    }
    const upstream = connect(targetPort, '127.0.0.1');
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    let answersAreLost = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    client.on('data', (chunk) => {
      const request = chunk.toString('latin1');
      const cut = [...cuts].find(({ isIt }) => isIt(request));
      if (!cut) {
        upstream.write(chunk);
        return;
      }
      cuts.delete(cut);
      answersAreLost = true;
      if (cut.carriedOut) upstream.write(chunk);
      void (cut.carriedOut?.() ?? Promise.resolve()).then(() => {
        end();
        cut.done();
      });
    });
    upstream.on('data', (chunk) => {
      if (!answersAreLost) client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    cutBefore: (isIt) => new Promise((done) => cuts.add({ isIt, carriedOut: null, done })),
    cutAfter: (isIt, carriedOut) => new Promise((done) => cuts.add({ isIt, carriedOut, done })),
    close() {
      isOpen = false;
      for (const socket of sockets) socket.destroy();
    },
    open() {
      isOpen = true;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
