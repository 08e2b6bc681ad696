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
}

export function followConnections(server: Server): Connections {
  const underWay = new Map<Socket, number>();
  const count = (socket: Socket, change: 1 | -1) => {
    const requests = underWay.get(socket);
    if (requests !== undefined) underWay.set(socket, requests + change);
  };
  server.on('connection', (socket: Socket) => {
    underWay.set(socket, 0);
    socket.on('close', () => underWay.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    count(socket, 1);
    response.on('close', () => count(socket, -1));
  });
  server.on('upgrade', ({ socket }: IncomingMessage) => underWay.delete(socket));
  return {
    closeIdle() {
      for (const [socket, requests] of underWay) if (requests === 0) socket.destroy();
    },
  };
}
