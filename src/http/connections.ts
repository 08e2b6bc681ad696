/**
 * Which connections of a server have a request under way. Node's own
 * `closeIdleConnections` passes over those that never sent one, and browsers open
 * such ones in advance: each would hold up the stop.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Connections {
  /** Ends those without a request under way. WebSockets are not among them. */
  closeIdle(): void;
  /** Ends one of these, if one has no request under way. False: each of them has. */
  closeLongestIdle(among: Iterable<Socket>, except: Socket): boolean;
}

interface Use {
  requests: number;
  /** When it was used last, as a number that only grows. */
  lastUse: number;
}

export function followConnections(server: Server): Connections {
  const underWay = new Map<Socket, Use>();
  let uses = 0;
  const count = (socket: Socket, change: 1 | -1) => {
    const use = underWay.get(socket);
    if (!use) return;
    use.requests += change;
    use.lastUse = ++uses;
  };
  server.on('connection', (socket: Socket) => {
    underWay.set(socket, { requests: 0, lastUse: ++uses });
    socket.on('close', () => underWay.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    count(socket, 1);
    response.on('close', () => count(socket, -1));
  });
  server.on('upgrade', ({ socket }: IncomingMessage) => underWay.delete(socket));
  return {
    closeIdle() {
      for (const [socket, { requests }] of underWay) if (requests === 0) socket.destroy();
    },
    closeLongestIdle(among, except) {
      let found: { socket: Socket; lastUse: number } | null = null;
      for (const socket of among) {
        const use = underWay.get(socket);
        if (!use || use.requests > 0 || socket === except || socket.destroyed) continue;
        if (!found || use.lastUse < found.lastUse) found = { socket, lastUse: use.lastUse };
      }
      found?.socket.destroy();
      return found !== null;
    },
  };
}
